"""Keeping contests: made as drafts, changed, published, called off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from duikou.activities import contest_rules as rules
from duikou.activities import signals
from duikou.activities.actions.work_pictures import hide_pictures
from duikou.activities.models import Contest
from duikou.activities.queries import contests as queries
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.models import Organisation
from duikou.journal import actions as journal

TEXTS = ("title", "about", "conditions")
FACTS = (
    *TEXTS, "activity", "campaign", "opens_at", "closes_at", "by_persons", "by_bodies", "most_each", "most_letters",
    "most_pictures", "drop_extremes",
)  # fmt: skip
State = Contest.State


def ref(contest: Contest) -> str:
    """How the journal calls a contest."""
    return f"contest:{contest.public_id}"


def lock(contest: Contest) -> Contest:
    """The row as it is now, held until the end of the transaction."""
    return Contest.objects.select_for_update().get(pk=contest.pk)


@transaction.atomic
def create_contest(
    *,
    title: Mapping[str, str] | str,
    organiser: Organisation,
    opens_at: datetime,
    closes_at: datetime,
    by: Actor,
    **facts: Any,
) -> Contest:
    """A new contest in draft. Times are aware; `facts` are any others of FACTS. Raises django.db.IntegrityError for
    times the wrong way round."""
    said = {name: translated(value) if name in TEXTS else value for name, value in facts.items()}
    contest = Contest.objects.create(
        title=translated(title),
        organiser=organiser,
        opens_at=opens_at,
        closes_at=closes_at,
        created_at=clock.now(),
        **said,
    )
    journal.record(what="contest.created", which=ref(contest), by=by)
    return contest


@transaction.atomic
def change_contest(*, contest: Contest, values: Mapping[str, Any], by: Actor) -> None:
    """Change any of FACTS. Raises rules.Refused: for what works that have come in rely on, marks that exist, a close
    that has passed."""
    present, now = lock(contest), clock.now()
    wanted = {name: translated(value) if name in TEXTS else value for name, value in values.items()}
    changed = {name: value for name, value in wanted.items() if getattr(present, name) != value}
    if no := rules.may_change(present, changed, entries=present.last_number, now=now):
        raise rules.Refused(no)
    if "drop_extremes" in changed and queries.marks_exist(present):
        raise rules.Refused(rules.Refusal.MARKS_EXIST)
    if present.state == State.PUBLISHED and values.get("closes_at", present.closes_at) < now and "closes_at" in changed:
        raise rules.Refused(rules.Refusal.OVER)
    if changed:
        for name, value in changed.items():
            setattr(present, name, value)
        present.save(update_fields=sorted(changed))
        journal.record(what="contest.changed", which=ref(present), by=by, fields=sorted(changed))
        signals.contest_changed.send(sender=None, contest_id=present.pk)
    contest.refresh_from_db()


@transaction.atomic
def publish_contest(*, contest: Contest, by: Actor) -> None:
    """Show the contest to everybody; works come in from its opening. Raises rules.Refused."""
    present = lock(contest)
    if no := rules.may_publish(present, categories=present.categories.count(), now=clock.now()):
        raise rules.Refused(no)
    _become(present, State.PUBLISHED, by)
    contest.refresh_from_db()


@transaction.atomic
def cancel_contest(*, contest: Contest, why: Mapping[str, str] | str, by: Actor) -> None:
    """Call it off with a reason that everybody reads; nothing is deleted before its time, nothing is exhibited. Raises
    rules.Refused once results are out."""
    present = lock(contest)
    if State.CANCELLED not in rules.NEXT_STATES[present.state]:
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    present.why_cancelled, present.ended_at = translated(why), clock.now()
    hide_everything(present, by)
    _become(present, State.CANCELLED, by)
    contest.refresh_from_db()


def _become(contest: Contest, state: str, by: Actor) -> None:
    contest.state = state
    contest.save()
    journal.record(what=f"contest.{state}", which=ref(contest), by=by)
    signals.contest_changed.send(sender=None, contest_id=contest.pk)


def hide_everything(contest: Contest, by: Actor) -> None:
    """Close the exhibition of a contest that the caller has locked and saves."""
    contest.exhibited_at = None
    for entry in contest.entries.filter(accepted=True):
        hide_pictures(entry, by=by)

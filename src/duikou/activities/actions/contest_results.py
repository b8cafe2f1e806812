"""Results of a contest: frozen as the marks give them, published, corrected by a new edition."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duikou.activities import contest_rules as rules
from duikou.activities import signals
from duikou.activities.actions.contests import lock, ref
from duikou.activities.models import Contest, ResultEdition
from duikou.activities.protocol import digest_of, read_protocol
from duikou.activities.queries import contest_results as outcome
from duikou.activities.queries import contests as queries
from duikou.activities.queries import judged as verdict
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.journal import actions as journal

State = Contest.State


WON = "contest_won"


@transaction.atomic
def publish_results(*, contest: Contest, digest: str, by: Actor, reason: Mapping[str, str] | str = "") -> ResultEdition:
    """Freeze the results as the marks give them and show them to everybody; whoever has won is told, and asked about
    their name. `digest` is that of the results that were looked at: others are refused. A later edition needs a
    `reason`. Raises rules.Refused."""
    present = lock(contest)
    if no := _may_publish(present):
        raise rules.Refused(no)
    before = outcome.latest_edition(present)
    _places, content = verdict.computed(present)
    if digest_of(content) != digest:
        raise rules.Refused(rules.Refusal.CHANGED)
    if before is not None and not translated(reason):
        raise rules.Refused(rules.Refusal.NO_REASON)
    if before is not None and before.digest == digest:
        raise rules.Refused(rules.Refusal.SAME)
    now = clock.now()
    edition = ResultEdition.objects.create(
        contest=present,
        number=before.number + 1 if before else 1,
        content=content,
        digest=digest,
        reason=translated(reason),
        at=now,
    )
    if present.state == State.PUBLISHED:
        present.state, present.ended_at = State.RESULTS, now
        present.save(update_fields=["state", "ended_at"])
    journal.record(what="contest.results", which=ref(present), by=by, edition=edition.number, digest=edition.digest)
    _tell_winners(present, content)
    signals.contest_changed.send(sender=None, contest_id=present.pk)
    contest.refresh_from_db()
    return edition


def may_publish_results(contest: Contest) -> rules.Refusal | None:
    """Why the results cannot be published yet."""
    return _may_publish(contest)


def _may_publish(contest: Contest) -> rules.Refusal | None:
    now = clock.now()
    if contest.state == State.RESULTS and contest.ended_at and now > contest.ended_at + rules.KEPT_AFTER:
        return rules.Refusal.OVER
    if contest.state not in (State.PUBLISHED, State.RESULTS):
        return rules.Refusal.WRONG_STATE
    if now < contest.closes_at:
        return rules.Refusal.NOT_CLOSED
    jurors = list(contest.jurors.values_list("handed_in_at", flat=True))
    if not jurors:
        return rules.Refusal.NO_JURY
    if not contest.criteria.exists():
        return rules.Refusal.NO_CRITERIA
    if not all(jurors):
        return rules.Refusal.NOT_HANDED_IN
    return rules.Refusal.UNJUDGED if verdict.unjudged(contest) or not queries.to_judge(contest).exists() else None


def _tell_winners(contest: Contest, content: str) -> None:
    said = read_protocol(content)
    won = [one["number"] for category in said["categories"] for one in category["works"] if one["prize"] is not None]
    entries = contest.entries.filter(number__in=won, person__isnull=False).order_by("pk")
    about = [f"contest_entry:{one.public_id}" for one in entries]
    journal.queue_each(
        template=WON,
        recipients=[f"person:{one.person_id}" for one in entries],
        about=about,
        dedupe_keys=[f"{WON}:{one}" for one in about],
        expire_at=[clock.now() + rules.KEPT_AFTER] * len(about),
    )

"""Opening and closing the exhibition of a contest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from duikou.activities import contest_rules as rules
from duikou.activities import signals
from duikou.activities.actions.contests import hide_everything, lock, ref
from duikou.activities.actions.work_pictures import show_pictures
from duikou.activities.models import Contest, ContestEntry
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory import actions as directory
from duikou.journal import actions as journal

Entered = ContestEntry.State


@transaction.atomic
def exhibit(*, contest: Contest, by: Actor, **where: Any) -> None:
    """Show the works that the office has chosen, on the portal, from now on; with `place` (one there is, or a new one
    by name and address), `shown_from`, `shown_until` and `visiting` (hours, in words) there as well. Done again it
    changes these. Raises rules.Refused."""
    present = lock(contest)
    if no := rules.may_exhibit(present, judged=present.criteria.exists(), now=clock.now()):
        raise rules.Refused(no)
    works = present.entries.filter(state=Entered.ENTERED, may_show=True, accepted=True)
    if not works.exists():
        raise rules.Refused(rules.Refusal.NOTHING_TO_SHOW)
    place = where.get("place")
    present.place = directory.add_place(**place, by=by) if isinstance(place, Mapping) else place
    present.shown_from, present.shown_until = where.get("shown_from"), where.get("shown_until")
    present.visiting = translated(where.get("visiting", {}))
    present.exhibited_at = present.exhibited_at or clock.now()
    present.save()
    for entry in works:
        show_pictures(entry, by=by)
    journal.record(what="contest.exhibited", which=ref(present), by=by)
    signals.contest_changed.send(sender=None, contest_id=present.pk)
    contest.refresh_from_db()


@transaction.atomic
def close_exhibition(*, contest: Contest, by: Actor) -> None:
    """Show its works no more. Done again it changes nothing."""
    present = lock(contest)
    if present.exhibited_at is not None:
        hide_everything(present, by)
        present.save()
        journal.record(what="contest.exhibition_closed", which=ref(present), by=by)
        signals.contest_changed.send(sender=None, contest_id=present.pk)
    contest.refresh_from_db()

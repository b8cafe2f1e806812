"""Whether a work takes part and is shown: agreed to by its maker, left out or chosen by the office."""

from __future__ import annotations

from django.db import transaction

from duikou.activities import contest_rules as rules
from duikou.activities.actions.contest_entries import lock_entry, ref
from duikou.activities.actions.work_pictures import hide_pictures, show_pictures
from duikou.activities.models import ContestEntry
from duikou.base.actor import Actor
from duikou.journal import actions as journal

Entered = ContestEntry.State


@transaction.atomic
def agree_to_show(*, entry: ContestEntry, may_show: bool, name_shown: bool, by: Actor) -> None:
    """Say whether the work may be exhibited, and whether under its maker's name; at any time, at once. Raises
    rules.Refused for one that is withdrawn."""
    row = lock_entry(entry)
    if row.state == Entered.WITHDRAWN:
        raise rules.Refused(rules.Refusal.WITHDRAWN)
    row.may_show, row.name_shown = may_show, name_shown
    if not may_show and row.accepted:
        row.accepted = False
        hide_pictures(row, by=by)
    row.save(update_fields=["may_show", "name_shown", "accepted"])
    journal.record(what="contest_entry.agreed", which=ref(row), by=by)
    entry.refresh_from_db()


@transaction.atomic
def exclude(*, entry: ContestEntry, why: str, by: Actor) -> None:
    """Leave a work out that breaks the conditions; its maker reads why. Raises rules.Refused, also without a reason."""
    row = lock_entry(entry)
    if not why.strip():
        raise rules.Refused(rules.Refusal.NO_REASON)
    if Entered.EXCLUDED not in rules.NEXT_OF_ENTRY[row.state]:
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    if row.accepted:
        hide_pictures(row, by=by)
    row.state, row.why_excluded, row.accepted = Entered.EXCLUDED, why.strip(), False
    row.save(update_fields=["state", "why_excluded", "accepted"])
    journal.record(what="contest_entry.excluded", which=ref(row), by=by)


@transaction.atomic
def take_in_again(*, entry: ContestEntry, by: Actor) -> None:
    """Let a work that was left out take part again. Raises rules.Refused."""
    row = lock_entry(entry)
    if row.state != Entered.EXCLUDED:
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    row.state, row.why_excluded = Entered.ENTERED, ""
    row.save(update_fields=["state", "why_excluded"])
    journal.record(what="contest_entry.taken_in_again", which=ref(row), by=by)


@transaction.atomic
def choose(*, entry: ContestEntry, accepted: bool, by: Actor) -> None:
    """Choose a work for the exhibition, or leave it out of it. Raises rules.Refused unless its maker agrees."""
    row = lock_entry(entry)
    if accepted and (row.state != Entered.ENTERED or not row.may_show):
        raise rules.Refused(rules.Refusal.NOT_AGREED)
    if row.accepted == accepted:
        return
    row.accepted = accepted
    row.save(update_fields=["accepted"])
    if accepted and row.contest.exhibited_at:
        show_pictures(row, by=by)
    elif not accepted:
        hide_pictures(row, by=by)
    journal.record(what="contest_entry.chosen" if accepted else "contest_entry.not_chosen", which=ref(row), by=by)

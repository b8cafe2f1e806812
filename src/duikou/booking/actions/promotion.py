"""A freed place goes to the waiting list, inside the transaction that frees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from duikou.base.actor import Actor
from duikou.booking import signals
from duikou.booking.actions.ledger import Ledger
from duikou.booking.actions.notices import note
from duikou.booking.actions.placed import Placed
from duikou.booking.models import Booking, Slot, WaitingEntry
from duikou.booking.refusals import Reason
from duikou.booking.rules import may_book

# So many entries of a list are looked at (and their people locked) in one go; the worker takes up what lies behind.
REACH = 200


def candidates(slots: Iterable[Slot], *, after: int = 0) -> list[WaitingEntry]:
    """The first REACH waiting entries, in order of position and behind the entry `after`, that a free place in one of
    `slots` could serve."""
    wanted = list(slots)
    serves = Q(slot__in=wanted) | Q(slot=None, resource__in={slot.resource_id for slot in wanted})
    waiting = WaitingEntry.objects.filter(serves, state=WaitingEntry.State.WAITING, person__isnull=False, pk__gt=after)
    return list(waiting.order_by("pk")[:REACH])


def promote(ledger: Ledger, entries: Sequence[WaitingEntry], *, now: datetime) -> list[tuple[Placed, WaitingEntry]]:
    """Give the free places of the ledger's slots to `entries` (their people are among the ledger's) in order, in
    memory. Who cannot have one keeps the position; `passed_over` says why. The pairs go to `settle` after
    `ledger.write()`."""
    still = set(
        WaitingEntry.objects.filter(
            pk__in=[entry.pk for entry in entries], state=WaitingEntry.State.WAITING
        ).values_list("pk", flat=True)
    )
    moved_up: list[tuple[Placed, WaitingEntry]] = []
    reasons: dict[str, list[int]] = {}
    for entry in entries:
        if entry.pk not in still or entry.person_id not in ledger.people:
            continue
        placed, reason = _first_place(ledger, entry, now)
        if placed:
            moved_up.append((placed, entry))
        elif reason and reason != entry.passed_over:
            reasons.setdefault(reason, []).append(entry.pk)
    for reason, ids in reasons.items():
        WaitingEntry.objects.filter(pk__in=ids).update(passed_over=reason)
    return moved_up


def settle(moved_up: Sequence[tuple[Placed, WaitingEntry]], *, by: Actor) -> None:
    """Mark the entries promoted (their bookings are written now), journal it and tell the people."""
    if not moved_up:
        return
    for placed, entry in moved_up:
        entry.booking_id, entry.state, entry.passed_over = placed.pk, WaitingEntry.State.PROMOTED, ""
    entries = [entry for _booking, entry in moved_up]
    WaitingEntry.objects.bulk_update(entries, ("booking", "state", "passed_over"), batch_size=100)
    places = [placed for placed, _entry in moved_up]
    note("promoted", places, by=by, template="promoted")
    signals.send(
        signals.promoted,
        booking_ids=[placed.pk for placed in places],
        entry_ids=[entry.pk for entry in entries],
    )


def _first_place(ledger: Ledger, entry: WaitingEntry, now: datetime) -> tuple[Placed | None, str]:
    """The earliest place among the ledger's slots that serves `entry`, taken; or the reason why there is none."""
    reason = ""
    mine = [slot for slot in ledger.slots.values() if _serves(slot, entry)]
    for slot in sorted(mine, key=lambda one: (one.starts_at, one.pk)):
        assert entry.person_id is not None
        standing = ledger.standing(entry.person_id, slot.offer)
        no = may_book(
            slot, standing, now=now, seats=entry.seats, online=entry.online, channel=Booking.Channel.WAITING_LIST
        )
        if no is None:
            placed = Placed(
                slot=slot,
                person_id=entry.person_id,
                created_at=now,
                seats=entry.seats,
                online=entry.online,
                channel=Booking.Channel.WAITING_LIST,
            )
            ledger.take(placed)
            return placed, ""
        if no.reason == Reason.FULL and no.facts["left"] == 0:
            continue  # nothing was free here: nobody was passed over
        reason = reason or no.reason.value
    return None, reason


def _serves(slot: Slot, entry: WaitingEntry) -> bool:
    return slot.pk == entry.slot_id if entry.slot_id else slot.resource_id == entry.resource_id

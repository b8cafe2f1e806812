"""Holding a slot at several times, as a class is: its bookings are for all of them, and everybody is told."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import signals
from duikou.booking.actions.ledger import Ledger, lock_slots
from duikou.booking.actions.notices import note
from duikou.booking.models import Booking, Slot
from duikou.booking.models.offers import Span
from duikou.booking.rules import SOON, overlapping
from duikou.journal.actions import record

TOLD = "meetings"


@transaction.atomic
def hold_at(slot: Slot, *, times: Iterable[Span], joins_until: int, by: Actor, elsewhere: bool = False) -> int:
    """Hold `slot` at these times (aware, from and until each); it can be booked until the one with this number (from 1,
    the last if there are fewer) begins. Live bookings stay, each with `sequence` one more (RFC 5545, 3.8.7.4), and
    everybody is told when times have changed or, `elsewhere`, the place of one has; whoever is booked for something
    else at one of them is told that, too, and keeps both until they choose. Gives the number of bookings told. Raises
    ValueError without any time, or when two of them overlap."""
    spans = sorted(times)
    if not spans or any(one[1] > other[0] for one, other in pairwise(spans)):
        raise ValueError("meetings must be in order and one after the other")
    now, slots = clock.now(), lock_slots([slot.pk])
    present = slots[slot.pk]
    before = set(present.times if present.meetings else ())
    present.meetings = [[int(begin.timestamp()), int(end.timestamp())] for begin, end in spans]
    present.starts_at = present.times[min(joins_until, len(spans)) - 1][0]
    present.ends_at = present.times[-1][1]
    present.save(update_fields=("meetings", "starts_at", "ends_at"))
    slot.meetings, slot.starts_at, slot.ends_at = present.meetings, present.starts_at, present.ends_at
    record(what="slot.meetings", which=f"slot:{present.public_id}", by=by, times=len(spans))
    changed = before ^ set(present.times)
    if not before or not (changed or elsewhere):
        return 0
    live = Booking.objects.select_for_update(no_key=True, of=("self",)).filter(slot=present, state__in=Booking.LIVE)
    bookings = list(live.order_by("pk"))
    ledger = Ledger(slots, [one.person_id for one in bookings])
    for one in bookings:
        one.slot, one.sequence, one.changed_at = present, one.sequence + 1, now
    Booking.objects.bulk_update(bookings, ("sequence", "changed_at"), batch_size=200)
    soon = any(now < begin < now + SOON for begin, _end in changed)
    clashing = {one.pk for one in bookings if _overlaps(one, ledger)}
    for overlaps in (False, True):
        told = [one for one in bookings if (one.pk in clashing) == overlaps]
        details = {"overlaps": True} if overlaps else {}
        note("moved", told, by=by, template=TOLD, asked=soon, came_from=str(present.public_id), **details)
    for one in bookings:
        signals.send(signals.moved, booking_id=one.pk, from_slot_id=present.pk, to_slot_id=present.pk)
    return len(bookings)


def _overlaps(booking: Booking, ledger: Ledger) -> bool:
    if booking.person_id is None:
        return False
    others = ledger.standing(booking.person_id, booking.slot.offer).engagements
    return overlapping(booking.slot, (one for one in others if one.slot_id != booking.slot_id)) is not None

"""Holding a slot at another time, or elsewhere: its bookings go with it, and everybody is told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import signals
from duikou.booking.actions.ledger import Ledger, lock_slots
from duikou.booking.actions.notices import note, note_waiting
from duikou.booking.actions.promotion import candidates
from duikou.booking.models import Booking, Slot, WaitingEntry
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import is_soon, overlapping
from duikou.journal.actions import record


@transaction.atomic
def retime(slot: Slot, *, starts_at: datetime, ends_at: datetime, by: Actor, elsewhere: bool = False) -> int | Refusal:
    """Hold `slot` from `starts_at` until `ends_at` (aware): its live bookings stay its bookings, each with `sequence`
    one more (RFC 5545, 3.8.7.4), and everybody is told; who is booked for something else at that time is told that,
    too, and keeps both until they choose. Who waits for it is told, too. `elsewhere` says that its place has changed as
    well, or alone. Gives the number of live bookings; with nothing changed nothing is written. Refused once it has
    begun, and for a beginning that has passed. Raises django.db.IntegrityError when another slot of its resource begins
    then."""
    now = clock.now()
    slots = lock_slots([slot.pk])
    present = slots[slot.pk]
    same = (present.starts_at, present.ends_at) == (starts_at, ends_at)
    live = Booking.objects.select_for_update(no_key=True, of=("self",)).filter(slot=present, state__in=Booking.LIVE)
    bookings = list(live.order_by("pk"))
    if same and not elsewhere:
        return len(bookings)
    if present.starts_at <= now or starts_at <= now:
        return refusal(Reason.STARTED)
    # Who waits is held with them: more places given in the same transaction would hold them behind, out of order.
    waiting = candidates([present])
    ledger = Ledger(slots, [*(one.person_id for one in bookings), *(one.person_id for one in waiting)])
    present.starts_at, present.ends_at = starts_at, ends_at
    present.save(update_fields=("starts_at", "ends_at"))
    record(what="slot.retimed", which=f"slot:{present.public_id}", by=by)
    for one in bookings:
        one.slot, one.sequence, one.changed_at = present, one.sequence + 1, now
    Booking.objects.bulk_update(bookings, ("sequence", "changed_at"), batch_size=200)
    _tell(bookings, ledger, by=by, template="elsewhere" if same else "moved")
    _tell_waiting(present, starts_at, by=by)
    return len(bookings)


def _tell_waiting(slot: Slot, starts_at: datetime, *, by: Actor) -> None:
    """Who waits for this time is told; who waits for any time of its resource, when this is the only one."""
    mine = Q(slot=slot)
    if not Slot.objects.filter(resource=slot.resource_id, withdrawn=False).exclude(pk=slot.pk).exists():
        mine |= Q(slot=None, resource=slot.resource_id)
    waiting = WaitingEntry.objects.filter(mine, state=WaitingEntry.State.WAITING, person__isnull=False)
    entries = list(waiting.select_related("offer", "slot").order_by("pk"))
    if entries:
        once = f"{starts_at.timestamp():.0f}:{clock.now().timestamp():.0f}"
        note_waiting("moved", entries, by=by, template="waiting_moved", once=once, asked=is_soon(slot, now=clock.now()))


def _tell(bookings: list[Booking], ledger: Ledger, *, by: Actor, template: str) -> None:
    clashing = {one.pk for one in bookings if _overlaps(one, ledger)}
    at = str(bookings[0].slot.public_id) if bookings else ""
    note("moved", [one for one in bookings if one.pk not in clashing], by=by, template=template, came_from=at)
    overlap = [one for one in bookings if one.pk in clashing]
    note("moved", overlap, by=by, template=template, came_from=at, overlaps=True)
    for one in bookings:
        signals.send(signals.moved, booking_id=one.pk, from_slot_id=one.slot_id, to_slot_id=one.slot_id)


def _overlaps(booking: Booking, ledger: Ledger) -> bool:
    if booking.person_id is None:
        return False
    others = ledger.standing(booking.person_id, booking.slot.offer).engagements
    return overlapping(booking.slot, (one for one in others if one.slot_id != booking.slot_id)) is not None

"""Moving a booking to another time: the new place first, then the old one is released. It stays the same booking."""

from __future__ import annotations

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import signals
from duikou.booking.actions.endings import ASKING, is_staff
from duikou.booking.actions.ledger import Ledger, lock_slots
from duikou.booking.actions.notices import note
from duikou.booking.actions.promotion import candidates, promote, settle
from duikou.booking.models import Booking, Slot
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_rebook


def rebook(booking: Booking, *, to: Slot, by: Actor, across: bool = False) -> Booking | Refusal:
    """Move `booking` to the slot `to` of the same offer – or of another one, where whoever asks says that both are
    offered as one (`across`: the days of a window) –, all or nothing. `public_id` and `code` stay, `sequence` grows by
    one (RFC 5545, 3.8.7.4); the place left goes to the waiting list in the same transaction. Moving to where it already
    is gives it unchanged."""
    for _attempt in range(5):
        with transaction.atomic():
            before = Booking.objects.filter(pk=booking.pk).values_list("slot_id", flat=True).first()
            slots = lock_slots([before, to.pk])
            present = Booking.objects.select_for_update(no_key=True).filter(pk=booking.pk).first()
            if present is None:
                return refusal(Reason.NOT_LIVE)
            if present.slot_id not in slots:
                continue  # it was moved elsewhere while we waited for the locks
            if to.pk not in slots:
                return refusal(Reason.UNKNOWN_SLOT)
            return _move(present, slots, slots[to.pk], by, across)
    return refusal(Reason.FAILED)


def _move(booking: Booking, slots: dict[int, Slot], new: Slot, by: Actor, across: bool) -> Booking | Refusal:
    now, old = clock.now(), slots[booking.slot_id]
    booking.slot, booking.offer = old, old.offer
    if old.pk == new.pk and booking.state == Booking.State.CONFIRMED:
        return booking
    waiting = candidates([old])
    ledger = Ledger(slots, [booking.person_id, *(one.person_id for one in waiting)])
    if booking.person_id is None:
        return refusal(Reason.UNKNOWN_PERSON)
    standing = ledger.standing(booking.person_id, new.offer)
    no = may_rebook(booking, new, standing, now=now, staff=is_staff(by), across=across)
    if no:
        return no
    ledger.move(booking, old, new)
    booking.slot, booking.sequence, booking.changed_at, booking.given_on = new, booking.sequence + 1, now, False
    booking.save(update_fields=("slot", "offer", "sequence", "changed_at", "given_on"))
    moved_up = promote(ledger, waiting, now=now)
    ledger.write()
    settle(moved_up, by=by)
    note("moved", [booking], by=by, template="moved", asked=by.kind in ASKING, came_from=str(old.public_id))
    signals.send(signals.moved, booking_id=booking.pk, from_slot_id=old.pk, to_slot_id=new.pk)
    return booking

"""Held places: confirmed in time, or released."""

from __future__ import annotations

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.booking import signals
from duikou.booking.actions.claims import expire
from duikou.booking.actions.ledger import Ledger, lock_slots
from duikou.booking.actions.notices import note
from duikou.booking.actions.promotion import candidates, promote, settle
from duikou.booking.models import Booking, Offer
from duikou.booking.refusals import Reason, Refusal, refusal

PIECE = 50


@transaction.atomic
def confirm(hold: Booking, *, by: Actor) -> Booking | Refusal:
    """Make a held place the person's own; confirming again gives the same booking."""
    now = clock.now()
    held = Booking.objects.filter(pk=hold.pk, state=Booking.State.HELD, held_until__gt=now)
    done = held.exclude(offer__state=Offer.State.CANCELLED).update(
        state=Booking.State.CONFIRMED, held_until=None, changed_at=now
    )
    booking = Booking.objects.select_related("slot", "offer").get(pk=hold.pk)
    if done:
        note("confirmed", [booking], by=by, template="booked", asked=True)
        signals.send(signals.booked, booking_ids=[booking.pk])
        return booking
    if booking.state == Booking.State.CONFIRMED:
        return booking
    if booking.offer.state == Offer.State.CANCELLED:
        return refusal(Reason.CANCELLED)
    if booking.state == Booking.State.CANCELLED:
        return refusal(Reason.NOT_HELD)
    return refusal(Reason.HOLD_EXPIRED, minutes=booking.offer.hold_minutes)


def release_expired(*, by: Actor = SYSTEM) -> int:
    """Release every hold whose time is over and pass the places to the waiting lists, in short transactions; gives
    the number released."""
    released = 0
    while True:
        now = clock.now()
        due = Booking.objects.filter(state=Booking.State.HELD, held_until__lte=now).order_by("held_until")
        piece = list(due.values_list("pk", "slot_id")[:PIECE])
        if not piece:
            return released
        with transaction.atomic():
            slots = lock_slots(slot_id for _pk, slot_id in piece)
            holds = list(due.filter(pk__in=[pk for pk, _slot in piece], slot_id__in=slots))
            waiting = candidates([slots[one.slot_id] for one in holds])
            ledger = Ledger(slots, [*(one.person_id for one in holds), *(one.person_id for one in waiting)])
            expire(ledger, holds, now=now, by=by)
            moved_up = promote(ledger, waiting, now=now)
            ledger.write()
            settle(moved_up, by=by)
        released += len(holds)
        if len(piece) < PIECE:
            return released

"""Places given back: by the person, by staff, by a slot or an offer that ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import signals
from duikou.booking.actions.ledger import Ledger, lock_slots
from duikou.booking.actions.notices import note
from duikou.booking.actions.promotion import candidates, promote, settle
from duikou.booking.models import Booking
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_cancel

# Whoever acts so does it for the person at this moment: by a link, or through another portal.
ASKING = ("person", "token")


def is_staff(by: Actor) -> bool:
    """Whether `by` acts for the house: everybody but a person who holds a link."""
    return by.kind != "person"


def cancel(booking: Booking, *, by: Actor) -> Booking | Refusal:
    """Give the place of `booking` up; the freed place goes to the waiting list in the same transaction. Gives the
    booking as it is now; cancelling one that is already cancelled changes nothing and gives it again."""
    for _attempt in range(5):
        with transaction.atomic():
            slots = lock_slots([_slot_of(booking)])
            present = Booking.objects.select_for_update(no_key=True).filter(pk=booking.pk).first()
            if present is None:
                return refusal(Reason.NOT_LIVE)
            if present.slot_id not in slots:
                continue  # it was moved while we waited for the lock
            present.slot, present.offer = slots[present.slot_id], slots[present.slot_id].offer
            if present.state == Booking.State.CANCELLED:
                return present
            no = may_cancel(present, now=clock.now(), staff=is_staff(by))
            if no:
                return no
            end([present], slots, why="by_person" if by.kind == "person" else "by_staff", by=by, template="cancelled")
            return present
    return refusal(Reason.FAILED)


def end(
    bookings: Sequence[Booking],
    slots: dict[int, Any],
    *,
    why: str,
    by: Actor,
    template: str,
    may_promote: bool = True,
    **details: Any,
) -> list[Booking]:
    """Cancel live `bookings`, read while their `slots` were locked; gives those that were still live. For the
    engine's own actions: asks no rules."""
    now = clock.now()
    waiting = candidates([slots[one.slot_id] for one in bookings]) if may_promote else []
    ledger = Ledger(slots, [*(one.person_id for one in bookings), *(one.person_id for one in waiting)])
    ended = [one for one in bookings if _end(one, ledger, why, now)]
    moved_up = promote(ledger, waiting, now=now) if ended and waiting else []
    ledger.write()
    settle(moved_up, by=by)
    note("cancelled", ended, by=by, template=template, asked=by.kind in ASKING, why=why, **details)
    if ended:
        signals.send(signals.cancelled, booking_ids=[one.pk for one in ended])
    return ended


def _end(booking: Booking, ledger: Ledger, why: str, now: datetime) -> bool:
    live = Booking.objects.filter(pk=booking.pk, slot_id=booking.slot_id, state__in=Booking.LIVE)
    values = {"state": Booking.State.CANCELLED, "held_until": None, "changed_at": now, "why_ended": why}
    if not live.update(**values):
        return False
    for name, value in values.items():
        setattr(booking, name, value)
    booking.slot = ledger.slots[booking.slot_id]
    ledger.give_back(booking, booking.slot)
    return True


def _slot_of(booking: Booking) -> int | None:
    return Booking.objects.filter(pk=booking.pk).values_list("slot_id", flat=True).first()

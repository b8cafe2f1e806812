"""Who came: check-in, walk-ins, no-shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.booking import signals
from duikou.booking.actions.claims import Claim, Confirmed, claim
from duikou.booking.models import Booking, Chance, CheckIn, Offer, Slot
from duikou.booking.refusals import Refusal
from duikou.booking.rules import may_check_in
from duikou.directory.actions import Newcomer
from duikou.directory.models import Person
from duikou.journal.actions import record

Attendance = Booking.Attendance


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody is in. `first` is False when they had been checked in before: `check_in` is then the first one."""

    booking: Booking
    check_in: CheckIn
    first: bool


@transaction.atomic
def check_in(booking: Booking, *, by: Actor, method: str = CheckIn.Method.SCAN) -> Arrival | Refusal:
    """Check the person in; a second time is harmless and gives the first check-in with `first=False`. The booking
    given back has `slot` (with `resource`) and `offer` loaded."""
    present = (
        Booking.objects.select_related("slot__resource", "offer")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=booking.pk)
    )
    before = CheckIn.objects.filter(booking=present).first()
    if before:
        return Arrival(present, before, first=False)
    now = clock.now()
    no = may_check_in(present, now=now)
    return no or Arrival(present, let_in(present, at=now, by=by, method=method), first=True)


def let_in(present: Booking, *, at: datetime, by: Actor, method: str, **details: str) -> CheckIn:
    """The first check-in of a booking that the caller has locked and asked the rules about, inside their transaction;
    `details` go into the journal."""
    made = CheckIn.objects.create(booking=present, at=at, by=str(by), method=method)
    present.attendance = Attendance.ARRIVED
    present.save(update_fields=("attendance",))
    Chance.objects.filter(missed=present, state=Chance.State.OPEN).update(state=Chance.State.GONE)
    record(what="booking.checked_in", which=f"booking:{present.public_id}", by=by, method=str(method), **details)
    signals.send(signals.checked_in, booking_id=present.pk)
    return made


def walk_in(
    who: Person | Newcomer, *, slot: Slot, by: Actor, seats: int = 1, online: bool = False, key: str = ""
) -> Arrival | Refusal:
    """Book a place for somebody who stands at the door (kept places too, limits do not count) and check them in, both
    or neither; whoever is new is kept with them. A slot that has begun can still be had until it ends."""
    person_id, newcomer = (who.pk, None) if isinstance(who, Person) else (0, who)
    wanted = Claim(
        slot.pk, person_id, who=newcomer, seats=seats, online=online, channel=Booking.Channel.WALK_IN, key=key
    )
    with transaction.atomic():
        answer = claim(wanted, by=by)
        if isinstance(answer, Refusal):
            return answer
        assert isinstance(answer, Confirmed)
        arrival = check_in(answer.booking, by=by, method=CheckIn.Method.WALK_IN)
        if isinstance(arrival, Refusal):
            transaction.set_rollback(True)
        return arrival


def mark_no_shows(offer: Offer, *, by: Actor = SYSTEM, after_minutes: int = 0) -> int:
    """Mark everybody who did not come, in slots that ended at least `after_minutes` ago; gives the number. It is no
    penalty, and whoever comes after all is checked in as usual."""
    before = clock.now() - timedelta(minutes=after_minutes)
    with transaction.atomic():
        count = Booking.objects.filter(
            offer=offer,
            slot__ends_at__lte=before,
            state=Booking.State.CONFIRMED,
            attendance=Attendance.EXPECTED,
        ).update(attendance=Attendance.NO_SHOW)
        if count:
            record(what="offer.no_shows", which=f"offer:{offer.public_id}", by=by, number=count)
    return count

"""Places about to be lost go to people who are there: held out, taken, declined; and a number gets its place when its
talk begins (ADR 0036)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.booking import signals, standby
from duikou.booking.actions.attendance import let_in
from duikou.booking.actions.claims import Companion, Confirmed
from duikou.booking.actions.ledger import Ledger, lock_slots
from duikou.booking.actions.notices import note
from duikou.booking.actions.placed import Placed
from duikou.booking.actions.queue import move_to, number_booking
from duikou.booking.models import Booking, Chance, CheckIn, Offer, Resource, Slot, Ticket
from duikou.booking.queries import standby as read
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_book, may_have, may_offer, places_left
from duikou.journal.actions import queue, record

Open, Gone = Chance.State.OPEN, Chance.State.GONE
LOOKED_AT = 40  # of a line for one place, and their people locked


class _Lost(Exception):
    """Somebody else has the place: nothing may be written."""


def hold_out(offer: Offer, *, resources: Collection[int], by: Actor = SYSTEM) -> int:
    """Hold every place at these resources (primary keys) that is about to be lost out to the first who is there and
    wished for it, and tell them; end what was not answered in time. Gives the number held out. Done again at once it
    changes nothing."""
    now = clock.now()
    _end_over(offer, now)
    if not offer.standby_minutes or offer.state not in (Offer.State.OPEN, Offer.State.CLOSED):
        return 0
    places = read.places(offer, resources, now=now)
    if not places:
        return 0
    line = read.line(offer, {one.slot.resource_id for one in places}, now=now)
    once, busy = read.asked_before(offer, now=now)
    made = 0
    for place in places:
        slot = place.slot
        asked = [
            one
            for one in line.get(slot.resource_id, ())
            if one.slot in (None, slot.pk)
            and not any(
                (kind, pk) in busy or (kind, pk, slot.pk) in once or (kind, pk, -slot.resource_id) in once
                for kind, pk in _names(one)
            )
        ]
        chosen = _hold_out(place, asked[:LOOKED_AT], now=now, by=by)
        if chosen:
            busy.update(_names(chosen))
            made += 1
    return made


def take_chance(
    chance: Chance, *, by: Actor, companion: Companion | None = None, about: Any = None
) -> Confirmed | Refusal:
    """Give the place of `chance` to whom it was held out to, check them in, and put their number at the front of the
    line there, all or nothing; taken again it gives the same booking. `companion` as of a claim. Refused CHANCE_OVER
    once it was not answered in time, CHANCE_GONE when its person came after all or somebody has the place."""
    try:
        with transaction.atomic():
            return _take(chance.pk, by, companion, about)
    except _Lost:
        Chance.objects.filter(pk=chance.pk, state=Open).update(state=Gone)
        return refusal(Reason.CHANCE_GONE)


@transaction.atomic
def decline_chance(chance: Chance, *, by: Actor) -> Chance | Refusal:
    """Let the place go to the next; declined again it changes nothing. Refused once it was taken or is over."""
    declined = Chance.objects.filter(pk=chance.pk, state=Open).update(state=Chance.State.DECLINED)
    present = read.chances().get(pk=chance.pk)
    if declined:
        record(what="chance.declined", which=f"chance:{present.public_id}", by=by)
    if present.state == Chance.State.DECLINED:
        return present
    return standby.may_take(present, now=clock.now()) or refusal(Reason.CHANCE_OVER, until=present.until)


@transaction.atomic
def seat_number(
    ticket: Ticket, *, resource: Resource, by: Actor, companion: Companion | None = None, about: Any = None
) -> Booking | None:
    """Give a number without a booking, whose talk begins at `resource`, a place of the present time there: a free one,
    also a kept one, else one whose person has not come. It is then their booking, checked in; whoever has got one there
    meanwhile keeps it. None, and nothing written, when there is no such place: the talk can take place all the same."""
    now = clock.now()
    times = Slot.objects.filter(
        resource=resource, withdrawn=False, on_site=True, starts_at__lte=now + standby.FREE_FROM, ends_at__gt=now
    )
    slots = lock_slots(times.values_list("pk", flat=True))
    ledger = Ledger(slots, [ticket.person_id])
    has = Booking.objects.select_related("slot__resource", "offer").filter(ticket=ticket.pk).first()
    if has is not None:
        return has if has.slot.resource_id == resource.pk else None
    Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
    if Ticket.objects.filter(pk=ticket.pk, booking__isnull=False).exists():
        return None  # its booking is not held before it here: somebody would wait in a circle
    for slot in sorted(slots.values(), key=lambda one: (one.starts_at > now, one.starts_at, one.pk)):
        missed = None
        if places_left(slot, channel=Booking.Channel.WALK_IN) < 1:
            missed = read.missed_bookings(slot.offer, now=now).filter(slot=slot).order_by("pk").first()
            if (
                missed is None
                or _refused(ledger, slot, ticket.person_id, now, has_place=True)
                or not _give_on(missed, by)
            ):
                continue
            ledger.free(missed, slot)
            missed.given_on = True
        elif _refused(ledger, slot, ticket.person_id, now, has_place=True):
            continue
        return _seat(ledger, slot, ticket.person_id, ticket, Booking.Channel.WALK_IN, now, by, companion, about)
    return None


def _hold_out(place: read.Place, asked: Sequence[read.Candidate], *, now: datetime, by: Actor) -> read.Candidate | None:
    if not asked:
        return None
    with transaction.atomic():
        slots = lock_slots([place.slot.pk])
        ledger = Ledger(slots, [one.person for one in asked])
        slot = slots[place.slot.pk]
        if not _still(place, slot):
            return None
        for one in asked:
            if _refused(ledger, slot, one.person, now, has_place=True):
                continue
            chance = Chance(
                offer=slot.offer, slot=slot, missed_id=place.missed, person_id=one.person, ticket_id=one.ticket,
                entry_id=one.entry, wish_id=one.wish, made_at=now, until=standby.answer_until(slot, now=now),
            )  # fmt: skip
            try:
                with transaction.atomic():
                    chance.save(force_insert=True)
            except IntegrityError:  # another worker is at it at the same moment
                return None
            _tell(chance, by)
            return one
    return None


def _still(place: read.Place, slot: Slot) -> bool:
    """Whether the place is to be had, now that its slot is locked."""
    chances = Chance.objects.filter(slot=slot, state=Open, missed=place.missed)
    if place.missed:
        return (
            not chances.exists() and read.missed_bookings(slot.offer, now=clock.now()).filter(pk=place.missed).exists()
        )
    return slot.capacity - slot.taken > chances.count()


def _tell(chance: Chance, by: Actor) -> None:
    which = f"chance:{chance.public_id}"
    record(what="chance.held_out", which=which, by=by, slot=str(chance.slot.public_id))
    if chance.person_id:
        queue(
            template="chance",
            recipient=f"person:{chance.person_id}",
            about=which,
            dedupe_key=which,
            expires_at=chance.until,
            urgent=True,
        )


def _end_over(offer: Offer, now: datetime) -> None:
    """Close what was not answered in time, and what somebody came for after all."""
    chances = Chance.objects.filter(offer=offer, state=Open)
    chances.filter(until__lte=now).update(state=Chance.State.LAPSED)
    came = chances.filter(missed__isnull=False).exclude(
        missed__attendance=Booking.Attendance.EXPECTED, missed__given_on=False, missed__state=Booking.State.CONFIRMED
    )
    Chance.objects.filter(pk__in=list(came.values_list("pk", flat=True)), state=Open).update(state=Gone)


def _take(pk: int, by: Actor, companion: Companion | None, about: Any) -> Confirmed | Refusal:
    now = clock.now()
    slots = lock_slots(Chance.objects.filter(pk=pk).values_list("slot", flat=True))
    chance = Chance.objects.select_related("missed", "ticket", "booking__offer", "booking__slot").filter(pk=pk).first()
    if chance is None or chance.slot_id not in slots:
        raise _Lost
    if chance.booking is not None:
        return Confirmed(chance.booking, repeated=True)
    slot = slots[chance.slot_id]
    ledger = Ledger(slots, [chance.person_id])
    if chance.missed is not None:
        ledger.free(chance.missed, slot)
    no = standby.may_take(chance, now=now) or _refused(ledger, slot, chance.person_id, now)
    if no:
        return no if no.reason != Reason.FULL else refusal(Reason.CHANCE_GONE)
    if chance.missed is not None and not _give_on(chance.missed, by, to=chance.pk):
        raise _Lost
    if not Chance.objects.filter(pk=pk, state=Open).update(state=Chance.State.TAKEN):
        raise _Lost
    booking = _seat(ledger, slot, chance.person_id, chance.ticket, Booking.Channel.STANDBY, now, by, companion, about)
    Chance.objects.filter(pk=pk).update(booking=booking)
    return Confirmed(booking)


def _seat(
    ledger: Ledger,
    slot: Slot,
    person: int | None,
    ticket: Ticket | None,
    channel: str,
    now: datetime,
    by: Actor,
    companion: Companion | None,
    about: Any,
) -> Booking:
    """Write the new booking, checked in, with its number."""
    placed = Placed(slot=slot, person_id=person, created_at=now, channel=channel)
    ledger.take(placed)
    ledger.write()
    if companion:
        companion([(placed, about)])
    note("confirmed", [placed], by=by)
    booking = placed.booking()
    let_in(booking, at=now, by=by, method=CheckIn.Method.WALK_IN)
    if ticket is None or not move_to(ticket, booking):
        number_booking(booking, by=by)
    signals.send(signals.booked, booking_ids=[booking.pk])
    return booking


def _give_on(missed: Booking, by: Actor, *, to: int = 0) -> bool:
    """Free the seats of somebody who has not come, unless they just did, or the place was given on before. Nobody but
    the chance `to` can have them then."""
    given = Booking.objects.filter(
        pk=missed.pk, state=Booking.State.CONFIRMED, attendance=Booking.Attendance.EXPECTED, given_on=False
    ).update(given_on=True, attendance=Booking.Attendance.NO_SHOW, changed_at=clock.now())
    if not given:
        return False
    Chance.objects.filter(missed=missed, state=Open).exclude(pk=to).update(state=Gone)
    record(what="booking.given_on", which=f"booking:{missed.public_id}", by=by)
    return True


def _refused(
    ledger: Ledger, slot: Slot, person: int | None, now: datetime, *, has_place: bool = False
) -> Refusal | None:
    """Why a person, or a number without one, cannot have a place in `slot`; with `has_place` it is taken for granted
    that there is one."""
    channel = Booking.Channel.STANDBY
    if person is None:
        no = may_offer(slot, now=now, channel=channel)
        full = not has_place and places_left(slot, channel=channel) < 1
        return no or (refusal(Reason.FULL, left=0) if full else None)
    if person not in ledger.people:
        return refusal(Reason.UNKNOWN_PERSON)
    standing = ledger.standing(person, slot.offer)
    if has_place:
        return may_offer(slot, now=now, channel=channel) or may_have(slot, standing, channel=channel)
    return may_book(slot, standing, now=now, channel=channel)


def _names(one: read.Candidate) -> list[tuple[str, int]]:
    return [(kind, pk) for kind, pk in (("person", one.person), ("ticket", one.ticket)) if pk is not None]

"""Which places are about to be lost, who is there for them, and in which order they are asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from duikou.booking.calling import IN_LINE, shown_number
from duikou.booking.models import Booking, Chance, CheckIn, Offer, Slot, Ticket, TicketWish, WaitingEntry, Wish
from duikou.booking.queries.queue import Call, city_day
from duikou.booking.standby import FREE_FROM, LEAST_LEFT, may_hold_out, missed_before

WAITED = (WaitingEntry.State.WAITING, WaitingEntry.State.EXPIRED)  # the list ends at cancel-until, the wish does not
WON_IN_VAIN = Q(outcome=Wish.Outcome.WON, booking=None)  # there was no time for it
NOT_WON = Q(outcome__in=(Wish.Outcome.FULL, Wish.Outcome.CAPPED))


@dataclass(frozen=True, slots=True)
class Place:
    """A place in `slot` that somebody there could have: that of `missed` (its primary key), or a free one."""

    slot: Slot
    missed: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is there, by primary keys: a person or a number, and the wish for which they are asked; `slot` when
    they waited for that time alone."""

    person: int | None
    ticket: int | None = None
    entry: int | None = None
    wish: int | None = None
    slot: int | None = None


def missed_bookings(offer: Offer, *, now: datetime) -> QuerySet[Booking]:
    """The bookings of `offer` on site whose time has begun so many minutes ago that their places are given on: nobody
    has come, and nobody has the place yet."""
    return Booking.objects.filter(
        offer=offer,
        state=Booking.State.CONFIRMED,
        attendance=Booking.Attendance.EXPECTED,
        online=False,
        given_on=False,
        slot__withdrawn=False,
        slot__starts_at__lte=missed_before(offer, now=now),
        slot__ends_at__gt=now,
    )


def places(offer: Offer, resources: Collection[int], *, now: datetime) -> list[Place]:
    """The places of `offer` at these resources that are about to be lost and not held out to anybody, the earliest time
    first. Whoever is due there and still waits goes before everybody: for each there is one place less."""
    open_chances = Chance.objects.filter(offer=offer, state=Chance.State.OPEN)
    held_out = set(open_chances.values_list("missed", flat=True))
    missed = missed_bookings(offer, now=now).filter(
        slot__resource__in=resources, slot__resource__paused_at=None, slot__ends_at__gte=now + LEAST_LEFT
    )
    found = [
        Place(one.slot, one.pk)
        for one in missed.select_related("slot").order_by("slot__starts_at", "slot_id", "pk")
        if one.pk not in held_out
    ]
    asked = Counter(open_chances.filter(missed=None).values_list("slot", flat=True))
    free = Slot.objects.filter(
        offer=offer,
        resource__in=resources,
        resource__paused_at=None,
        on_site=True,
        withdrawn=False,
        taken__lt=F("capacity"),
        starts_at__lte=now + FREE_FROM,
        ends_at__gte=now + LEAST_LEFT,
    )
    for slot in free.order_by("starts_at", "pk"):
        slot.offer = offer
        if may_hold_out(slot, now=now):
            found += [Place(slot)] * (slot.capacity - slot.taken - asked[slot.pk])
    return list(_without(found, _due(offer, now=now)))


def line(offer: Offer, resources: Collection[int], *, now: datetime) -> dict[int, list[Candidate]]:
    """Who is there, is not called or served at this moment, and wished for one of these resources: first who won a
    place there in the draw that had no time, then who is on its waiting list, then who did not win, by the lot, then
    numbers that wait for it, or for any."""
    day = city_day(now)
    numbers = Ticket.objects.filter(offer=offer, day=day, state__in=IN_LINE)
    busy = (Ticket.State.CALLED, Ticket.State.SERVING)
    alone = numbers.filter(booking=None, state=Ticket.State.WAITING).order_by("pk")
    numbered: dict[int | None, int] = {one.person_id: one.pk for one in alone if one.person_id}
    here = _here(offer, numbers, now=now)
    here -= set(numbers.filter(state__in=busy).values_list("person", flat=True))
    here -= set(numbers.filter(state__in=busy).values_list("booking__person", flat=True))
    found: defaultdict[int, list[Candidate]] = defaultdict(list)
    wishes = Wish.objects.filter(entry__draw__offer=offer, resource__in=resources, entry__person__in=here)
    wishes = wishes.select_related("entry").order_by("round", "stood", "rank", "pk")

    def wished_for(what: Q) -> None:
        for one in wishes.filter(what):
            person = one.entry.person_id
            found[one.resource_id].append(Candidate(person, numbered.get(person), wish=one.pk))

    wished_for(WON_IN_VAIN)
    waits = WaitingEntry.objects.filter(offer=offer, resource__in=resources, state__in=WAITED, online=False)
    for entry in waits.filter(person__in=here, seats=1).order_by("pk"):
        found[entry.resource_id].append(
            Candidate(entry.person_id, numbered.get(entry.person_id), entry=entry.pk, slot=entry.slot_id)
        )
    wished_for(NOT_WON)
    wished: defaultdict[int, list[int]] = defaultdict(list)
    for ticket, resource in TicketWish.objects.filter(ticket__in=alone).values_list("ticket", "resource"):
        wished[ticket].append(resource)
    for one in alone:
        for resource in wished.get(one.pk, resources):
            if resource in resources:
                found[resource].append(Candidate(one.person_id, one.pk))
    return dict(found)


def asked_before(offer: Offer, *, now: datetime) -> tuple[set[tuple[str, int, int]], set[tuple[str, int]]]:
    """Who was asked today and should not be asked again: for which slots, or anywhere while a chance is still open to
    them, as (kind, person or number, slot) and (kind, person or number); and with the resource, where they declined, in
    the place of the slot as a number below zero."""
    once, at_all = set(), set()
    rows = Chance.objects.filter(offer=offer, made_at__gte=now - FREE_FROM * 48)
    for state, slot, resource, *who in rows.values_list("state", "slot", "slot__resource", "person", "ticket"):
        for kind, pk in zip(("person", "ticket"), who, strict=True):
            if pk is None:
                continue
            once.add((kind, pk, slot))
            if state == Chance.State.DECLINED:
                once.add((kind, pk, -resource))
            if state == Chance.State.OPEN:
                at_all.add((kind, pk))
    return once, at_all


def open_chance_of(*, now: datetime, **by: int) -> Chance | None:
    """The place that is held out now by reason of a `ticket`, an `entry` or a `wish__entry` (primary keys)."""
    return chances().filter(state=Chance.State.OPEN, until__gt=now, **by).first()


def chance_of(public_id: UUID) -> Chance | None:
    """The chance with this public id."""
    return chances().filter(public_id=public_id).first()


def open_chances(offer: Offer, *, now: datetime) -> list[tuple[Chance, Ticket | None]]:
    """All that is held out at this moment, what ends first first, each with the number by which its person is known
    today."""
    rows = list(chances().filter(offer=offer, state=Chance.State.OPEN, until__gt=now).order_by("until", "pk"))
    people = {one.person_id for one in rows if one.person_id and one.ticket is None}
    booked = Ticket.objects.filter(offer=offer, day=city_day(now), booking__person__in=people).select_related("booking")
    numbers = {one.booking.person_id: one for one in booked.order_by("pk") if one.booking}
    return [(one, one.ticket or numbers.get(one.person_id)) for one in rows]


def free_on_board(offer: Offer, *, now: datetime) -> list[Call]:
    """What is held out to numbers, as lines of a board: whoever has no telephone reads it there."""
    return [
        Call(shown_number(number), one.slot.resource.label, one.made_at, 0, serving=False, free_until=one.until)
        for one, number in open_chances(offer, now=now)
        if number is not None
    ]


def chances() -> QuerySet[Chance]:
    """Chances with all that is shown of them."""
    return Chance.objects.select_related("offer", "slot__resource", "slot__offer", "person", "ticket", "booking__slot")


def _here(offer: Offer, numbers: QuerySet[Ticket], *, now: datetime) -> set[int | None]:
    came = CheckIn.objects.filter(booking__offer=offer, booking__online=False, booking__person__isnull=False)
    here: set[int | None] = {
        person for person, at in came.values_list("booking__person", "at") if city_day(at) == city_day(now)
    }
    here.update(numbers.filter(person__isnull=False).values_list("person", flat=True))
    return here


def _due(offer: Offer, *, now: datetime) -> Counter[int]:
    """How many at each resource are here, have not talked yet, and should have begun: whoever came late after their
    place was given on, and whom a table that is behind keeps waiting."""
    waiting = Booking.objects.filter(
        offer=offer,
        attendance=Booking.Attendance.ARRIVED,
        slot__starts_at__lte=now,
        ticket__day=city_day(now),
        ticket__state__in=(Ticket.State.WAITING, Ticket.State.CALLED),
    )
    return Counter(waiting.values_list("slot__resource", flat=True))


def _without(found: Iterable[Place], due: Counter[int]) -> Iterator[Place]:
    for place in found:
        if due[place.slot.resource_id] > 0:
            due[place.slot.resource_id] -= 1
        else:
            yield place

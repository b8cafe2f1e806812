"""What a timetable is made of, read from the rows: wishes that were won, times with their places, what people have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, Min, Q, QuerySet

from duikou.booking.day_plan import Bounds, Busy, Day, Pair, Time
from duikou.booking.models import Booking, Draw, DrawEntry, Slot, Wish
from duikou.booking.queries.holdings import engagements_of

PIECE = 5_000


@dataclass(frozen=True, slots=True)
class Won:
    """A wish that was won and is to have a time, as primary keys; the earlier its `turn`, the sooner it is placed.
    `booking` and `slot` where it has one already."""

    wish: int
    person: int
    resource: int
    turn: tuple[int, int, str]
    booking: int | None = None
    slot: int | None = None

    @property
    def pair(self) -> Pair:
        """The person and the resource, as a plan names them."""
        return self.person, self.resource

    @property
    def code(self) -> str:
        """The code of the entry."""
        return self.turn[2]


def won_wishes(draw: Draw) -> QuerySet[Wish]:
    """The wishes that won a place in `draw` for somebody who is still known."""
    return Wish.objects.filter(entry__draw=draw, outcome=Wish.Outcome.WON, entry__person__isnull=False)


SITS = Q(
    booking__state=Booking.State.CONFIRMED,
    booking__attendance=Booking.Attendance.EXPECTED,
    booking__slot__resource=F("resource"),
)


def to_place(draw: Draw) -> list[Won]:
    """Those of them that have no time and no reason why not, and those whose booking is live: whoever won in an earlier
    round first, and within a round in the order in which they were drawn."""
    waits = Q(booking=None, unplaced="")
    return won_of(won_wishes(draw).filter(waits | SITS))


def won_of(wishes: QuerySet[Wish]) -> list[Won]:
    """These won wishes as a plan takes them."""
    rows = wishes.order_by("pk")
    return [
        Won(pk, person, resource, (round_ or 0, stood or 0, code), booking, slot)
        for pk, person, resource, round_, stood, code, booking, slot in rows.values_list(
            "pk", "entry__person_id", "resource_id", "round", "stood", "entry__code", "booking_id", "booking__slot_id"
        )
        if person is not None
    ]


def times_to_fill(offer: int, *, now: datetime) -> dict[int, list[Slot]]:
    """The times of an offer (primary key) still to begin, by resource, those without a place left too."""
    found: defaultdict[int, list[Slot]] = defaultdict(list)
    for slot in Slot.objects.filter(offer=offer, withdrawn=False, starts_at__gt=now):
        found[slot.resource_id].append(slot)
    return found


def as_times(slots: Iterable[Slot], *, freed: Mapping[int, int] | None = None) -> list[Time]:
    """The times as a plan takes them, with the places that are left beside those kept; `freed` are places in slots
    (primary keys) that will be given back."""
    more = freed or {}
    return [
        Time(
            slot.pk,
            minute(slot.starts_at),
            minute(slot.ends_at),
            max(0, slot.capacity - slot.kept - slot.taken + more.get(slot.pk, 0)),
        )
        for slot in slots
    ]


def as_busy(
    people: Collection[int], *, resources: Collection[int], without: Collection[int] = ()
) -> dict[int, list[Busy]]:
    """What these people have already, in every offer, but for the bookings `without` (primary keys). Only among
    `resources` is it known how far it is."""
    found: dict[int, list[Busy]] = {}
    listed, skipped, known = sorted(people), set(without), set(resources)
    for first in range(0, len(listed), PIECE):
        for person, many in engagements_of(listed[first : first + PIECE]).items():
            busy = [
                Busy(minute(begin), minute(end), one.resource_id if one.resource_id in known else None)
                for one in many
                if one.booking_id not in skipped
                for begin, end in one.meetings or ((one.starts_at, one.ends_at),)
            ]
            if busy:
                found[person] = busy
    return found


def said_hours(draw: Draw) -> QuerySet[DrawEntry]:
    """The entries of people who said from when or until when they can be there. What lies beside all times of the offer
    was said before the event moved to another day, and says nothing of that one."""
    times = Slot.objects.filter(offer=draw.offer_id, withdrawn=False)
    span = times.aggregate(first=Min("starts_at"), last=Max("ends_at"))
    if span["first"] is None:
        return DrawEntry.objects.none()
    said = Q(there_from__isnull=False) | Q(there_until__isnull=False)
    begins = Q(there_from=None) | Q(there_from__lt=span["last"])
    ends = Q(there_until=None) | Q(there_until__gt=span["first"])
    return DrawEntry.objects.filter(said, begins, ends, draw=draw, person__isnull=False)


def _bounds(draw: Draw) -> dict[int, Bounds]:
    rows = said_hours(draw).order_by().values_list("person_id", "there_from", "there_until")
    return {
        person: Bounds(minute(begin) if begin else None, minute(end) if end else None)
        for person, begin, end in rows
        if person is not None
    }


def day_of(won: Iterable[Won], *, draw: Draw, walk: Callable[[int, int], int], now: datetime) -> Day:
    """The day of those who won: everything a plan for them needs, read anew. What is booked of it may move."""
    listed = list(won)
    turns: dict[Pair, Any] = {(one.person, one.resource): one.turn for one in listed}
    slots = times_to_fill(draw.offer_id, now=now)
    freed = Counter(one.slot for one in listed if one.slot is not None)
    return Day(
        pairs=list(turns),
        times={resource: as_times(many, freed=freed) for resource, many in slots.items()},
        bounds=_bounds(draw),
        busy=as_busy(
            {one.person for one in listed},
            resources=slots.keys(),
            without=[one.booking for one in listed if one.booking is not None],
        ),
        walk=walk,
        order=turns.__getitem__,
        now={(one.person, one.resource): one.slot for one in listed if one.slot is not None},
    )


def minute(moment: datetime) -> int:
    """A moment in whole minutes since 1970."""
    return int(moment.timestamp()) // 60


def count_placed(draw: Draw) -> tuple[int, dict[str, int]]:
    """How many wishes of those that won have a time, and how many of the others for which reason."""
    reasons: defaultdict[str, int] = defaultdict(int)
    rows = won_wishes(draw).filter(booking=None).order_by().values_list("unplaced", flat=True)
    for why in rows:
        reasons[why] += 1
    return won_wishes(draw).filter(booking__isnull=False).count(), dict(reasons)

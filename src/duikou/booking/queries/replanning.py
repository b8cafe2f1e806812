"""What a new plan of a day would do: who gets a time, who would move, and who has none and why. Writes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from duikou.booking.day_plan import Solved, Solver, replan
from duikou.booking.models import Booking, Draw, Slot, Wish
from duikou.booking.queries.days import SITS, Won, day_of, said_hours, won_of, won_wishes
from duikou.booking.queries.holdings import standings_of
from duikou.booking.refusals import Reason
from duikou.booking.rules import NOT_COUNTED

# Nobody gets a time, or loses one, of which they would hear too late.
NOTICE = timedelta(hours=2)
PIECE = 5_000
T = TypeVar("T", "Step", "Left")


@dataclass(frozen=True, slots=True)
class Step:
    """What the plan does for one wish that was won, as primary keys: `slot` is its time from then on. `booking` and
    `before` where it has a time now, `asked` where that one does not suit its person. `lost` is the booking whose time
    was taken back, which the new one replaces."""

    wish: int
    code: str
    person: int
    resource: int
    slot: int
    booking: int | None = None
    before: int | None = None
    asked: bool = False
    lost: int | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """A wish that was won and gets no time (or, with `slot`, keeps one that does not suit its person), and why: a
    `day_plan.Why` or a `Reason`."""

    wish: int
    code: str
    resource: int
    why: str
    slot: int | None = None


@dataclass(frozen=True, slots=True)
class DayAnew:
    """A new plan of a day, and what came of asking a solver. `digest` stands for exactly what it would do."""

    new: tuple[Step, ...]
    moved: tuple[Step, ...]
    left: tuple[Left, ...]
    solved: Solved

    @property
    def steps(self) -> tuple[Step, ...]:
        """All that it would do."""
        return (*self.moved, *self.new)

    @property
    def digest(self) -> str:
        """SHA-256 over what it would do, wish by wish."""
        lines = sorted(f"{one.wish} {one.booking or one.lost or 0} {one.before or 0} {one.slot}" for one in self.steps)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def day_anew(
    draw: Draw, *, walk: Callable[[int, int], int], now: datetime, most_moves: int, solver: Solver | None = None
) -> DayAnew:
    """The plan in which as many as possible of those who won in `draw` and have no time get one, everybody else keeps
    theirs, and at most `most_moves` talks of others move for it. Who gave their place back, or had it taken back by
    staff, gets none. Not moved is who cannot be told, who was moved before (by themselves or anybody), and whose time
    is nearer than NOTICE."""
    soon = now + NOTICE
    waiting = won_of(without_time(draw))
    booked = _booked_there(waiting, draw)
    to_seat = [replace(one, booking=None, slot=None) for one in waiting if one.wish not in booked]
    there = won_of(_movable(draw))
    may_leave = _may_leave(draw, soon)
    there = [one for one in there if one.slot in may_leave]
    day = day_of([*to_seat, *there], draw=draw, walk=walk, now=soon)
    made = replan(day, most_moves=most_moves, room=_room({one.person for one in to_seat}, draw), solver=solver)
    lost = {one.wish: one.booking for one in waiting}
    left = [_left(one, Reason.LIMIT_AT_RESOURCE) for one in waiting if one.wish in booked]
    new, moved = [], []
    for one in to_seat:
        slot = made.placed.get(one.pair)
        if slot is None:
            left.append(_left(one, made.unplaced[one.pair]))
        else:
            new.append(_step(one, slot, lost=lost[one.wish]))
    for one in there:
        if made.placed[one.pair] != one.slot:
            moved.append(_step(one, made.placed[one.pair], asked=one.pair in made.unsuited))
        elif one.pair in made.strained:
            left.append(_left(one, made.strained[one.pair]))
    return DayAnew(tuple(_in_order(new)), tuple(_in_order(moved)), tuple(_in_order(left)), made.solved)


def _step(one: Won, slot: int, *, asked: bool = False, lost: int | None = None) -> Step:
    return Step(one.wish, one.code, one.person, one.resource, slot, one.booking, one.slot, asked, lost)


def _left(one: Won, why: str) -> Left:
    return Left(one.wish, one.code, one.resource, str(why), one.slot)


def _in_order(many: Iterable[T]) -> list[T]:
    return sorted(many, key=lambda one: (one.code, one.wish))


def without_time(draw: Draw) -> QuerySet[Wish]:
    """Wishes that were won by people who are known, and have no time: never placed, or it was taken back."""
    never = Q(booking=None) & ~Q(unplaced="")
    taken_back = Q(booking__state=Booking.State.CANCELLED, booking__why_ended="slot_withdrawn")
    return won_wishes(draw).filter(never | taken_back, resource__withdrawn_at=None)


def _movable(draw: Draw) -> QuerySet[Wish]:
    """Won wishes whose booking may move, as far as its person goes: who is told of it and was not moved before, and who
    cannot be there at the time they have."""
    beside = Q(entry__there_from__gt=F("booking__slot__starts_at")) | Q(
        entry__there_until__lt=F("booking__slot__ends_at")
    )
    not_there = beside & Q(entry__in=said_hours(draw).values("pk"))
    once = ~Q(told_at="") & Q(booking__sequence=0)
    rows = won_wishes(draw).annotate(told_at=Cast("entry__person__contact", TextField()))
    return rows.filter(not_there | once, SITS, booking__seats=1)


def _may_leave(draw: Draw, soon: datetime) -> set[int]:
    """The times (primary keys) from which somebody may move: far enough ahead, with no more people than places beside
    those kept, at a resource whose times are all of one kind, on site or online."""
    kinds: defaultdict[int, set[tuple[bool, bool]]] = defaultdict(set)
    found = []
    rows = Slot.objects.filter(offer=draw.offer_id, withdrawn=False).order_by()
    for one in rows.only("resource_id", "on_site", "online", "starts_at", "capacity", "kept", "taken"):
        kinds[one.resource_id].add((one.on_site, one.online))
        if one.starts_at > soon and one.taken <= one.capacity - one.kept:
            found.append(one)
    return {one.pk for one in found if len(kinds[one.resource_id]) == 1}


def _booked_there(waiting: Iterable[Won], draw: Draw) -> set[int]:
    """Those of the wishes whose person has as many bookings at the resource as one may have."""
    wishes = {one.pair: one.wish for one in waiting}
    held: Counter[tuple[int, int]] = Counter()
    for people in _pieces({person for person, _resource in wishes}):
        live = Booking.objects.filter(offer=draw.offer_id, person__in=people, state__in=Booking.LIVE).order_by()
        counted = live.exclude(channel__in=NOT_COUNTED)
        held.update((person or 0, at) for person, at in counted.values_list("person_id", "slot__resource_id"))
    return {wish for pair, wish in wishes.items() if held[pair] >= draw.offer.limit_per_resource}


def _room(people: set[int], draw: Draw) -> dict[int, int]:
    """How many more bookings of the offer these people may have."""
    most = draw.offer.limit_per_person
    room = dict.fromkeys(people, most)
    for piece in _pieces(people):
        for (person, _offer), (_pk, live, _limit) in standings_of(piece, [draw.offer_id]).items():
            room[person] = max(0, most - live)
    return room


def _pieces(people: set[int]) -> Iterator[list[int]]:
    listed = sorted(people)
    for first in range(0, len(listed), PIECE):
        yield listed[first : first + PIECE]

"""What somebody does at a fair, one after the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from duikou.booking.models import Booking, Wish
from duikou.fairs.models import Fair
from duikou.fairs.queries import seeker
from duikou.fairs.queries.halls import walk_in
from duikou.fairs.timetable import Window, days


@dataclass(frozen=True, slots=True)
class Step:
    """One interview of a day: its `turn` from 1, the minutes to walk from the one before, and the minutes there are;
    None for the first, and online."""

    turn: int
    booking: Booking
    walk: int | None = None
    spare: int | None = None

    @property
    def is_tight(self) -> bool:
        """Whether there is less time than the walk takes."""
        return self.walk is not None and self.spare is not None and self.spare < self.walk

    @property
    def number(self) -> int | None:
        """The number of the table; None online."""
        number: int | None = self.booking.interview.stand.number
        return None if self.booking.online else number


@dataclass(frozen=True, slots=True)
class DayCard:
    """A person's interviews at a fair that still take place, in order of time, and how many more there are under the
    name and contact that whoever asks has not shown to be theirs."""

    fair: Fair
    steps: tuple[Step, ...]
    elsewhere: int = 0

    @property
    def tables(self) -> list[int]:
        """The tables in the order of the day."""
        return [one.number for one in self.steps if one.number is not None]

    @property
    def turns(self) -> dict[int, list[int]]:
        """By table, its turns in the day."""
        found: dict[int, list[int]] = {}
        for one in self.steps:
            if one.number is not None:
                found.setdefault(one.number, []).append(one.turn)
        return found

    @property
    def bookings(self) -> list[Booking]:
        """The bookings in order of time."""
        return [one.booking for one in self.steps]


def day_of(booking: Booking, *, known: Collection[UUID] | None = None) -> DayCard:
    """The day of the person of `booking` at its fair: of their bookings those that are `known` to be asked about by
    themselves, and those that were won by the same wishes; all of them when nothing is given."""
    fair = booking.interview.fair
    mine = [
        one
        for one in seeker.bookings_of_person(booking.person_id or 0)
        if one.offer_id == booking.offer_id and one.state in Booking.LIVE
    ]
    shown = mine if known is None else _shown(mine, {booking.public_id, *known})
    return DayCard(fair, steps_of(fair, shown), len(mine) - len(shown))


def steps_of(fair: Fair, bookings: Sequence[Booking]) -> tuple[Step, ...]:
    """Bookings in order of time (as given) as the steps of a day."""
    walk, steps, windows = walk_in(fair), [], days(fair.starts_at, fair.ends_at)
    for turn, one in enumerate(bookings, start=1):
        before = bookings[turn - 2] if turn > 1 else None
        if before is None or one.online or before.online or _day(before, windows) != _day(one, windows):
            steps.append(Step(turn, one))
            continue
        spare = int((one.slot.starts_at - before.slot.ends_at).total_seconds()) // 60
        steps.append(Step(turn, one, walk(before.slot.resource_id, one.slot.resource_id), spare))
    return tuple(steps)


def _day(booking: Booking, windows: Sequence[Window]) -> int:
    """Which of the fair's days its time is on."""
    return sum(begin <= booking.slot.starts_at for begin, _end in windows)


def _shown(mine: Sequence[Booking], known: Collection[UUID]) -> list[Booking]:
    """Whoever holds the link of a place that was won made all the wishes of that entry."""
    entries = set(Wish.objects.filter(booking__public_id__in=known).values_list("entry_id", flat=True))
    won = set(Wish.objects.filter(entry__in=entries).values_list("booking_id", flat=True)) if entries else set()
    return [one for one in mine if one.public_id in known or one.pk in won]

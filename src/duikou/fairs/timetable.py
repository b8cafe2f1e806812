"""From a day and a stand's wishes to the times of its interviews."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from duikou.fairs.models import Stand

MOST_TIMES = 400
Window = tuple[datetime, datetime]


class TooManyTimes(ValueError):
    """The wishes would make more than MOST_TIMES times at one stand."""


@dataclass(frozen=True, slots=True)
class Time:
    """One time of interviews: aware start and end, and how many go on at once."""

    starts_at: datetime
    ends_at: datetime
    places: int


def times_of_stand(stand: Stand) -> list[Time]:
    """The times that a stand's wishes make on each day of its fair. Raises what `times` raises."""
    lunch = (stand.lunch_from, stand.lunch_until) if stand.lunch_from and stand.lunch_until else None
    made = [
        one
        for begin, end in days(stand.fair.starts_at, stand.fair.ends_at)
        for one in times(
            starts_at=begin,
            ends_at=end,
            minutes=stand.interview_minutes,
            break_minutes=stand.break_minutes,
            lunch=(_at(begin, lunch[0]), _at(begin, lunch[1])) if lunch else None,
            tables=stand.tables,
            stagger_minutes=stand.stagger_minutes,
        )
    ]
    return _limited(made)


def days(starts_at: datetime, ends_at: datetime) -> list[Window]:
    """The opening hours of a fair that lasts several days: each day from the first day's opening to the last day's
    closing time, in the city's zone. A fair through one night is one window."""
    begin, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if begin.date() == end.date() or begin.time() >= end.time():
        return [(starts_at, ends_at)]
    return [
        (_at(begin + timedelta(days=day), begin.time()), _at(begin + timedelta(days=day), end.time()))
        for day in range((end.date() - begin.date()).days + 1)
    ]


def times(
    *,
    starts_at: datetime,
    ends_at: datetime,
    minutes: int,
    break_minutes: int = 0,
    lunch: Window | None = None,
    tables: int = 1,
    stagger_minutes: int = 0,
) -> list[Time]:
    """The times between `starts_at` and `ends_at` (aware), each of `minutes`, with a break after each; none touches
    `lunch`, after which they begin afresh. Begins `stagger_minutes` late, so that neighbours do not all change at
    once. Raises TooManyTimes, and ValueError for lengths below one minute or no tables."""
    if minutes < 1 or break_minutes < 0 or tables < 1 or stagger_minutes < 0:
        raise ValueError("an interview takes at least a minute at one table at least")
    return _limited(
        [
            Time(start, start + timedelta(minutes=minutes), tables)
            for begin, end in _windows(
                _instant(starts_at) + timedelta(minutes=stagger_minutes), _instant(ends_at), lunch
            )
            for start in _starts(begin, end, timedelta(minutes=minutes), timedelta(minutes=break_minutes))
        ]
    )


def _at(day: datetime, clock_time: time) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localtime(day).date(), clock_time))


def _instant(moment: datetime) -> datetime:
    return moment.astimezone(UTC)  # adding minutes to a local time goes wrong on the day the clocks change


def _limited(made: list[Time]) -> list[Time]:
    if len(made) > MOST_TIMES:
        raise TooManyTimes(len(made))
    return made


def _windows(begin: datetime, end: datetime, lunch: Window | None) -> Iterator[Window]:
    if lunch is None or lunch[0] >= lunch[1] or lunch[1] <= begin or lunch[0] >= end:
        yield begin, end
        return
    yield begin, _instant(lunch[0])
    yield max(begin, _instant(lunch[1])), end


def _starts(begin: datetime, end: datetime, length: timedelta, pause: timedelta) -> Iterator[datetime]:
    while begin + length <= end:
        yield begin
        begin += length + pause

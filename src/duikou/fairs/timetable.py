"""From a day and a stand's wishes to the times of its interviews."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_TIMES = 400


class TooManyTimes(ValueError):
    """The wishes would make more than MOST_TIMES times at one stand."""


@dataclass(frozen=True, slots=True)
class Time:
    """One time of interviews: aware start and end, and how many go on at once."""

    starts_at: datetime
    ends_at: datetime
    places: int


def times(
    *,
    starts_at: datetime,
    ends_at: datetime,
    minutes: int,
    break_minutes: int = 0,
    lunch: tuple[datetime, datetime] | None = None,
    tables: int = 1,
    stagger_minutes: int = 0,
) -> list[Time]:
    """The times between `starts_at` and `ends_at` (aware), each of `minutes`, with a break after each; none touches
    `lunch`, after which they begin afresh. Begins `stagger_minutes` late, so that neighbours do not all change at
    once. Raises TooManyTimes, and ValueError for lengths below one minute or no tables."""
    if minutes < 1 or break_minutes < 0 or tables < 1 or stagger_minutes < 0:
        raise ValueError("an interview takes at least a minute at one table at least")
    made = [
        Time(start, start + timedelta(minutes=minutes), tables)
        for begin, end in _windows(starts_at + timedelta(minutes=stagger_minutes), ends_at, lunch)
        for start in _starts(begin, end, timedelta(minutes=minutes), timedelta(minutes=break_minutes))
    ]
    if len(made) > MOST_TIMES:
        raise TooManyTimes(len(made))
    return made


def _windows(
    begin: datetime, end: datetime, lunch: tuple[datetime, datetime] | None
) -> Iterator[tuple[datetime, datetime]]:
    if lunch is None or lunch[0] >= lunch[1] or lunch[1] <= begin or lunch[0] >= end:
        yield begin, end
        return
    yield begin, lunch[0]
    yield max(begin, lunch[1]), end


def _starts(begin: datetime, end: datetime, length: timedelta, pause: timedelta) -> Iterator[datetime]:
    while begin + length <= end:
        yield begin
        begin += length + pause

"""When the sessions of a class are: by a weekly pattern with exceptions, or typed one by one."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils import timezone

Span = tuple[datetime, datetime]
DAY = timedelta(days=1)
LINE = re.compile(
    r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\s,，]+(\d{1,2})[:：](\d\d)\s*(?:-|–|—|~|～|至|到)\s*(\d{1,2})[:：](\d\d)"
)
DATE = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
MOST_DAYS = 3 * 366


class Unreadable(ValueError):
    """A line that says no time; `line` is what was typed."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def weekly(
    first: date, *, weekdays: Collection[int], begins: time, ends: time, number: int, but: Collection[date] = ()
) -> list[Span]:
    """So many times from the day `first` on, on these weekdays (0 is Monday), from and until these hours of the city's
    zone, but for the days `but`. Raises ValueError without a weekday, or where the exceptions leave too little."""
    if not weekdays or ends <= begins:
        raise ValueError("no weekday, or ends before it begins")
    found: list[Span] = []
    for day in (first + DAY * step for step in range(MOST_DAYS)):
        if len(found) == number:
            return found
        if day.weekday() in weekdays and day not in but:
            found.append(span(day, begins, ends))
    raise ValueError("too little time")


def typed(text: str) -> list[Span]:
    """The times in a text, one a line: `2026-12-01 19:00-20:30`, in the city's zone. Raises Unreadable."""
    found: list[Span] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        said = LINE.fullmatch(line)
        try:
            if said is None:
                raise ValueError(line)
            year, month, day, from_hour, from_minute, to_hour, to_minute = map(int, said.groups())
            times = span(date(year, month, day), time(from_hour, from_minute), time(to_hour, to_minute))
            if times[0] >= times[1]:
                raise ValueError(line)
        except ValueError:
            raise Unreadable(line[:60]) from None
        found.append(times)
    return sorted(found)


def days(text: str) -> list[date]:
    """The days in a text, between spaces, commas or lines: `2026-12-31, 2027-01-01`. Raises Unreadable."""
    found = []
    for word in filter(None, re.split(r"[\s,，、;；]+", text)):
        said = DATE.fullmatch(word)
        try:
            if said is None:
                raise ValueError(word)
            found.append(date(*map(int, said.groups())))
        except ValueError:
            raise Unreadable(word[:60]) from None
    return found


def span(day: date, begins: time, ends: time) -> Span:
    """From and until these hours of a day in the city's zone."""
    return timezone.make_aware(datetime.combine(day, begins)), timezone.make_aware(datetime.combine(day, ends))

"""Working days of the city: Monday to Friday, but for the special days of the whole city, on which it is closed or
which make up for a holiday (调休)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from duikou.desk.models import SpecialDays

FRIDAY = 5
FURTHEST = timedelta(days=400)


def is_working_day(day: date, special: Iterable[SpecialDays]) -> bool:
    """Whether the city's bodies work on that day, given the special days of the whole city; the last entered counts."""
    found = [one for one in special if one.starts_on <= day <= one.ends_on]
    if not found:
        return day.isoweekday() <= FRIDAY
    last = max(found, key=lambda one: one.pk or 0)
    if last.kind == SpecialDays.Kind.LIKE:
        return (last.like or 7) <= FRIDAY
    return last.kind == SpecialDays.Kind.HOURS


def after_working_days(start: date, days: int, special: Iterable[SpecialDays]) -> date:
    """The day on which so many working days after `start` are over: the next working day for 1."""
    known, day, left = list(special), start, days
    while left > 0 and day < start + FURTHEST:
        day += timedelta(days=1)
        left -= is_working_day(day, known)
    return day

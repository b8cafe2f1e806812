"""The sample city's days, counted from the moment it is built."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

SATURDAY = 5
OPENS, CLOSES = time(9), time(16)


def at(day: datetime, moment: time) -> datetime:
    """That time of the day, in the city's zone."""
    return timezone.make_aware(datetime.combine(timezone.localtime(day).date(), moment))


def fair_day(now: datetime) -> datetime:
    """Nine o'clock of the first Saturday that is at least two days away."""
    local = timezone.localtime(now) + timedelta(days=2)
    return at(local + timedelta(days=(SATURDAY - local.weekday()) % 7), OPENS)


def midnight(now: datetime) -> datetime:
    """When the present day began in the city's zone."""
    return at(now, time(0))


def past_day(now: datetime) -> datetime:
    """Nine o'clock of the Saturday before the last one: its people are still known, its outcomes all recorded."""
    local = timezone.localtime(now)
    return at(local - timedelta(days=(local.weekday() - SATURDAY) % 7 + 7), OPENS)

"""Quiet hours: the part of the night in which nobody is written to who need not be. Pure: knows no settings."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo
from typing import NamedTuple

WRITTEN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)")


class Quiet(NamedTuple):
    """From when until when, in the city's time; `until` may be on the next day."""

    since: time
    until: time


def read_quiet(text: str) -> Quiet | None:
    """The hours written as `21:30-07:30`; None for an empty text, `off`, or hours that last no time at all. Raises
    ValueError when it is neither."""
    if text.strip().lower() in ("", "off"):
        return None
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError("quiet hours are written 21:30-07:30, or off")
    a, b, c, d = map(int, found.groups())
    return Quiet(time(a, b), time(c, d)) if (a, b) != (c, d) else None


def night_of(moment: datetime, quiet: Quiet | None, zone: tzinfo) -> tuple[datetime, datetime] | None:
    """The quiet hours that `moment` (aware) falls into, as their first moment and the first one after them; None when
    it is in none."""
    if quiet is None:
        return None
    day = moment.astimezone(zone).date()
    for first in (day - timedelta(days=1), day):
        last = first if quiet.since < quiet.until else first + timedelta(days=1)
        since = datetime.combine(first, quiet.since, zone)
        until = datetime.combine(last, quiet.until, zone)
        if since.timestamp() <= moment.timestamp() < until.timestamp():
            return since, until
    return None


def waking(moment: datetime, quiet: Quiet | None, zone: tzinfo, *, latest: datetime) -> datetime:
    """When to say what is to be said at `moment`: then, or once quiet hours are over; before they begin when that would
    be later than `latest`, the last moment at which it is of any use."""
    night = night_of(moment, quiet, zone)
    if night is None:
        return moment
    since, until = night
    return until if until.timestamp() <= latest.timestamp() else since

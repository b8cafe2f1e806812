"""Quiet hours: over midnight or within a day, in the city's zone, over changes of summer time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from duikou.base.quiet import Quiet, night_of, read_quiet, waking

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NIGHT = Quiet(time(21, 30), time(7, 30))
FAR = datetime(2099, 1, 1, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = SHANGHAI, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("21:30-07:30", NIGHT),
        (" 21:30 – 7:30 ", NIGHT),
        ("0:00-06:00", Quiet(time(0), time(6))),
        ("off", None),
        ("", None),
        ("08:00-08:00", None),
    ],
)
def test_hours_are_read_as_they_are_written(text: str, hours: Quiet | None) -> None:
    assert read_quiet(text) == hours


@pytest.mark.parametrize("text", ["night", "25:00-07:00", "21:30", "21:60-07:00", "21.30-07.30", "-", "21:30-07:30x"])
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="21:30-07:30"):
        read_quiet(text)


@pytest.mark.parametrize(
    ("moment", "night"),
    [
        (at(1, 21, 29), None),
        (at(1, 21, 30), (at(1, 21, 30), at(2, 7, 30))),
        (at(2, 0), (at(1, 21, 30), at(2, 7, 30))),
        (at(2, 7, 29), (at(1, 21, 30), at(2, 7, 30))),
        (at(2, 7, 30), None),
        (at(31, 23), (at(31, 21, 30), datetime(2027, 1, 1, 7, 30, tzinfo=SHANGHAI))),
    ],
)
def test_night_begins_and_ends_on_its_minute(moment: datetime, night: tuple[datetime, datetime] | None) -> None:
    assert night_of(moment, NIGHT, SHANGHAI) == night
    assert night_of(moment.astimezone(UTC), NIGHT, SHANGHAI) == night, "whatever zone the moment comes in"
    assert night_of(moment, None, SHANGHAI) is None


def test_hours_within_a_day_are_of_that_day() -> None:
    nap = Quiet(time(13), time(14))
    assert night_of(at(1, 13, 59), nap, SHANGHAI) == (at(1, 13), at(1, 14))
    assert night_of(at(1, 14), nap, SHANGHAI) is None
    assert night_of(at(1, 12, 59), nap, SHANGHAI) is None


def test_same_moment_is_night_in_one_zone_and_day_in_another() -> None:
    moment = datetime(2026, 12, 1, 15, tzinfo=UTC)
    assert night_of(moment, NIGHT, SHANGHAI)
    assert night_of(moment, NIGHT, BERLIN) is None


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 28, 9), (10, 24, 11)], ids=["an hour less", "an hour more"])
def test_night_in_which_clocks_are_changed_ends_by_the_clock_on_the_wall(month: int, day: int, hours: int) -> None:
    night = night_of(at(day, 23, zone=BERLIN, month=month), NIGHT, BERLIN)
    assert night is not None
    since, until = (one.astimezone(UTC) for one in night)
    assert until - since == timedelta(hours=hours)
    assert night_of(until - timedelta(seconds=1), NIGHT, BERLIN) == night
    assert night_of(until, NIGHT, BERLIN) is None


def test_what_is_said_by_day_is_said_then() -> None:
    assert waking(at(1, 12), NIGHT, SHANGHAI, latest=FAR) == at(1, 12)
    assert waking(at(1, 23), None, SHANGHAI, latest=FAR) == at(1, 23)


def test_what_falls_into_the_night_waits_for_the_morning_or_goes_before_it_when_that_is_too_late() -> None:
    assert waking(at(2, 2), NIGHT, SHANGHAI, latest=at(2, 8)) == at(2, 7, 30)
    assert waking(at(2, 2), NIGHT, SHANGHAI, latest=at(2, 7, 30)) == at(2, 7, 30)
    assert waking(at(2, 2), NIGHT, SHANGHAI, latest=at(2, 7)) == at(1, 21, 30)

"""From a day and a stand's wishes to times: pure."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from duikou.fairs.timetable import MOST_TIMES, TooManyTimes, days, times

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = datetime(2026, 11, 28, 9, tzinfo=SHANGHAI)


def at(hour: int, minute: int = 0) -> datetime:
    return DAY.replace(hour=hour, minute=minute)


def starts(**wishes: object) -> list[str]:
    made = times(starts_at=at(9), ends_at=at(10), **{"minutes": 20, **wishes})  # type: ignore[arg-type]
    return [f"{one.starts_at.astimezone(SHANGHAI):%H:%M}" for one in made]


def test_times_follow_each_other_until_the_end() -> None:
    assert starts() == ["09:00", "09:20", "09:40"]


def test_times_leave_a_break_between() -> None:
    assert starts(break_minutes=5) == ["09:00", "09:25"]


def test_times_begin_later_when_staggered() -> None:
    assert starts(stagger_minutes=10) == ["09:10", "09:30"]


def test_times_do_not_touch_lunch_and_begin_afresh_after_it() -> None:
    assert starts(minutes=10, lunch=(at(9, 15), at(9, 35))) == ["09:00", "09:35", "09:45"]


@pytest.mark.parametrize("lunch", [(at(12), at(13)), (at(9, 30), at(9, 30)), (at(7), at(8))])
def test_times_ignore_a_lunch_that_is_elsewhere_or_empty(lunch: tuple[datetime, datetime]) -> None:
    assert starts(lunch=lunch) == ["09:00", "09:20", "09:40"]


def test_times_that_do_not_fit_are_none() -> None:
    assert starts(minutes=61) == []


def test_times_carry_the_tables_as_places() -> None:
    assert {one.places for one in times(starts_at=at(9), ends_at=at(10), minutes=20, tables=4)} == {4}


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"tables": 0}, {"break_minutes": -1}, {"stagger_minutes": -1}])
def test_times_of_impossible_wishes_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least"):
        starts(**wrong)


def test_times_beyond_the_limit_are_refused() -> None:
    with pytest.raises(TooManyTimes):
        times(starts_at=at(9), ends_at=at(9) + timedelta(minutes=MOST_TIMES + 1), minutes=1)


def test_times_keep_their_length_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = datetime(2026, 10, 25, 1, tzinfo=berlin)
    made = times(starts_at=night, ends_at=datetime(2026, 10, 25, 4, tzinfo=berlin), minutes=30)
    assert len(made) == 8, "the night of the change has an hour more"
    assert {one.ends_at - one.starts_at for one in made} == {timedelta(minutes=30)}


def test_days_of_a_fair_over_two_days_repeat_the_opening_hours() -> None:
    made = days(at(9), at(16) + timedelta(days=1))
    assert [(begin.astimezone(SHANGHAI).day, end.astimezone(SHANGHAI).hour) for begin, end in made] == [
        (28, 16),
        (29, 16),
    ]


def test_days_of_a_fair_through_the_night_are_one_window() -> None:
    assert days(at(20), at(2) + timedelta(days=1)) == [(at(20), at(2) + timedelta(days=1))]


@given(
    minutes=some.integers(3, 120),
    pause=some.integers(0, 60),
    hours=some.integers(1, 10),
    lunch=some.tuples(some.integers(0, 600), some.integers(0, 120)),
)
def test_times_never_overlap_and_stay_inside(minutes: int, pause: int, hours: int, lunch: tuple[int, int]) -> None:
    begin = datetime(2026, 11, 28, 1, tzinfo=UTC)
    end = begin + timedelta(hours=hours)
    noon = begin + timedelta(minutes=lunch[0])
    break_ = (noon, noon + timedelta(minutes=lunch[1]))
    made = times(starts_at=begin, ends_at=end, minutes=minutes, break_minutes=pause, lunch=break_)
    for earlier, later in itertools.pairwise(made):
        assert earlier.ends_at <= later.starts_at
    for one in made:
        assert begin <= one.starts_at
        assert one.ends_at <= end
        assert one.ends_at <= break_[0] or one.starts_at >= break_[1] or break_[0] == break_[1]

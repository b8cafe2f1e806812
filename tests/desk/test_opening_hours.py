"""When something is open, held against a slow oracle that looks at the clock minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.desk.opening_hours import (
    CENTRE,
    CITY,
    WINDOW,
    BadSpan,
    Now,
    OpeningHours,
    Span,
    Special,
    at,
    in_lines,
    merged,
    moment,
    moments,
    overlap,
    spans_on,
)
from tests.desk.factories import AFTERNOON, MORNING, WORKDAYS, span

CHINA, NEW_YORK, LORD_HOWE = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")
MINUTE = timedelta(minutes=1)
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)  # New York's clocks jump
WEDNESDAY = date(2026, 11, 25)

times = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
spans = st.tuples(times, times).filter(lambda two: two[0] != two[1]).map(lambda two: Span(min(two), max(two)))
weeks = st.dictionaries(st.integers(1, 7), st.lists(spans, max_size=3).map(tuple))
days = st.integers(0, 20).map(lambda ahead: WEDNESDAY + timedelta(days=ahead))
specials = st.builds(
    lambda first, more, level, given, like, made: Special(
        first, first + timedelta(days=more), level, tuple(given), like, made
    ),
    days,
    st.integers(0, 5),
    st.sampled_from((CITY, CENTRE, WINDOW)),
    st.lists(spans, max_size=2),
    st.none() | st.integers(1, 7),
    st.integers(0, 99),
)


def open_minutes(week, special, day):
    """The minutes of `day` on which it is open, written without any of the module's ways."""
    best = None
    for one in special:
        if one.first <= day <= one.last:
            key = (one.level, -(one.last - one.first).days, one.made)
            if best is None or key > best[0]:
                best = (key, one)
    if best is None:
        wanted = week.get(day.isoweekday(), ())
    elif best[1].like:
        wanted = week.get(best[1].like, ())
    else:
        wanted = best[1].spans
    minutes = set()
    for one in wanted:
        minutes |= set(range(one.opens.hour * 60 + one.opens.minute, one.closes.hour * 60 + one.closes.minute))
    return minutes


def as_minutes(found):
    return {
        minute
        for one in found
        for minute in range(one.opens.hour * 60 + one.opens.minute, one.closes.hour * 60 + one.closes.minute)
    }


@given(weeks, st.lists(specials, max_size=4, unique_by=lambda one: one.made), days)
def test_spans_of_a_day_are_those_of_the_slow_oracle(week, special, day):
    found = spans_on(week, special, day)
    assert as_minutes(found) == open_minutes(week, special, day)
    assert list(found) == sorted(found)
    assert not overlap(found)


def first_minute(day, wanted, zone):
    """The first whole minute at which the clocks show this time of that day, or a later one."""
    now = datetime.combine(day, time(), UTC) - timedelta(hours=30)
    while now.astimezone(zone).replace(tzinfo=None) < datetime.combine(day, wanted):
        now += MINUTE
    return now


@pytest.mark.parametrize(("zone", "day"), [(NEW_YORK, SPRING), (NEW_YORK, AUTUMN), (LORD_HOWE, date(2026, 10, 4))])
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 12])
@pytest.mark.parametrize("minute", [0, 20])
def test_moment_is_the_first_at_which_the_clocks_show_it(zone, day, hour, minute):
    assert moment(day, time(hour, minute), zone) == first_minute(day, time(hour, minute), zone)


@given(spans, st.sampled_from((SPRING, AUTUMN, SPRING + timedelta(days=1))))
def test_moments_never_go_backwards_when_clocks_jump(one, day):
    for opens, closes in moments([one], day, NEW_YORK):
        assert opens < closes
        assert opens.astimezone(NEW_YORK).date() == day


def test_span_that_clocks_jump_over_is_left_out():
    assert list(moments([span("02:10-02:50")], SPRING, NEW_YORK)) == []
    assert len(list(moments([span("02:10-02:50")], SPRING + timedelta(days=1), NEW_YORK))) == 1


@given(weeks, st.lists(specials, max_size=3, unique_by=lambda one: one.made), st.integers(0, 20 * 24 * 60))
def test_open_now_and_opens_next_are_those_of_the_slow_oracle(week, special, ahead):
    now = datetime.combine(WEDNESDAY, time(), CHINA) + ahead * MINUTE
    hours = OpeningHours(week, tuple(special))
    said = at(hours, now, CHINA)
    day, minute = now.date(), now.hour * 60 + now.minute
    assert said.open == (minute in open_minutes(week, special, day))
    if said.open:
        assert said.until is not None
        until = said.until.astimezone(CHINA)
        closing = until.hour * 60 + until.minute
        minutes = open_minutes(week, special, day)
        assert (until.date(), set(range(minute, closing)) <= minutes, closing in minutes) == (day, True, False)
        return
    coming = ((now + step * timedelta(days=1)).date() for step in range(60))
    for step, one in enumerate(coming):
        left = [m for m in open_minutes(week, special, one) if step or m > minute]
        if left:
            assert said.opens == datetime.combine(one, time(min(left) // 60, min(left) % 60), CHINA)
            return
    assert said.opens is None


def test_never_open_is_said_as_not_known():
    assert at(OpeningHours({}), datetime(2026, 11, 25, 10, tzinfo=CHINA), CHINA) == Now(open=False)


def test_make_up_day_is_open_like_the_weekday_that_it_makes_up_for():
    sunday = date(2026, 9, 27)
    holiday = Special(date(2026, 10, 1), date(2026, 10, 7), CITY, made=1)
    hours = OpeningHours(WORKDAYS, (holiday, Special(sunday, sunday, CITY, like=3, made=2)))
    assert hours.on(sunday) == (MORNING, AFTERNOON)
    assert hours.on(date(2026, 10, 1)) == ()
    assert hours.on(date(2026, 10, 8)) == (MORNING, AFTERNOON)


def test_what_is_said_of_a_window_counts_before_its_centre_and_that_before_the_city():
    one = [Special(WEDNESDAY, WEDNESDAY, CITY, made=3), Special(WEDNESDAY, WEDNESDAY, CENTRE, (MORNING,), made=2)]
    assert spans_on(WORKDAYS, one, WEDNESDAY) == (MORNING,)
    one.append(Special(WEDNESDAY, WEDNESDAY, WINDOW, (AFTERNOON,), made=1))
    assert spans_on(WORKDAYS, one, WEDNESDAY) == (AFTERNOON,)


def test_span_over_midnight_is_refused():
    with pytest.raises(BadSpan):
        span("22:00-02:00")
    with pytest.raises(BadSpan):
        span("09:00-09:00")


def test_spans_that_touch_do_not_overlap_and_are_one():
    touching = [span("09:00-12:00"), span("12:00-13:00")]
    assert not overlap(touching)
    assert merged(touching) == (span("09:00-13:00"),)
    assert overlap([span("09:00-12:01"), span("12:00-13:00")])


def test_week_is_read_in_runs_of_days_that_are_alike():
    week = dict(WORKDAYS) | {3: (MORNING,), 6: ()}
    assert in_lines(week) == [
        (1, 2, (MORNING, AFTERNOON)),
        (3, 3, (MORNING,)),
        (4, 5, (MORNING, AFTERNOON)),
        (6, 7, ()),
    ]

"""Timetables: whatever the day, nobody is in two places; and where one without a clash must exist, it is found."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duikou.booking.day_plan import Bounds, Busy, Day, Plan, Time, Why, faults, plan


def grid(resources: int, times: int, *, minutes: int = 10, gap: int = 0, places: int = 1) -> dict[int, list[Time]]:
    step = minutes + gap
    return {
        one: [Time(one * 1000 + at, at * step, at * step + minutes, places) for at in range(times)]
        for one in range(1, resources + 1)
    }


def in_rows(here: int, there: int) -> int:
    """Tables in a row, a minute for every four."""
    return -(-abs(here - there) // 4)


@st.composite
def easy_days(draw: st.DrawFn) -> Day:
    """All are free at all of T times, nobody has more than T engagements, no resource more people than places."""
    times, places = draw(st.integers(1, 7)), draw(st.integers(1, 3))
    people, resources = draw(st.integers(1, 20)), draw(st.integers(1, 8))
    pairs: list[tuple[int, int]] = []
    for pair in draw(st.permutations([(a, b) for a in range(1, people + 1) for b in range(1, resources + 1)])):
        mine = sum(one[0] == pair[0] for one in pairs)
        there = sum(one[1] == pair[1] for one in pairs)
        if mine < times and there < times * places:
            pairs.append(pair)
    return Day(pairs, grid(resources, times, places=places))


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Anything: times of different length, walks, people who come late or leave early, or are busy elsewhere."""
    resources, people = draw(st.integers(1, 6)), draw(st.integers(1, 10))
    times = {}
    for one in range(1, resources + 1):
        minutes, gap, start = draw(st.integers(5, 25)), draw(st.integers(0, 10)), draw(st.integers(0, 20))
        times[one] = [
            Time(one * 1000 + at, start + at * (minutes + gap), start + at * (minutes + gap) + minutes, places)
            for at, places in enumerate(draw(st.lists(st.integers(0, 2), max_size=6)))
        ]
    everybody, everything = st.integers(1, people), st.integers(1, resources)
    moments = st.one_of(st.none(), st.integers(0, 120))
    busy = st.builds(
        lambda start, length, where: Busy(start, start + length, where),
        st.integers(0, 100),
        st.integers(1, 30),
        st.one_of(st.none(), st.integers(1, resources + 1)),
    )
    walks = draw(st.integers(0, 6))
    pairs = sorted(draw(st.sets(st.tuples(everybody, everything), max_size=30)))
    now = {
        pair: draw(st.sampled_from([one.key for one in times[pair[1]]]))
        for pair in pairs
        if times[pair[1]] and draw(st.booleans())
    }
    return Day(
        pairs,
        times,
        bounds=draw(st.dictionaries(everybody, st.builds(Bounds, moments, moments), max_size=4)),
        busy=draw(st.dictionaries(everybody, st.lists(busy, max_size=2), max_size=4)),
        walk=lambda here, there: walks * in_rows(here, there),
        now=now,
    )


@settings(deadline=None)
@given(easy_days())
def test_where_a_timetable_without_a_clash_must_exist_it_is_found(day: Day) -> None:
    made = plan(day)

    assert made.unplaced == {}
    assert faults(day, made) == []


@settings(deadline=None, max_examples=300)
@given(days())
def test_whatever_the_day_nothing_is_wrong_with_what_is_placed(day: Day) -> None:
    assert faults(day, plan(day)) == []


@settings(deadline=None)
@given(days(), st.randoms(use_true_random=False))
def test_the_order_in_which_anything_is_given_changes_nothing(day: Day, chance: random.Random) -> None:
    def shuffled(many: dict) -> dict:  # type: ignore[type-arg]
        return dict(chance.sample(sorted(many.items(), key=lambda one: one[0]), len(many)))

    pairs = chance.sample(list(day.pairs), len(list(day.pairs)))
    times = {one: chance.sample(list(many), len(many)) for one, many in shuffled(dict(day.times)).items()}
    other = Day(pairs, times, shuffled(dict(day.bounds)), shuffled(dict(day.busy)), day.walk, None, dict(day.now))

    assert plan(other) == plan(day)


def test_who_has_a_time_keeps_it_when_others_are_seated() -> None:
    before = Day([(1, 1), (2, 1), (1, 2), (2, 2)], grid(2, 4))
    kept = plan(before).placed

    after = plan(Day([*before.pairs, (3, 1), (3, 2)], grid(2, 4), now=kept))

    assert {pair: after.placed[pair] for pair in kept} == kept
    assert after.unplaced == {}


def test_as_few_as_possible_move_for_somebody_new() -> None:
    """One time is left at the resource, at which the new one is not there yet: one person moves over, no more."""
    kept = {(1, 1): 1001, (2, 1): 1002, (3, 1): 1003}

    after = plan(Day([*kept, (4, 1)], grid(1, 4), now=kept, bounds={4: Bounds(earliest=10)}))

    assert after.unplaced == {}
    assert sum(after.placed[pair] != key for pair, key in kept.items()) == 1


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (Day([(1, 1)], {}), Why.NO_TIMES),
        (Day([(1, 1)], {1: [Time(1, 0, 10, places=0)]}), Why.NO_TIMES),
        (Day([(1, 1)], grid(1, 3), bounds={1: Bounds(earliest=25)}), Why.BOUNDS),
        (Day([(1, 1)], grid(1, 3), busy={1: [Busy(0, 30)]}), Why.BUSY),
        (Day([(1, 1)], grid(1, 1), busy={1: [Busy(12, 20, 99)]}, walk=lambda _a, _b: 3), Why.BUSY),
        (Day([(2, 1), (1, 1)], grid(1, 1), order=lambda pair: -pair[0]), Why.FULL),
        (Day([(1, 1), (1, 2)], grid(2, 1)), Why.CLASH),
        (Day([(1, 1), (1, 2)], grid(2, 2), walk=lambda _a, _b: 1), Why.CLASH),
    ],
)
def test_why_somebody_has_no_time_is_said(day: Day, why: Why) -> None:
    made = plan(day)

    assert list(made.unplaced.values()) == [why]
    assert faults(day, made) == []


def test_a_day_with_nobody_makes_an_empty_plan() -> None:
    assert plan(Day([], grid(2, 2))) == Plan({}, {})


def test_what_cannot_be_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        plan(Day([(1, 1), (1, 1)], grid(1, 2)))
    with pytest.raises(ValueError, match="equal times"):
        plan(Day([(1, 1)], {1: [Time(1, 0, 10), Time(2, 0, 10)]}))


def test_the_judge_sees_what_is_wrong() -> None:
    """A control: a plan in which everybody simply has the first time is full of faults."""
    day = Day([(1, 1), (1, 2), (2, 1)], grid(2, 3), bounds={2: Bounds(earliest=5)})

    found = faults(day, Plan({(1, 1): 1000, (1, 2): 2000, (2, 1): 1000}, {}))

    assert [one.split()[1] for one in found] == ["is", "is", "cannot"]


def large_day(people: int, resources: int, *, wishes: int = 5, times: int = 24, places: int = 3) -> Day:
    """A fair with walks and without breaks between times, so that nobody can go from one table straight to the next."""
    chance = random.Random(7)
    left, pairs = dict.fromkeys(range(1, resources + 1), times * places), []
    for person in range(1, people + 1):
        for resource in chance.sample(range(1, resources + 1), wishes):
            if left[resource]:
                left[resource] -= 1
                pairs.append((person, resource))
    return Day(pairs, grid(resources, times, places=places), walk=lambda here, there: min(9, 1 + in_rows(here, there)))


def test_a_large_fair_has_its_timetable_in_about_linear_time() -> None:
    seconds, kept = [], []
    for people, resources in ((1_000, 60), (4_000, 240)):
        day = large_day(people, resources)
        begun = time.process_time()
        made = plan(day)
        seconds.append(time.process_time() - begun)
        kept.append(len(made.placed) / len(list(day.pairs)))
        assert faults(day, made) == []

    assert min(kept) >= 0.98
    assert seconds[1] < 4 * seconds[0] * 2.5

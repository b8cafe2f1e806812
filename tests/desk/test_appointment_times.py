"""Times cut from hours, and how what is laid out follows when those change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from duikou.desk.appointment_times import Laid, changes, cut

DAY = datetime(2026, 11, 25, tzinfo=UTC)
BEFORE = DAY - timedelta(days=1)


def at(text: str) -> datetime:
    hour, minute = text.split(":")
    return DAY + timedelta(hours=int(hour), minutes=int(minute))


def between(*texts: str) -> list[tuple[datetime, datetime]]:
    return [(at(one.split("-")[0]), at(one.split("-")[1])) for one in texts]


def test_times_fit_into_each_span_and_every_third_stays_free_for_walk_ins() -> None:
    spans = between("9:00-10:10", "14:00-15:00")
    assert cut(spans, minutes=20, walk_ins_every=0) == between(
        "9:00-9:20", "9:20-9:40", "9:40-10:00", "14:00-14:20", "14:20-14:40", "14:40-15:00"
    )
    assert cut(spans, minutes=20, walk_ins_every=3) == between("9:00-9:20", "9:20-9:40", "14:00-14:20", "14:20-14:40")
    assert cut([], minutes=20, walk_ins_every=3) == []


def test_booked_time_stays_while_the_window_is_open_and_ends_where_it_is_not() -> None:
    there = [
        Laid(1, at("9:00"), at("9:20"), booked=True),
        Laid(2, at("9:20"), at("9:40"), booked=False),
        Laid(3, at("11:00"), at("11:20"), booked=True),
        Laid(4, at("11:20"), at("11:40"), booked=False),
    ]
    spans = between("9:00-11:00")
    found = changes(cut(spans, minutes=30, walk_ins_every=0), there, spans=spans, now=BEFORE)
    assert found.lay == between("9:30-10:00", "10:00-10:30", "10:30-11:00")
    assert (found.drop, found.end) == ([2, 4], [3])


def test_what_has_begun_stays_whatever_changes_and_nothing_is_laid_in_the_past() -> None:
    there = [Laid(1, at("9:00"), at("9:20"), booked=True), Laid(2, at("9:20"), at("9:40"), booked=False)]
    assert not changes([], there, spans=[], now=at("9:20"))
    assert changes(between("9:00-9:20", "9:40-10:00"), [], spans=[], now=at("9:30")).lay == between("9:40-10:00")


@given(
    some.lists(some.tuples(some.integers(0, 22), some.integers(1, 2)), max_size=3),
    some.integers(5, 90),
    some.lists(some.tuples(some.integers(0, 1400), some.integers(5, 60), some.booleans()), max_size=12),
)
def test_after_the_changes_no_times_overlap_and_nothing_more_is_to_do(
    hours: list[tuple[int, int]], minutes: int, there: list[tuple[int, int, bool]]
) -> None:
    spans, last = [], DAY
    for opens, lasts in sorted(hours):
        begins = max(last, DAY + timedelta(hours=opens))
        spans.append((begins, begins + timedelta(hours=lasts)))
        last = spans[-1][1]
    wanted = cut(spans, minutes=minutes, walk_ins_every=3)
    laid: list[Laid] = []
    for begins, lasts, booked in sorted(there):
        start = DAY + timedelta(minutes=begins)
        if not laid or laid[-1].ends_at <= start:
            laid.append(Laid(len(laid), start, start + timedelta(minutes=lasts), booked))
    found = changes(wanted, laid, spans=spans, now=BEFORE)
    gone = {*found.drop, *found.end}
    after = [one for one in laid if one.slot not in gone]
    after += [Laid(-n, begins, until, False) for n, (begins, until) in enumerate(found.lay, start=1)]
    after.sort(key=lambda one: one.starts_at)
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(after))
    assert {one.slot for one in laid if one.booked and one.slot in gone} == {*found.end}
    assert not changes(wanted, after, spans=spans, now=BEFORE)

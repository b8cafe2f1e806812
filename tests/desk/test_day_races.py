"""Real processes race, on SQLite and on PostgreSQL: one day laid out by several workers at once, and hours that change
while people book. Beside each its control."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.booking.test_races import Field, errors, field_of

pytestmark = pytest.mark.slow
TRIES = 5


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "tests.desk.day_racer")


def ground_of(field: Field, *, laid: bool = False) -> tuple[dict[str, Any], list[int]]:
    ground: dict[str, Any] = field.ask(do="seed_centre", people=24)
    people = ground.pop("people")
    if laid:
        field.ask(do="lay", **ground)
    return ground, people


def test_day_that_several_workers_lay_at_once_is_laid_once(field: Field) -> None:
    ground, _people = ground_of(field)
    answers = field.race([{"do": "lay", **ground}] * 4)
    assert answers == ["0 ended"] * 4
    found = field.ask(do="look", **ground)
    assert [found[name] for name in ("days", "windows", "offers", "slots", "faults")] == [1, 1, 1, 24, []]


def test_control_whoever_comes_second_and_does_not_look_again_fails(field: Field) -> None:
    for _attempt in range(TRIES):
        ground, _people = ground_of(field)
        if errors(field.race([{"do": "lay", "free": True, **ground}] * 4)):
            return
    pytest.fail("nobody came second: this control controls nothing")


def test_nobody_keeps_a_time_at_which_the_window_is_closed_and_everybody_is_told(field: Field) -> None:
    ground, people = ground_of(field, laid=True)
    slots = field.ask(do="slots_of", **ground)
    answers = field.race(
        [
            {"do": "shorten", **ground, "at": 0.05},
            {"do": "book", "slots": slots[:8], "people": people[:8]},
            {"do": "book", "slots": slots[8:16], "people": people[8:16]},
            {"do": "lay", **ground, "at": 0.05},
        ]
    )
    assert errors(answers) == []
    field.ask(do="lay", **ground)
    found = field.ask(do="look", **ground)
    assert (found["in_withdrawn"], found["slots"], found["faults"]) == (0, 12, [])
    assert found["told"] == found["ended"]
    assert found["live"] + found["ended"] == answers.count("confirmed")


def test_control_with_nothing_held_somebody_books_where_the_window_is_closed(field: Field) -> None:
    for _attempt in range(TRIES):
        ground, people = ground_of(field, laid=True)
        slots = field.ask(do="slots_of", **ground)
        booking = {"do": "book", "slots": slots[:1], "people": people[:1], "free": True}
        answers = field.race([booking, {"do": "shorten", **ground, "at": 0.3}])
        if field.vendor == "sqlite" and any("locked" in one or one == "failed" for one in errors(answers)):
            return  # a DEFERRED transaction that has read cannot write any more
        if field.ask(do="look", **ground)["in_withdrawn"]:
            return
    pytest.fail("nobody kept a time without the guard: this control controls nothing")

"""Real processes race, on SQLite and on PostgreSQL: two of the office withdraw an employer while a third plans the day
anew and people book and cancel there. Beside it its control, with nothing held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.booking.test_races import Field, errors, field_of

pytestmark = pytest.mark.slow
TRIES = 5


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "tests.fairs.withdraw_racer")


def ground_of(field: Field) -> dict[str, Any]:
    ground: dict[str, Any] = field.ask(do="seed_day", people=20, stands=3, times=8, without=20)
    return {**ground, "others": field.ask(do="newcomers", count=12)}


@pytest.mark.parametrize("at", [0.0, 0.3], ids=["with the plan", "in its middle"])
def test_nobody_keeps_a_talk_at_an_employer_that_is_withdrawn_and_everybody_is_told_once(
    field: Field, at: float
) -> None:
    ground = ground_of(field)
    stand, draw, offer = ground["stand"], ground["draw"], ground["offer"]
    answers = field.race(
        [
            {"do": "do_day", "draw": draw, "digest": ground["digest"]},
            {"do": "withdraw", "stand": stand, "at": at},
            {"do": "withdraw", "stand": stand, "at": at},
            {"do": "book_there", "stand": stand, "people": ground["others"]},
            {"do": "cancel_some", "offer": offer, "count": 6},
            {"do": "book_some", "offer": offer, "count": 6},
        ]
    )
    assert errors(answers) == []
    found = field.ask(do="look", stand=stand, draw=draw)
    assert (found["live"], found["elsewhere"], found["journal"], found["faults"]) == (0, 0, 1, [])
    assert found["ended"] == sum(int(one.split()[0]) for one in answers if one.endswith(" ended")) > 0
    assert (found["told"], found["told_of"]) == ([1], found["ended"]), "whoever had a talk there, of that talk, once"
    assert found["told_without"] == [1] * found["without"], "whoever had won there and had no time, once"
    assert field.ask(do="sweep") == 0, "nothing is left to the worker"


def test_control_with_nothing_held_somebody_books_where_nobody_will_be(field: Field) -> None:
    for _attempt in range(TRIES):
        ground = ground_of(field)
        booking = {"do": "book_there", "stand": ground["stand"], "people": ground["others"][:2], "free": True}
        answers = field.race([booking, {"do": "withdraw", "stand": ground["stand"], "at": 0.1}])
        found = field.ask(do="look", stand=ground["stand"], draw=ground["draw"])
        field.ask(do="sweep")
        if field.vendor == "sqlite" and any("locked" in one or one == "failed" for one in errors(answers)):
            return  # a DEFERRED transaction that has read cannot write any more
        if found["live"]:
            return
    pytest.fail("nobody kept a talk without the guard: this control controls nothing")

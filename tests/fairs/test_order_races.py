"""Real processes race, on SQLite and on PostgreSQL: an employer names an order while people take back what they share.
Beside it its control, with nothing held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.booking.test_races import Field, errors, field_of

pytestmark = pytest.mark.slow
TRIES = 6


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "tests.fairs.order_racer")


def rush(field: Field, *, free: bool = False) -> tuple[list[str], dict[str, Any]]:
    """Two racers name everybody while three take all but one résumé back: again and again, or once without the guard,
    as the next order would put right what the one before did wrong."""
    ground = field.ask(do="seed_shared", people=7)
    leaving = ground["entries"][1:]
    naming = [{"do": "name_all", "stand": ground["stand"], "times": 1 if free else 6, "free": free}] * 2
    answers = field.race([*naming, *({"do": "take_back", "entries": leaving[n::3]} for n in range(3))])
    return answers, field.ask(do="look", draw=ground["draw"])


def test_whoever_takes_a_resume_back_stands_in_no_order_afterwards(field: Field) -> None:
    answers, found = rush(field)
    counted = Counter(answers)
    assert errors(answers) == []
    assert counted["taken back"] == 6
    assert counted["int"] + counted["rank_gone"] == 12
    assert (found["behind"], found["sharing"], found["entries"]) == (0, 1, 7)
    assert found["named"] <= 1


def test_control_with_nothing_held_somebody_stands_in_an_order_who_shares_nothing(field: Field) -> None:
    for _attempt in range(TRIES):
        answers, found = rush(field, free=True)
        if field.vendor == "sqlite" and any("locked" in one for one in errors(answers)):
            return  # a DEFERRED transaction that has read cannot write any more
        if found["behind"]:
            return
    pytest.fail("nobody stood in an order without sharing: this control controls nothing")

"""Real processes race for places that nobody came for, on SQLite and on PostgreSQL: who it was held out to, who comes
late after all, the number at the table, and workers against each other. The control writes over who has come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .test_races import RACERS, Field, errors, field_of

pytestmark = pytest.mark.slow
PLACES = 24


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "standby_racer")


def rush(field: Field, **more: Any) -> tuple[list[str], dict[str, Any]]:
    """All ways to the same places at once."""
    ground = field.ask(do="held_out", count=PLACES)
    assert len(ground["rows"]) == PLACES
    ways = ("take", "come", "seat", "take", "come", "seat")
    turned = [ground["rows"][n:] + ground["rows"][:n] for n in range(0, RACERS * 2, 2)]
    answers = field.race(
        [{"do": "standby", "rows": rows, "how": how, **more} for how, rows in zip(ways, turned, strict=True)]
    )
    return answers, field.ask(do="look", offer=ground["offer"])


def test_each_place_is_had_by_one_whatever_comes_at_once(field: Field) -> None:
    answers, found = rush(field)
    assert errors(answers) == []
    assert found["faults"] == []
    assert found["new"] == found["given_on"]
    assert found["given_on"] + found["came_in_time"] == PLACES
    assert found["open"] == 0


def test_control_a_place_is_taken_from_somebody_who_has_come(field: Field) -> None:
    seen = []
    for _attempt in range(5):
        _answers, found = rush(field, hasty=True)
        field.ask(do="clear_all")
        seen += found["faults"]
        if any("checked in but" in one for one in found["faults"]):
            return
        if field.vendor == "sqlite" and not found["faults"]:
            return  # one IMMEDIATE transaction at a time: what was looked up there is still so
    pytest.fail(f"everybody kept their place without the guard: this control controls nothing ({seen})")


def test_workers_at_once_hold_each_place_out_once(field: Field) -> None:
    ground = field.ask(do="held_out", count=PLACES)
    field.ask(do="standby", rows=ground["rows"][:12], how="take")
    answers = field.all(do="hold_out", offer=ground["offer"], resources=ground["resources"])
    assert errors(answers) == []
    found = field.ask(do="look", offer=ground["offer"])
    assert (found["open"], found["faults"]) == (PLACES - 12, [])

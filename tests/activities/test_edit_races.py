"""Real processes race, on SQLite and on PostgreSQL: an activity that is moved and given more places in one step, while
others book. Beside it the control."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.booking.test_races import Field, errors, field_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "tests.activities.edit_racer")


def race(field: Field, **more: Any) -> tuple[list[str], dict[str, Any]]:
    ground = field.ask(do="seed_activity")
    people = {"do": "hold_all", "people": ground["people"], "at": 0.4}
    answers = field.race([{"do": "edit", "activity": ground["activity"], **more}, people, people])
    found: dict[str, Any] = field.ask(do="look", activity=ground["activity"])
    return answers, found


def test_moving_and_giving_more_places_waits_for_nobody_in_a_circle(field: Field) -> None:
    answers, found = race(field)
    assert answers == ["1 told", "held", "held"]
    assert found == {"booked": 3, "waiting": 0, "taken": 3, "faults": []}


def test_control_who_holds_those_booked_alone_meets_others_in_a_circle(field: Field) -> None:
    if field.vendor == "sqlite":
        pytest.skip("one writer at a time: there is no circle")
    answers, _found = race(field, blind=True)
    assert any("deadlock" in one.lower() for one in errors(answers)), answers

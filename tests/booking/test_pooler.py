"""Real processes race behind a pooler that gives each transaction another session (PgBouncer, `pool_mode =
transaction`), with fewer sessions than there are connections."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.made import scratch_database
from tests.pooler import pooled

from .test_races import RACERS, ROOT, Field, crowd, errors, lost

pytestmark = pytest.mark.slow
SESSIONS = 6


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    folder = tmp_path_factory.mktemp("race")
    with scratch_database("pooled", folder) as direct:
        (settings := folder / "pooler").mkdir()
        with pooled(direct, settings, sessions=SESSIONS) as address:
            own = {"DUIKOU_DATA": str(folder), "DUIKOU_DATABASE": address, "PYTHONPATH": str(ROOT / "src")}
            racing = Field("postgresql", {**os.environ, **own}, "pooled_racer")
            yield racing
            racing.close()


def test_crowd_cannot_oversell_a_slot(field: Field) -> None:
    ground = field.ask(do="seed", slots=1, people=120, capacity=10)
    answers = field.race([{"do": "claim", "pairs": pairs} for pairs in crowd(ground, ground["slots"][0])])
    assert (answers.count("confirmed"), answers.count("full"), errors(answers)) == (10, 110, [])
    assert field.ask(do="report", offer=ground["offer"])["faults"] == []


def test_everything_at_once_keeps_every_promise(field: Field) -> None:
    ground = field.ask(do="seed", slots=6, people=30, capacity=2)
    wish = {"do": "churn", "rounds": 40, "slots": ground["slots"], "people": ground["people"]}
    answers = field.race([{**wish, "seed": n} for n in range(RACERS)])
    assert errors(answers) == []
    assert field.ask(do="report", offer=ground["offer"])["faults"] == []


def test_of_two_offices_that_press_at_once_one_does_the_plan(field: Field) -> None:
    """Whose lock is that of a transaction which stays open: each of them has one session more for so long."""
    ground, digest = lost(field)
    answers = field.race([{"do": "do_day", "draw": ground["draw"], "digest": digest}] * 2)
    assert sorted(answers) == ["30 placed, 0 missed", "plan_changed"]
    found = field.ask(do="report_draw", draw=ground["draw"])
    assert (found["placed"], found["bookings"], found["faults"]) == (100, 100, [])


def test_what_is_read_piece_by_piece_is_read_to_its_end_in_whatever_session(field: Field) -> None:
    field.ask(do="seed", slots=0, people=30)
    assert field.ask(do="read_on") == ["0"]


def test_control_cursor_of_a_session_is_not_found_in_another(field: Field) -> None:
    field.ask(do="seed", slots=0, people=30)
    (answer,) = field.ask(do="read_on", free=True)
    assert answer.startswith("error: ")
    assert "cursor" in answer

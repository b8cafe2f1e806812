"""Real processes put the same questions and give the same answers at once, on SQLite and on PostgreSQL. Beside the race
of answers stands its control, which looks before it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.booking.test_races import RACERS, Field, errors, field_of

pytestmark = pytest.mark.slow
PEOPLE = 12
SAID = ("yes", "no", "withheld")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "tests.fairs.asked_racer")


def test_workers_that_ask_at_once_put_each_question_once(field: Field) -> None:
    before = field.ask(do="look", fair=0)["messages"]
    ground = field.ask(do="seed_asked", people=PEOPLE)
    answers = field.all(do="put")
    assert errors(answers) == []
    assert sum(map(int, answers)) == PEOPLE
    found = field.ask(do="look", fair=ground["fair"])
    assert (found["asked"], found["messages"] - before) == (PEOPLE, PEOPLE)


def test_of_many_answers_to_one_question_one_is_counted_while_others_are_put_and_stopped(field: Field) -> None:
    ground = field.ask(do="seed_asked", people=PEOPLE)
    rows = ground["rows"]
    commands = [{"do": "answer", "rows": rows, "said": SAID[n % 3]} for n in range(RACERS - 2)]
    answers = field.race([*commands, {"do": "put"}, {"do": "withdraw", "rows": rows[:3]}])
    assert errors(answers) == []
    counted = Counter(answers)
    assert counted["stopped"] == 3
    found = field.ask(do="look", fair=ground["fair"])
    assert PEOPLE - 3 <= counted["counted"] <= PEOPLE, "whoever stopped first answered nothing"
    assert found["answers"] == counted["counted"]
    assert counted["counted"] <= found["asked"] <= PEOPLE
    assert found["rows"] == PEOPLE - 3


def test_control_that_looks_before_it_counts_counts_one_person_twice(field: Field) -> None:
    ground = field.ask(do="seed_asked", people=PEOPLE)
    field.race([{"do": "answer_looked_up", "rows": ground["rows"], "said": SAID[n % 3]} for n in range(RACERS)])
    assert field.ask(do="look", fair=ground["fair"])["answers"] > PEOPLE

"""Real processes race, on SQLite and on PostgreSQL: works that come in while the office closes, jurors who hand
in while results are published by two. Beside each its control."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.booking.test_races import Field, errors, field_of

pytestmark = pytest.mark.slow
TRIES = 5


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "tests.activities.contest_racer")


def test_every_work_has_a_number_of_its_own_and_none_comes_in_after_the_close(field: Field) -> None:
    ground = field.ask(do="seed_contest", works=0)
    contest = ground["contest"]
    crowd = [{"do": "enter", "contest": contest, "forms": list(range(n * 20, n * 20 + 20))} for n in range(4)]
    again = {"do": "enter", "contest": contest, "forms": list(range(20))}  # the same forms as the first's
    answers = field.race([*crowd, again, {"do": "close", "contest": contest, "at": 0.15}])
    assert errors(answers) == []
    entered = {one for one in answers if one.startswith("entered ")}
    assert "entered_already" not in answers, "the same form finds what it entered"
    found = field.ask(do="look", contest=contest)
    assert found["numbers"] == list(range(1, found["last"] + 1))
    assert len(entered) == found["last"]
    assert field.race([{"do": "enter", "contest": contest, "forms": [9_999]}]) == ["closed"]


def test_control_numbers_that_are_looked_up_are_given_twice(field: Field) -> None:
    for _attempt in range(TRIES):
        contest = field.ask(do="seed_contest", works=0)["contest"]
        crowd = [
            {"do": "enter", "contest": contest, "forms": list(range(n * 5, n * 5 + 5)), "free": True} for n in range(4)
        ]
        if errors(field.race(crowd)):
            return
    pytest.fail("no number was given twice: this control controls nothing")


def test_last_two_jurors_hand_in_at_once_and_one_of_two_offices_publishes(field: Field) -> None:
    ground = field.ask(do="seed_contest", works=3, jurors=2, closed=True)
    contest, jurors = ground["contest"], ground["jurors"]
    answers = field.race(
        [
            {"do": "hand_in", "juror": jurors[0]},
            {"do": "hand_in", "juror": jurors[1]},
            {"do": "publish", "contest": contest},
            {"do": "publish", "contest": contest},
            {"do": "drop_criterion", "contest": contest},
        ]
    )
    assert errors(answers) == []
    assert answers[:2] == ["handed in"] * 2
    assert sorted(answers[2:4]) == ["no_reason", "published"]
    assert answers[4] in ("marks_exist", "wrong_state")
    found = field.ask(do="look", contest=contest)
    assert (found["handed_in"], found["criteria"], found["editions"], found["right"]) == (2, 2, [1], True)


def test_control_with_nothing_held_both_offices_publish(field: Field) -> None:
    for _attempt in range(TRIES):
        ground = field.ask(do="seed_contest", works=2, jurors=1, closed=True)
        field.race([{"do": "hand_in", "juror": ground["jurors"][0]}])
        answers = field.race([{"do": "publish", "contest": ground["contest"], "free": True}] * 2)
        if errors(answers) or answers.count("published") > 1:
            return
    pytest.fail("only one published without the guard: this control controls nothing")

"""Real processes write, share and erase the same résumés at once, while their people are erased and their places are
cancelled, on SQLite and on PostgreSQL; beside them the controls, with nobody holding what a résumé is written by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.booking.test_races import RACERS, Field, errors, field_of

pytestmark = pytest.mark.slow
PEOPLE, TRIES = 40, 5


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "tests.fairs.resume_racer")


@pytest.fixture
def ground(field: Field) -> Iterator[dict[str, Any]]:
    yield field.ask(do="seed_resumes", people=PEOPLE)
    field.ask(do="clear_resumes")


def backwards(links: list[Any]) -> list[Any]:
    """The other way round, so that both meet in the middle."""
    return links[::-1]


def test_whoever_is_erased_leaves_no_resume_however_it_is_written_and_shared(
    field: Field, ground: dict[str, Any]
) -> None:
    links, people = ground["links"], ground["people"]
    field.ask(do="write", links=links[: PEOPLE // 2], by=0)
    writers = [{"do": do, "links": links, "by": by} for do in ("write", "share") for by in (0, 1)]
    answers = field.race([*writers, {"do": "erase_people", "people": people}, {"do": "cancel_each", "links": links}])
    assert errors(answers) == []
    assert answers.count("gone") == PEOPLE
    assert field.ask(do="look", people=people) == {"people": 0, "resumes": 0, "shares": 0}


def test_control_without_the_locks_somebody_leaves_a_resume_or_the_database_gives_up(field: Field) -> None:
    for _attempt in range(TRIES):
        ground = field.ask(do="seed_resumes", people=RACERS - 1)
        links, people = ground["links"], ground["people"]
        writers = [{"do": "write", "links": [one], "by": 0, "free": True} for one in links]
        answers = field.race([*writers, {"do": "erase_people", "people": people, "at": 0.1, "free": True}])
        found = field.ask(do="look", people=people)
        field.ask(do="clear_resumes")
        if errors(answers) or (found["people"], found["resumes"] > 0) == (0, True):
            return
    pytest.fail("everybody was gone without a guard: this control controls nothing")


def test_written_by_two_links_of_one_person_at_once_it_is_one_resume(field: Field, ground: dict[str, Any]) -> None:
    answers = field.race([{"do": "write", "links": ground["links"], "by": n % 2} for n in range(RACERS)])
    assert errors(answers) == []
    assert field.ask(do="look", people=ground["people"])["resumes"] == PEOPLE


def test_control_without_the_locks_it_is_two_or_the_database_gives_up(field: Field) -> None:
    for _attempt in range(TRIES):
        ground = field.ask(do="seed_resumes", people=4)
        writers = [{"do": "write", "links": ground["links"], "by": n % 2, "free": True} for n in range(2)]
        answers = field.race(writers)
        found = field.ask(do="look", people=ground["people"])
        field.ask(do="clear_resumes")
        if errors(answers) or found["resumes"] > 4:
            return
    pytest.fail("each wrote one without a guard: this control controls nothing")


def test_erased_while_it_is_shared_it_is_gone_with_every_share(field: Field, ground: dict[str, Any]) -> None:
    links = ground["links"]
    field.ask(do="write", links=links, by=0)
    sharers = [{"do": "share", "links": links if n % 2 else backwards(links), "by": n % 2} for n in range(RACERS - 1)]
    answers = field.race([*sharers, {"do": "erase", "links": links, "by": 1}])
    assert errors(answers) == []
    assert answers.count("erased") == PEOPLE
    assert field.ask(do="look", people=ground["people"]) == {"people": PEOPLE, "resumes": 0, "shares": 0}

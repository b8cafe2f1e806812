"""Real processes race, on SQLite and on PostgreSQL: staff who take one question or hand it on, and who publish one page
of the guide or one answer, at once. Beside each its control."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.booking.test_races import Field, errors, field_of

pytestmark = pytest.mark.slow
TRIES = 5


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "tests.desk.question_racer")


def ground_of(field: Field) -> dict[str, Any]:
    ground: dict[str, Any] = field.ask(do="seed_question", accounts=4)
    return ground


def seen(field: Field, ground: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = field.ask(do="look", **{name: ground[name] for name in ("question", "answer", "page")})
    return found


def stopped(field: Field, answers: list[str]) -> bool:
    """Whether SQLite stopped who had read before others wrote: a DEFERRED transaction cannot write any more."""
    return field.vendor == "sqlite" and any("locked" in one or one == "failed" for one in errors(answers))


def take_all(field: Field, ground: dict[str, Any], **more: Any) -> list[str]:
    question, accounts = ground["question"], ground["accounts"]
    return field.race([{"do": "take", "question": question, "account": one, **more} for one in accounts])


def test_question_is_taken_by_one(field: Field) -> None:
    ground = ground_of(field)
    answers = take_all(field, ground)
    assert sorted(answers) == ["done", "taken", "taken", "taken"]
    found = seen(field, ground)
    assert (found["taken"], found["taken_by"] in ground["accounts"]) == (1, True)


def test_control_with_nothing_held_several_take_one_question(field: Field) -> None:
    for _attempt in range(TRIES):
        ground = ground_of(field)
        answers = take_all(field, ground, free=True)
        if stopped(field, answers) or seen(field, ground)["taken"] > 1:
            return
    pytest.fail("nobody took it twice: this control controls nothing")


def hand_on(field: Field, ground: dict[str, Any], **more: Any) -> list[str]:
    question, (one, two), account = ground["question"], ground["others"], ground["accounts"][0]
    return field.race(
        [
            {"do": "refer", "question": question, "to": one},
            {"do": "refer", "question": question, "to": two, "wait": 0.3, **more},
            {"do": "take", "question": question, "account": account, "wait": 0.6, **more},
        ]
    )


def test_question_goes_to_one_body_and_nobody_of_the_other_takes_it_then(field: Field) -> None:
    ground = ground_of(field)
    assert hand_on(field, ground) == ["done", "not_yours", "not_yours"]
    found = seen(field, ground)
    assert (found["body"], found["agreed"], found["taken_by"]) == (ground["others"][0], 1, None)


def test_control_who_does_not_look_whose_it_is_takes_what_was_handed_on(field: Field) -> None:
    ground = ground_of(field)
    hand_on(field, ground, blind=True)
    found = seen(field, ground)
    assert (found["agreed"], found["taken_by"]) == (2, ground["accounts"][0])


TEXTS = (("en", "A"), ("zh-hans", "甲"), ("en", "B"), ("zh-hans", "乙"))


def publish_all(field: Field, ground: dict[str, Any], **more: Any) -> list[str]:
    page = ground["page"]
    return field.race(
        [{"do": "publish_text", "page": page, "language": code, "title": title, **more} for code, title in TEXTS]
    )


def whole(found: dict[str, Any]) -> bool:
    """Whether every text was kept under a number of its own, and the last of each language is shown."""
    numbers = [(code, number) for code, number, _title in found["revisions"]]
    last = {code: title for code, _number, title in found["revisions"]}
    return numbers == [("en", 1), ("en", 2), ("zh-hans", 1), ("zh-hans", 2)] and found["titles"] == last


def test_texts_of_a_page_that_are_published_at_once_are_all_kept(field: Field) -> None:
    ground = ground_of(field)
    assert publish_all(field, ground) == ["done"] * 4
    assert whole(seen(field, ground))


def test_control_with_nothing_held_a_text_of_a_page_is_lost(field: Field) -> None:
    for _attempt in range(TRIES):
        ground = ground_of(field)
        answers = publish_all(field, ground, free=True)
        if stopped(field, answers) or not whole(seen(field, ground)):
            return
    pytest.fail("every text was kept: this control controls nothing")


def test_answer_is_published_once(field: Field) -> None:
    ground = ground_of(field)
    assert field.race([{"do": "publish", "answer": ground["answer"]}] * 4) == ["done"] * 4
    found = seen(field, ground)
    assert (found["published"], found["confirmed"]) == (1, 3)


def test_control_with_nothing_held_an_answer_is_published_twice(field: Field) -> None:
    for _attempt in range(TRIES):
        ground = ground_of(field)
        answers = field.race([{"do": "publish", "answer": ground["answer"], "free": True}] * 4)
        if stopped(field, answers) or seen(field, ground)["published"] > 1:
            return
    pytest.fail("it was published once: this control controls nothing")

"""Real processes race, on SQLite and on PostgreSQL: two devices of one table send what was tapped without a network at
the same moment, each of them several times, while the usual table goes on. Beside it its control, with nothing held."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.booking.test_races import Field, errors, field_of

pytestmark = pytest.mark.slow
ONE, OTHER = str(UUID(int=1)), str(UUID(int=2))
TRIES = 5


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "tests.fairs.table_racer")


def taps(source: str, named: list[str], answer: str, *, begins: int, ends: int) -> list[list[Any]]:
    """What a device noted of each of these: that the talk began and what came of it, seconds after the beginning."""
    return [
        [str(uuid4()), source, one, step, after]
        for nth, one in enumerate(named)
        for step, after in (("start", begins + nth), (answer, ends + nth))
    ]


def rush(field: Field, *, numbers: int = 0, places: int = 0, free: bool = False) -> tuple[Any, list[str], Any]:
    """Each device sends in three orders at once, in all six processes: the ground, the answers, what is noted."""
    ground = field.ask(do="seed_table", people=8, numbers=numbers, places=places)
    named, it = [*ground["booked"], *ground["called"]], {"stand": ground["stand"], "began": ground["began"]}
    sent = [
        taps(ONE, named, "interested", begins=-40, ends=-10),
        taps(OTHER, named, "second", begins=-30, ends=-20),
    ]
    dice = random.Random(5)
    # About a number only that its talk begins means anything before it has: a device sends in order.
    orders = [
        order
        for mine in sent
        for order in ([mine] * 3 if numbers else [mine, dice.sample(mine, len(mine)), mine[::-1]])
    ]
    answers = field.race([{"do": "send", "taps": order, "free": free, **it} for order in orders])
    return {**ground, "named": named}, answers, field.ask(do="look", **it)


def test_what_two_devices_tapped_is_noted_once_and_ends_alike_in_whatever_order_it_comes(field: Field) -> None:
    ground, answers, found = rush(field)
    assert errors(answers) == []
    assert set(answers) <= {"noted", "differs"}
    assert found["steps"] == 2 * 2 * 8, "each of them was sent three times"
    assert found["talks"] == {one: ["interested", nth - 40] for nth, one in enumerate(ground["named"])}
    assert found["listed"] == dict.fromkeys(ground["named"], 1), "the devices differ about each, which is listed once"
    assert found["told"] == 8


def test_number_that_two_devices_begin_with_gets_one_place_and_both_speak_of_its_talk(field: Field) -> None:
    ground, answers, found = rush(field, numbers=6, places=6)
    assert errors(answers) == []
    assert (found["walk_ins"], found["unbooked"]) == (6, 0)
    assert found["steps"] == 2 * 2 * 14
    assert found["talks"] == {one: ["interested", nth - 40] for nth, one in enumerate(ground["named"])}
    assert found["listed"] == dict.fromkeys(ground["named"], 1)


def test_number_without_a_place_is_begun_and_done_with_by_both(field: Field) -> None:
    ground = field.ask(do="seed_table", people=1, numbers=6, places=0)
    it = {"stand": ground["stand"], "began": ground["began"]}
    sent = [taps(one, ground["called"], "done", begins=-40, ends=-10) for one in (ONE, OTHER)]
    answers = field.race([{"do": "send", "taps": mine, **it} for mine in (*sent, *sent, *sent)])
    assert set(answers) == {"noted"}, "nobody is told that it does not fit"
    found = field.ask(do="look", **it)
    assert (found["steps"], found["unbooked"], found["done"]) == (2 * 2 * 6, 2 * 2 * 6, 6)


def test_devices_and_the_usual_table_do_not_wait_for_each_other_in_a_circle(field: Field) -> None:
    ground = field.ask(do="seed_table", people=8, numbers=0, places=0)
    it = {"stand": ground["stand"], "began": ground["began"]}
    field.ask(do="usual", stand=ground["stand"], steps=["start"], rounds=1)
    sent = taps(ONE, ground["booked"], "interested", begins=-40, ends=-10)
    answers = field.race(
        [
            {"do": "send", "taps": sent, **it},
            {"do": "send", "taps": sent[::-1], **it},
            *[
                {"do": "usual", "stand": ground["stand"], "steps": steps, "rounds": 3}
                for steps in (["second", "back", "back"], ["skip", "call", "start"], ["back", "hold", "resume"])
            ],
        ]
    )
    assert errors(answers) == []
    assert field.ask(do="look", **it)["steps"] == 2 * 8


def test_control_with_nothing_held_an_answer_is_lost_or_the_database_gives_up(field: Field) -> None:
    for _attempt in range(TRIES):
        ground, answers, found = rush(field, free=True)
        if field.vendor == "sqlite" and any("locked" in one for one in errors(answers)):
            return  # a DEFERRED transaction that has read cannot write any more
        right = {one: ["interested", nth - 40] for nth, one in enumerate(ground["named"])}
        if found["talks"] != right or found["listed"] != dict.fromkeys(ground["named"], 1):
            return
    pytest.fail("all was noted without the guard: this control controls nothing")

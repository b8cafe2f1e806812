"""Real processes race for one draw, on SQLite and on PostgreSQL: wishes and orders against the freeze, freezes against
each other, two readings of the seed at once. Beside each race stands its control, with nobody holding the draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from .test_races import RACERS, Field, errors, field_of

pytestmark = pytest.mark.slow
TRIES = 6


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "draw_racer")


def rush(field: Field, *, free: bool = False, after: float = 0.1) -> tuple[list[str], dict[str, Any]]:
    """Many put their wishes while somebody freezes the list; the answers, and what stands there."""
    ground = field.ask(do="seed_draw", people=100)
    people, draw = ground["people"], ground["draw"]
    commands = [
        {"do": "wish", "draw": draw, "people": people[n :: RACERS - 1], "free": free} for n in range(RACERS - 1)
    ]
    answers = field.race([*commands, {"do": "freeze", "draw": draw, "at": after, "free": free}])
    return answers, field.ask(do="look", draw=draw)


def test_no_wish_is_half_in_and_who_is_late_is_told(field: Field) -> None:
    late = 0
    for _attempt in range(TRIES):  # SQLite lets whom it likes write next: the freeze may come after everybody
        answers, found = rush(field)
        counted = Counter(answers)
        assert errors(answers) == []
        assert counted["Draw"] == 1
        assert counted["DrawEntry"] + counted["wishes_over"] == 100
        assert (found["listed"], found["rows"]) == (counted["DrawEntry"], counted["DrawEntry"])
        assert (found["same"], found["half"]) == (True, 0)
        late += counted["wishes_over"]
        if late:
            break
    assert late > 0


def test_control_without_the_lock_a_wish_is_confirmed_that_is_not_in_the_list(field: Field) -> None:
    for _attempt in range(TRIES):
        answers, found = rush(field, free=True, after=0.25)
        if field.vendor == "sqlite" and any("locked" in one for one in errors(answers)):
            return  # a DEFERRED transaction that has read cannot write any more
        if not found["same"]:
            return
    pytest.fail("the list agreed without its guard: this control controls nothing")


def rush_of_orders(field: Field, *, free: bool = False, after: float = 0.1) -> tuple[list[str], dict[str, Any]]:
    """Two racers each name orders at each of two resources while somebody freezes; the answers, what stands there."""
    ground = field.ask(do="seed_draw", people=8, ranked=True)
    draw = ground["draw"]
    field.ask(do="wish", draw=draw, people=ground["people"])
    commands = [{"do": "name", "draw": draw, "nth": n % 2, "times": 6, "free": free} for n in range(RACERS - 1)]
    answers = field.race([*commands, {"do": "freeze", "draw": draw, "at": after, "free": free}])
    return answers, {**field.ask(do="look", draw=draw), "draw": draw}


def test_no_order_is_half_in_and_who_is_late_is_told(field: Field) -> None:
    answers, found = rush_of_orders(field)
    counted = Counter(answers)
    assert errors(answers) == []
    assert counted["Draw"] == 1
    assert counted["int"] + counted["ranks_over"] == 6 * (RACERS - 1)
    assert found["same"] is True
    assert set(found["orders"]) <= {8}, "everybody stands in an order, or nobody"
    assert field.ask(do="name", draw=found["draw"], nth=0, times=1) == ["ranks_over"]
    assert field.ask(do="look", draw=found["draw"]) == {key: found[key] for key in found if key != "draw"}


def test_control_without_the_lock_an_order_is_kept_that_is_not_in_the_list(field: Field) -> None:
    for _attempt in range(TRIES):
        answers, found = rush_of_orders(field, free=True, after=0.4)
        if field.vendor == "sqlite" and any("locked" in one for one in errors(answers)):
            return
        if not found["same"]:
            return
    pytest.fail("the orders agreed without their guard: this control controls nothing")


def test_of_many_freezes_at_once_one_freezes(field: Field) -> None:
    ground = field.ask(do="seed_draw", people=3)
    field.ask(do="wish", draw=ground["draw"], people=ground["people"])
    answers = Counter(field.all(do="freeze", draw=ground["draw"]))
    assert answers == {"Draw": 1, "draw_elsewhere": RACERS - 1}
    found = field.ask(do="look", draw=ground["draw"])
    assert (found["files"], found["listed"], found["same"]) == (1, 3, True)


def test_control_without_the_lock_several_freeze_or_the_database_gives_up(field: Field) -> None:
    for _attempt in range(TRIES):
        ground = field.ask(do="seed_draw", people=3)
        answers = field.all(do="freeze", draw=ground["draw"], free=True)
        field.ask(do="clear_draws")
        if errors(answers) or answers.count("Draw") > 1:
            return
    pytest.fail("one froze without the lock: this control controls nothing")


def rush_to_end(field: Field, *, cancel: bool = False, free: bool = False) -> tuple[list[str], dict[str, Any]]:
    """Two officers call one draw off, one freezes it or cancels everything, two plan it anew, and somebody wishes."""
    ground = field.ask(do="seed_draw", people=3)
    field.ask(do="wish", draw=ground["draw"], people=ground["people"][:2])
    abouts, one = field.ask(do="abouts", draw=ground["draw"]), {"draw": ground["draw"], "free": free}
    answers = field.race(
        [
            {"do": "call_off", **one},
            {"do": "call_off", **one},
            {"do": "plan", "times": 30, **one},
            {"do": "plan", "times": 30, **one, "at": 0.02},
            {"do": "call_off", "cancel": True, **one} if cancel else {"do": "freeze", **one},
            {"do": "wish", "people": ground["people"][2:], **one},
        ]
    )
    return answers, field.ask(do="look_ended", offer=ground["offer"], abouts=abouts)


@pytest.mark.parametrize("cancel", [False, True], ids=["and one freezes", "and one cancels all"])
def test_of_officers_who_end_one_draw_at_once_one_does_and_everybody_is_told_once(field: Field, cancel: bool) -> None:
    answers, found = rush_to_end(field, cancel=cancel)
    assert errors(answers) == []
    if found["frozen"]:
        assert answers.count("second_person") == 2, "whoever came first freezes, and nobody ends it alone any more"
        assert (found["called_off"], found["told"]) == (0, [])
    else:
        assert (found["called_off"], found["told"]) == (1, [1, 1])
    assert len(found["draws"]) == 1
    if cancel:
        assert found["draws"] == ["called_off"]
    assert (found["mode"] == "draw") is (found["draws"] != ["called_off"])


def test_control_that_takes_the_draw_before_its_offer_waits_in_a_circle_on_postgresql(field: Field) -> None:
    for _attempt in range(TRIES):
        answers, _found = rush_to_end(field, cancel=True, free=True)
        field.ask(do="clear_draws")
        if field.vendor == "sqlite" or any("deadlock" in one for one in errors(answers)):
            return  # SQLite has one lock for all
    pytest.fail("nobody waited in a circle: this control controls nothing")


def read_at_once(field: Field, typed: list[str], *, free: bool = False) -> tuple[Counter[str], dict[str, Any]]:
    ground = field.ask(do="seed_draw", people=1)
    field.ask(do="freeze", draw=ground["draw"])
    commands = [
        {"do": "read_seed", "draw": ground["draw"], "who": f"reader {n}", "typed": one, "free": free}
        for n, one in enumerate(typed)
    ]
    return Counter(field.race(commands)), field.ask(do="look", draw=ground["draw"])


def test_two_who_read_the_same_at_once_make_one_seed(field: Field) -> None:
    answers, found = read_at_once(field, ["right", "right"])
    assert answers == {"SeedReading": 1, "Draw": 1}
    assert (found["seed"][:9], found["readings"]) == ("dice:1234", 2)


def test_two_who_read_otherwise_at_once_make_none(field: Field) -> None:
    answers, found = read_at_once(field, ["right", "wrong"])
    assert answers == {"SeedReading": 1, "seeds_differ": 1}
    assert (found["seed"], found["readings"]) == ("", 0)


def test_control_without_the_lock_two_readings_wait_for_each_other(field: Field) -> None:
    for _attempt in range(TRIES):
        answers, found = read_at_once(field, ["right", "right"], free=True)
        if field.vendor == "sqlite" and any("locked" in one for one in errors(list(answers))):
            return
        if (found["seed"], found["readings"]) == ("", 2):
            return
    pytest.fail("the seed stood without its guard: this control controls nothing")

"""Real processes race, on SQLite and on PostgreSQL, for what is left of a sum. Beside each its control."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.booking.test_races import RACERS, Field, errors, field_of

pytestmark = pytest.mark.slow
YUAN = 40


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    yield from field_of(request, tmp_path_factory, "tests.aid.ledger_racer")


def sending(ground: dict[str, int], **more: object) -> list[dict[str, object]]:
    """Each process wants to send a quarter of what there is."""
    return [{"do": "send", **ground, "times": YUAN // 4, "name": f"p{n}", **more} for n in range(RACERS)]


def test_of_many_who_send_at_once_as_many_are_let_as_there_is_money(field: Field) -> None:
    ground = field.ask(do="seed_money", yuan=YUAN)
    answers = Counter(field.race(sending(ground)))
    assert answers == {"sent": YUAN, "above_what_is_left": RACERS * (YUAN // 4) - YUAN}
    assert field.ask(do="look", upon=ground["upon"]) == {"left": 0, "sent": YUAN, "faults": []}


def test_a_commitment_is_reversed_or_drawn_upon_and_never_both(field: Field) -> None:
    for _turn in range(4):
        ground = field.ask(do="seed_money", yuan=YUAN)
        answers = field.race([{"do": "take_back", "upon": ground["upon"], "at": 0.02}, *sending(ground)[1:]])
        assert errors(answers) == []
        found = field.ask(do="look", upon=ground["upon"])
        assert ("reversed" in answers) == (found["sent"] == 0)
        assert found["faults"] == []


def test_control_without_the_lock_somebody_fails_and_the_database_keeps_the_sums(field: Field) -> None:
    if field.vendor == "sqlite":
        return  # one writer at a time is SQLite's own rule
    for _turn in range(5):
        ground = field.ask(do="seed_money", yuan=YUAN)
        failed = errors(field.race(sending(ground, free=True)))
        assert field.ask(do="look", upon=ground["upon"])["faults"] == []
        if failed:
            return
    pytest.fail("nobody was in another's way: this control controls nothing")


def test_control_without_the_guard_more_is_sent_than_there_is(field: Field) -> None:
    ground = field.ask(do="seed_money", yuan=YUAN)
    field.ask(do="unguard")
    field.race(sending(ground))
    assert field.ask(do="look", upon=ground["upon"])["faults"]

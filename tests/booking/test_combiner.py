"""Claims that wait together are booked together: each gets its own answer, in order of arrival, and nobody hangs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from duikou.base.actor import Actor
from duikou.booking import actions
from duikou.booking.actions import Claim, Confirmed, claim_many
from duikou.booking.combiner import Combiner
from duikou.booking.models import Booking, Slot, Standing
from duikou.booking.queries import find_faults
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.directory.actions import newcomer
from duikou.directory.models import Person
from duikou.journal.models import Entry
from tests.booking.conftest import PERSON, City


class Gate:
    """A stand-in for booking that keeps the first batch waiting until the others have gathered."""

    def __init__(self, book: Callable[..., Sequence[Any]] | None = None) -> None:
        self.batches: list[list[Claim]] = []
        self.entered, self.open = threading.Event(), threading.Event()
        self._book = book or (lambda claims, by: [refusal(Reason.FULL, left=0) for _ in claims])

    def __call__(self, claims: Sequence[Claim], *, by: Any) -> Sequence[Any]:
        self.batches.append(list(claims))
        self.entered.set()
        assert self.open.wait(10)
        return self._book(claims, by=by)


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(60) as threads:
        yield threads


def gather(combiner: Combiner, crowd: ThreadPoolExecutor, claims: Sequence[Claim]) -> list[Any]:
    """Let the claims queue up one after the other behind the batch that the gate holds; their futures."""
    futures = []
    for number, one in enumerate(claims):
        futures.append(crowd.submit(combiner.claim, one, by=PERSON))
        until(lambda n=number: len(combiner._queue) == n + 1)  # type: ignore[misc]
    return futures


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.001)


def test_those_who_wait_share_one_batch_in_the_order_of_arrival(
    db: None, gate: Gate, crowd: ThreadPoolExecutor
) -> None:
    combiner = Combiner(gate)
    first = crowd.submit(combiner.claim, Claim(0), by=PERSON)
    assert gate.entered.wait(10)
    rest = gather(combiner, crowd, [Claim(number) for number in range(1, 31)])
    gate.open.set()
    assert {one.result(10).reason for one in [first, *rest]} == {Reason.FULL}
    assert [[one.slot_id for one in batch] for batch in gate.batches] == [[0], list(range(1, 31))]


def test_batch_is_no_larger_than_allowed(db: None, gate: Gate, crowd: ThreadPoolExecutor) -> None:
    combiner = Combiner(gate, most_together=10)
    first = crowd.submit(combiner.claim, Claim(0), by=PERSON)
    assert gate.entered.wait(10)
    rest = gather(combiner, crowd, [Claim(number) for number in range(1, 26)])
    gate.open.set()
    for one in [first, *rest]:
        one.result(10)
    assert [len(batch) for batch in gate.batches] == [1, 10, 10, 5]


def test_too_many_who_wait_are_told_when_to_come_back(db: None, gate: Gate, crowd: ThreadPoolExecutor) -> None:
    combiner = Combiner(gate, most_waiting=5)
    first = crowd.submit(combiner.claim, Claim(0), by=PERSON)
    assert gate.entered.wait(10)
    rest = gather(combiner, crowd, [Claim(number) for number in range(1, 6)])
    answer = crowd.submit(combiner.claim, Claim(9), by=PERSON).result(10)
    assert isinstance(answer, Refusal)
    assert (answer.reason, answer.facts["seconds"]) == (Reason.BUSY, 1)
    gate.open.set()
    for one in [first, *rest]:
        assert one.result(10).reason == Reason.FULL


def test_slow_bookings_send_people_away_before_the_wait_grows_long(
    db: None, gate: Gate, crowd: ThreadPoolExecutor
) -> None:
    combiner = Combiner(gate, longest_wait=1.0)
    combiner._seconds_each = 0.4
    first = crowd.submit(combiner.claim, Claim(0), by=PERSON)
    assert gate.entered.wait(10)
    rest = gather(combiner, crowd, [Claim(1), Claim(2), Claim(3)])
    answer = crowd.submit(combiner.claim, Claim(9), by=PERSON).result(10)
    assert isinstance(answer, Refusal)
    assert (answer.reason, answer.facts["seconds"]) == (Reason.BUSY, 2)
    gate.open.set()
    for one in [first, *rest]:
        one.result(10)


def test_lost_database_is_told_to_all_who_wait_and_the_next_are_booked(db: None, crowd: ThreadPoolExecutor) -> None:
    gone = True

    def book(claims: Sequence[Claim], *, by: Any) -> Sequence[Any]:
        if gone:
            raise OperationalError("server closed the connection")
        return [refusal(Reason.FULL, left=0) for _ in claims]

    combiner = Combiner(book)
    futures = [crowd.submit(combiner.claim, Claim(number), by=PERSON) for number in range(20)]
    for one in futures:
        with pytest.raises(OperationalError):
            one.result(10)
    gone = False
    assert crowd.submit(combiner.claim, Claim(1), by=PERSON).result(10).reason == Reason.FULL


def test_each_claim_is_booked_by_its_own_actor(city: City) -> None:
    slot, portal = city.slot(capacity=5), Actor("system", ref="portal", door="api")
    claims = [Claim(slot.pk, city.person().pk) for _ in range(3)]
    answers = claim_many(claims, by=[PERSON, portal, PERSON])
    assert all(isinstance(one, Confirmed) for one in answers)
    entries = Entry.objects.filter(what="booking.confirmed").order_by("pk")
    assert sorted(entries.values_list("who", "door")) == [
        ("person", "web"),
        ("person", "web"),
        ("system:portal", "api"),
    ]


def test_poisonous_claim_fails_alone(city: City) -> None:
    slot = city.slot(capacity=9)

    def poisonous(places: Sequence[tuple[actions.Placed, Any]]) -> None:
        if any(about == "poison" for _placed, about in places):
            raise ZeroDivisionError

    claims = [
        Claim(slot.pk, city.person().pk, companion=poisonous, about="poison" if number == 3 else "good")
        for number in range(7)
    ]
    answers = claim_many(claims, by=PERSON)
    assert [isinstance(one, Confirmed) for one in answers] == [True] * 3 + [False] + [True] * 3
    assert isinstance(answers[3], Refusal)
    assert answers[3].reason == Reason.FAILED
    assert (Slot.objects.get(pk=slot.pk).taken, find_faults()) == (6, [])


def test_newcomers_are_kept_with_their_place_and_not_without(city: City) -> None:
    slot = city.slot(capacity=2)
    known = city.person()
    who = [newcomer(name=f"New {number}", contact=f"n{number}@example.org", language="en") for number in range(3)]
    again = newcomer(name="Person 1", contact="p1@example.org", language="zh-hans")
    answers = claim_many([Claim(slot.pk, who=one) for one in (who[0], who[0], again, who[1], who[2])], by=PERSON)
    assert [one.reason if isinstance(one, Refusal) else "" for one in answers] == [
        "", Reason.DUPLICATE, "", Reason.FULL, Reason.FULL,
    ]  # fmt: skip
    assert sorted(one.name for one in Person.objects.all()) == ["New 0", "Person 1"]
    known.refresh_from_db()
    assert known.contact_language == "zh-hans"
    assert Standing.objects.get(person=known).live == 1
    assert find_faults() == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_crowd_of_threads_gets_as_many_places_as_there_are(crowd: ThreadPoolExecutor, time: Any) -> None:
    city = City()
    slot, combiner = city.slot(capacity=25), Combiner()
    people = [city.person().pk for _ in range(60)]
    keys = [f"key-{number % 50}" for number in range(60)]  # ten of them send another's key
    wishes = [Claim(slot.pk, pk, key=key) for pk, key in zip(people, keys, strict=True)]
    try:
        answers = list(crowd.map(lambda wish: combiner.claim(wish, by=PERSON), wishes))
    finally:
        crowd.map(lambda _n: connection.close(), range(60))
        combiner.rest()
    told = [one.reason if isinstance(one, Refusal) else "" for one in answers]
    assert told.count("") == 25
    assert set(told) <= {"", Reason.FULL, Reason.KEY_REUSED}
    assert Booking.objects.filter(slot=slot).count() == Slot.objects.get(pk=slot.pk).taken == 25
    assert find_faults() == []


def test_inside_a_transaction_it_books_at_once_in_that_one(city: City) -> None:
    slot, combiner = city.slot(), Combiner()
    with transaction.atomic():
        assert isinstance(combiner.claim(Claim(slot.pk, city.person().pk), by=PERSON), Confirmed)
        transaction.set_rollback(True)
    assert not Booking.objects.exists()


def test_resting_combiner_answers_first_and_begins_again(db: None, crowd: ThreadPoolExecutor, gate: Gate) -> None:
    combiner = Combiner(gate)
    futures = [crowd.submit(combiner.claim, Claim(number), by=PERSON) for number in range(20)]
    assert gate.entered.wait(10)
    rest = crowd.submit(combiner.rest)
    gate.open.set()
    rest.result(10)
    assert {one.result(10).reason for one in futures} == {Reason.FULL}
    assert crowd.submit(combiner.claim, Claim(1), by=PERSON).result(10).reason == Reason.FULL

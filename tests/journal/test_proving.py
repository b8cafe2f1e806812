"""The promises about people are looked at once a night, and what could not be looked at is never said to be kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection

from duikou.base import clock
from duikou.base.keeping import Proof, proofs
from duikou.base.promises import Findings
from duikou.journal import proving, retention, turns
from duikou.journal.models import Proven, Turn
from duikou.journal.proving import keep_promises, last_night, prove
from duikou.journal.queries import promised

Look = Callable[[], Findings]
At = Callable[[datetime], None]
SECRET = "a name that nobody may read"


@pytest.fixture
def one_promise(monkeypatch: pytest.MonkeyPatch) -> Callable[[Look], None]:
    """`one_promise(look)` lets that be all that is promised."""

    def only(look: Look) -> None:
        monkeypatch.setattr(proofs, "_things", {"one": Proof("one", 1, "It is kept", "everywhere", look)})

    return only


@pytest.fixture
def counted(one_promise: Callable[[Look], None], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is done, in order: "erased" and "looked"."""
    done: list[str] = []

    def erase() -> None:
        done.append("erased")
        turns.say_done(turns.RETENTION)

    def look() -> Findings:
        done.append("looked")
        return Findings()

    monkeypatch.setattr(proving, "erase_due", erase)
    one_promise(look)
    return done


def fail() -> Findings:
    raise RuntimeError(SECRET)


def last() -> Proven:
    (one,) = promised()
    assert one.last is not None
    return one.last


@pytest.mark.django_db
def test_result_is_kept_with_its_date_and_the_last_good_one(one_promise: Callable[[Look], None], clock_at: At) -> None:
    good = clock.now()
    clock_at(good)
    one_promise(Findings)
    assert promised()[0].state == "never"
    assert [one.result for one in prove()] == ["kept"]
    assert (promised()[0].state, last().at, last().kept_at) == ("kept", good, good)
    bad = good + timedelta(days=1)
    clock_at(bad)
    one_promise(lambda: Findings(faults=["row 7 is wrong"]))
    assert [one.result for one in prove()] == ["broken"]
    assert (promised()[0].state, last().at, last().kept_at, last().faults) == ("broken", bad, good, ["row 7 is wrong"])


@pytest.mark.django_db
def test_proof_that_raises_is_never_kept_and_its_error_is_not_told(
    one_promise: Callable[[Look], None], caplog: pytest.LogCaptureFixture
) -> None:
    one_promise(fail)
    assert [one.result for one in prove()] == ["unknown"]
    assert last().faults == ["could not be checked: RuntimeError"]
    assert last().kept_at is None
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.django_db
def test_proof_that_raises_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [Proof("bad", 1, "x", "x", fail), Proof("good", 2, "x", "x", Findings)]
    monkeypatch.setattr(proofs, "_things", {one.name: one for one in both})
    assert [one.result for one in prove()] == ["unknown", "kept"]


@pytest.mark.django_db
def test_result_of_long_ago_says_nothing(one_promise: Callable[[Look], None], clock_at: At) -> None:
    one_promise(Findings)
    list(prove())
    clock_at(clock.now() + timedelta(days=3))
    assert promised()[0].state == "old"


@pytest.mark.django_db
def test_result_of_a_promise_that_is_no_longer_made_goes(one_promise: Callable[[Look], None]) -> None:
    Proven.objects.create(name="gone", result="kept", at=clock.now())
    one_promise(Findings)
    list(prove())
    assert list(Proven.objects.values_list("name", flat=True)) == ["one"]


@pytest.mark.django_db
def test_worker_erases_first_and_looks_once_a_night(counted: list[str], clock_at: At) -> None:
    now = datetime.fromisoformat("2026-11-28T10:00:00+08:00")
    clock_at(now)
    keep_promises()
    assert counted == ["erased", "looked"]
    for minutes in (1, 30, 59):
        clock_at(now + timedelta(minutes=minutes))
        keep_promises()  # as a worker that was started again, which remembers nothing
    assert counted == ["erased", "looked"]
    clock_at(now + timedelta(hours=16, minutes=59))
    keep_promises()
    assert counted == ["erased", "looked", "erased"]
    clock_at(now + timedelta(hours=17))
    keep_promises()
    assert counted == ["erased", "looked", "erased", "looked"]


@pytest.mark.django_db
def test_what_ended_in_the_middle_is_taken_up_after_an_hour(counted: list[str], clock_at: At) -> None:
    now = datetime.fromisoformat("2026-11-28T10:00:00+08:00")
    clock_at(now)
    turns.say_done(turns.RETENTION)
    assert turns.my_turn(turns.PROMISES, since=now)
    keep_promises()
    assert counted == []
    clock_at(now + turns.LEASE + timedelta(minutes=1))
    keep_promises()
    assert counted == ["erased", "looked"]


@pytest.mark.django_db
def test_nothing_is_looked_at_while_another_worker_is_erasing(counted: list[str]) -> None:
    assert turns.my_turn(turns.RETENTION, since=clock.now() - retention.EVERY)
    assert turns.under_way(turns.RETENTION)
    keep_promises()
    assert counted == []


@pytest.mark.django_db
def test_clock_that_was_put_back_makes_it_due(counted: list[str], clock_at: At) -> None:
    now = clock.now()
    clock_at(now + timedelta(days=40))
    keep_promises()
    clock_at(now)
    keep_promises()
    assert counted == ["erased", "looked"] * 2


@pytest.mark.parametrize(
    ("at", "night"),
    [("2026-11-28T03:00", "2026-11-28T03:00"), ("2026-11-28T02:59", "2026-11-27T03:00"), ("2026-11-28T23:59", None)],
)
def test_night_is_three_o_clock_in_the_city(at: str, night: str | None) -> None:
    here = datetime.fromisoformat(f"{at}+08:00")
    assert last_night(here) == datetime.fromisoformat(f"{night or '2026-11-28T03:00'}+08:00")


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_turn() -> None:
    begun, mine, since = threading.Barrier(6), [], clock.now() - timedelta(hours=1)

    def ask() -> None:
        begun.wait(10)
        mine.append(turns.my_turn("x", since=since))
        connection.close()

    workers = [threading.Thread(target=ask) for _ in range(6)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(30)
    assert sorted(mine) == [False] * 5 + [True]
    assert Turn.objects.get(pk="x").done_at is None

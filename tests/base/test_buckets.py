"""Rates: bursts, the steady pace, the wait that is told, and how little is remembered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from duikou.base import buckets as module
from duikou.base.buckets import SWEEP_SECONDS, Buckets

RATE = {"per_minute": 60.0, "burst": 3.0}


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """This process's clock, standing: `now.seconds += 1` moves it."""
    at = SimpleNamespace(seconds=1_000.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: at.seconds))
    return at


def test_burst_is_taken_at_once_and_then_the_wait_is_told(now: SimpleNamespace) -> None:
    buckets = Buckets()
    assert [buckets.take("a", **RATE) for _ in range(5)] == [0, 0, 0, 1, 1]


def test_after_the_wait_that_was_told_there_is_one(now: SimpleNamespace) -> None:
    buckets = Buckets()
    for _ in range(3):
        buckets.take("a", **RATE)
    now.seconds += 0.25
    wait = buckets.take("a", **RATE)
    assert wait == pytest.approx(0.75)
    now.seconds += wait
    assert [buckets.take("a", **RATE), buckets.take("a", **RATE)] == [0, pytest.approx(1)]


def test_no_more_than_the_burst_gathers(now: SimpleNamespace) -> None:
    buckets = Buckets()
    buckets.take("a", **RATE)
    now.seconds += 3_600
    assert [buckets.take("a", **RATE) for _ in range(4)] == [0, 0, 0, 1]


def test_keys_know_nothing_of_each_other(now: SimpleNamespace) -> None:
    buckets = Buckets()
    assert [buckets.take(key, **RATE) for key in "aaab"] == [0, 0, 0, 0]


def test_debt_grows_to_the_time_that_filling_takes_and_no_further(now: SimpleNamespace) -> None:
    buckets = Buckets()
    debts = [buckets.debt("a", **RATE) for _ in range(20)]
    assert debts[:5] == [0, 0, 0, 1, 2]
    assert max(debts) == 3
    now.seconds += 6
    assert buckets.debt("a", **RATE) == 0


def test_full_ones_are_forgotten_after_a_minute(now: SimpleNamespace) -> None:
    buckets = Buckets()
    for number in range(100):
        buckets.take(number, **RATE)
    now.seconds += SWEEP_SECONDS
    buckets.take("a", **RATE)
    assert len(buckets) == 1


def test_many_keys_push_out_those_who_ask_little_first(now: SimpleNamespace) -> None:
    buckets = Buckets(most=100)
    for _ in range(3):
        buckets.take("busy", **RATE)  # was there first, and must not get a new burst by it
    for number in range(1_000):
        buckets.take(number, **RATE)
        assert len(buckets) <= 100
    assert buckets.take("busy", **RATE) == 1


def test_empty_forgets_everybody(now: SimpleNamespace) -> None:
    buckets = Buckets()
    for _ in range(3):
        buckets.take("a", **RATE)
    buckets.empty()
    assert (len(buckets), buckets.take("a", **RATE)) == (0, 0)


def test_threads_together_get_no_more_than_the_burst(now: SimpleNamespace) -> None:
    buckets = Buckets()
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda _: buckets.take("a", per_minute=60, burst=50), range(400)))
    assert waits.count(0) == 50

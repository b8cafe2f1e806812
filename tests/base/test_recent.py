"""Answers kept for a moment: never older than promised, made once for many, new after a change."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from duikou.base.recent import MISSING, Recent, drop_everything


def test_answer_is_kept_for_its_seconds_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    recent, made = Recent[int](seconds=1.0), iter(range(9))
    assert recent.get("a", lambda: next(made)) == 0
    now[0] = 101.0
    assert recent.get("a", lambda: next(made)) == 0
    assert recent.get("b", lambda: next(made)) == 1
    now[0] = 101.01
    assert recent.get("a", lambda: next(made)) == 2


def test_age_counts_from_before_the_answer_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def slow() -> float:
        now[0] += 0.8
        return now[0]

    recent = Recent[float](seconds=1.0)
    recent.get("a", slow)
    now[0] += 0.3
    assert recent.get("a", slow) > 1.8


def test_dropped_answer_is_made_anew() -> None:
    recent = Recent[int](seconds=60)
    assert recent.get("a", lambda: 1) == 1
    recent.drop("b")
    assert recent.get("a", lambda: 2) == 1
    recent.drop("a")
    assert recent.get("a", lambda: 2) == 2
    drop_everything()
    assert recent.get("a", lambda: 3) == 3


def test_answer_made_before_a_change_is_not_kept_after_it() -> None:
    recent = Recent[int](seconds=60)

    def overtaken() -> int:
        recent.drop()
        return 1

    assert recent.get("a", overtaken) == 1
    assert recent.get("a", lambda: 2) == 2


def test_many_who_ask_at_once_are_answered_by_one_making() -> None:
    recent, made, begin = Recent[int](seconds=60), list[int](), threading.Barrier(8)

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    def ask(_number: int) -> int:
        begin.wait()
        return recent.get("a", make)

    with ThreadPoolExecutor(8) as crowd:
        assert list(crowd.map(ask, range(8))) == [1] * 8


def test_making_that_fails_leaves_the_way_free_for_the_next() -> None:
    recent = Recent[int](seconds=60)
    with pytest.raises(ZeroDivisionError):
        recent.get("a", lambda: 1 // 0)
    assert recent.get("a", lambda: 1) == 1


def test_no_more_answers_are_kept_than_allowed() -> None:
    recent = Recent[int](seconds=60, most=2)
    for number in range(5):
        recent.get(number, lambda n=number: n)  # type: ignore[misc]
    assert recent.get(4, lambda: 99) == 4
    assert recent.get(0, lambda: 99) == 99


def test_peeking_makes_nothing_and_tells_none_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    recent = Recent[int | None](seconds=1.0)
    assert recent.peek("a") is MISSING
    recent.get("a", lambda: None)
    assert recent.peek("a") is None
    now[0] = 1.1
    assert recent.peek("a") is MISSING

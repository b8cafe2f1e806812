"""What is asked with a key is done once: equal requests at the same moment, refusals, other bodies, impatience."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from duikou.base.actor import SYSTEM
from duikou.journal import once as module
from duikou.journal.actions import record
from duikou.journal.models import Answered, Entry
from duikou.journal.once import InProgress, OtherBody, forget_answers, once

START = datetime(2027, 3, 1, tzinfo=UTC)
at_the_same_time = pytest.mark.django_db(transaction=True)


def note() -> dict[str, Any]:
    """Does something that can be counted."""
    return {"entry": record(what="test.once", which="test:1", by=SYSTEM).pk}


def slowly() -> dict[str, Any]:
    """The same, taking its time."""
    done = note()
    time.sleep(0.15)
    return done


def in_threads(*calls: Callable[[], Any]) -> list[Any]:
    """What the calls give or raise, made at the same moment, each with a connection of its own."""
    ready = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            ready.wait()
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


@contextmanager
def somebody_doing(key: str) -> Iterator[None]:
    """An equal request that is at work for as long as this block."""
    begun, over = threading.Event(), threading.Event()

    def do() -> dict[str, Any]:
        done = note()
        begun.set()
        over.wait(10)
        return done

    def run() -> None:
        try:
            once(key=key, asked="a", do=do)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(10)
    try:
        yield
    finally:
        over.set()
        thread.join(10)
        assert not thread.is_alive()


@pytest.mark.django_db
def test_second_time_gives_the_first_answer_and_does_nothing() -> None:
    first, second = (once(key="k", asked="a", do=note) for _ in range(2))
    assert first == second
    assert Entry.objects.filter(what="test.once").count() == 1


@pytest.mark.django_db
def test_without_a_key_it_is_done_each_time() -> None:
    assert once(key="", asked="a", do=note) != once(key="", asked="a", do=note)
    assert not Answered.objects.exists()


@pytest.mark.django_db
def test_same_key_for_something_else_is_refused() -> None:
    once(key="k", asked="a", do=note)
    with pytest.raises(OtherBody):
        once(key="k", asked="b", do=note)
    assert Entry.objects.filter(what="test.once").count() == 1


@pytest.mark.django_db
def test_what_was_asked_is_kept_as_a_keyed_hash_only() -> None:
    once(key="k", asked='{"name": "阿依古丽"}', do=note)
    row = Answered.objects.get()
    assert len(bytes(row.asked)) == 32
    assert "阿依古丽".encode() not in bytes(row.asked)
    assert row.answer == {"entry": Entry.objects.get(what="test.once").pk}


@pytest.mark.django_db
def test_refusal_is_given_not_kept_and_what_it_wrote_is_undone() -> None:
    def refuse() -> str:
        note()
        return "no"

    assert once(key="k", asked="a", do=refuse) == "no"
    assert not Answered.objects.exists()
    assert not Entry.objects.filter(what="test.once").exists()
    assert "entry" in once(key="k", asked="another", do=note)


@pytest.mark.django_db
def test_exception_passes_and_leaves_nothing() -> None:
    def fail() -> dict[str, Any]:
        note()
        raise LookupError

    with pytest.raises(LookupError):
        once(key="k", asked="a", do=fail)
    assert not Answered.objects.exists()
    assert not Entry.objects.filter(what="test.once").exists()


@at_the_same_time
def test_equal_requests_at_the_same_time_do_it_once_and_get_the_same() -> None:
    answers = in_threads(*[lambda: once(key="k", asked="a", do=slowly)] * 4)
    assert answers == [answers[0]] * 4
    assert isinstance(answers[0], dict)
    assert Entry.objects.filter(what="test.once").count() == 1


@at_the_same_time
def test_control_without_keys_the_same_requests_do_it_each_time() -> None:
    answers = in_threads(*[lambda: once(key="", asked="a", do=slowly)] * 4)
    assert len({answer["entry"] for answer in answers}) == 4


@at_the_same_time
def test_second_of_two_does_it_when_the_first_was_refused() -> None:
    given: list[str] = []

    def refuse_the_first() -> Any:
        if not given:
            given.append("no")
            time.sleep(0.15)
            return "no"
        return note()

    answers = in_threads(*[lambda: once(key="k", asked="a", do=refuse_the_first)] * 2)
    assert "no" in answers
    assert Entry.objects.filter(what="test.once").count() == 1


@at_the_same_time
def test_other_body_at_the_same_time_is_told_apart() -> None:
    answers = in_threads(lambda: once(key="k", asked="a", do=slowly), lambda: once(key="k", asked="b", do=slowly))
    assert sorted(type(answer).__name__ for answer in answers) == ["OtherBody", "dict"]


@at_the_same_time
def test_whoever_waits_longer_than_the_limit_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT_SECONDS", 0.2)
    with somebody_doing("k"):
        begun = time.monotonic()
        with pytest.raises(InProgress):
            once(key="k", asked="a", do=note)
        assert 0.1 < time.monotonic() - begun < 2
    assert Entry.objects.filter(what="test.once").count() == 1


@at_the_same_time
def test_patience_of_the_connection_is_as_before_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "SHOW lock_timeout" if connection.vendor == "postgresql" else "PRAGMA busy_timeout"

    def patience() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return cursor.fetchone()[0]

    usual = patience()
    monkeypatch.setattr(module, "LONGEST_WAIT_SECONDS", 0.2)
    once(key="k", asked="a", do=note)
    assert patience() == usual
    with somebody_doing("l"), pytest.raises(InProgress):
        once(key="l", asked="a", do=note)
    assert patience() == usual


@at_the_same_time
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite nothing is locked inside the action")
def test_lock_that_the_action_itself_waits_for_is_no_equal_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT_SECONDS", 0.2)
    held = once(key="held", asked="a", do=note)
    assert isinstance(held, dict)

    def wants_the_row() -> dict[str, Any]:
        Answered.objects.select_for_update().get(key="held")
        return {}

    locked, over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Answered.objects.select_for_update().get(key="held")
            locked.set()
            over.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert locked.wait(10)
    with pytest.raises(OperationalError):
        once(key="k", asked="a", do=wants_the_row)
    over.set()
    holder.join(10)


@pytest.mark.django_db
def test_after_a_day_the_key_is_new_even_if_nobody_tidied_up(clock_at: Callable[[datetime], None]) -> None:
    clock_at(START)
    first = once(key="k", asked="a", do=note)
    clock_at(START + module.KEPT)
    assert once(key="k", asked="a", do=note) == first
    clock_at(START + module.KEPT + timedelta(seconds=1))
    assert once(key="k", asked="b", do=note) != first
    assert Answered.objects.count() == 1


@pytest.mark.django_db
def test_all_old_answers_are_forgotten_in_pieces(
    clock_at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PIECE", 2)
    clock_at(START)
    for number in range(5):
        once(key=f"k{number}", asked="a", do=note)
    clock_at(START + timedelta(hours=1))
    once(key="young", asked="a", do=note)
    clock_at(START + module.KEPT + timedelta(minutes=1))
    assert forget_answers() == 5
    assert list(Answered.objects.values_list("key", flat=True)) == ["young"]


@pytest.mark.django_db
def test_without_a_key_a_refusal_undoes_what_was_written_too():
    def refuse() -> str:
        record(what="test.done", which="test:1", by=SYSTEM)
        return "no"

    assert once(key="", asked="a", do=refuse) == "no"
    assert Entry.objects.count() == 0

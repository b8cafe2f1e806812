"""Once for a key: equal requests at the same moment, other bodies, refusals, and what is kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.journal import once as module
from duikou.journal.actions import record
from duikou.journal.models import Answered, Entry
from duikou.journal.once import InProgress, OtherBody, forget_answers, once

pytestmark = pytest.mark.django_db


def do() -> dict[str, Any]:
    entry = record(what="test.done", which="test:1", by=COMMAND)
    return {"entry": entry.pk}


def test_second_time_gives_the_first_answer_and_does_nothing():
    first, again = (once(key="k", asked="a", do=do) for _ in range(2))
    assert first == again
    assert Entry.objects.count() == 1


def test_other_body_with_the_same_key_is_refused():
    once(key="k", asked="a", do=do)
    with pytest.raises(OtherBody):
        once(key="k", asked="b", do=do)
    assert Entry.objects.count() == 1


def test_refusal_undoes_what_was_written_and_is_not_kept():
    def refuse() -> str:
        do()
        return "no"

    assert once(key="k", asked="a", do=refuse) == "no"
    assert (Entry.objects.count(), Answered.objects.count()) == (0, 0)
    assert once(key="k", asked="a", do=do) == {"entry": Entry.objects.get().pk}


def test_without_a_key_a_refusal_undoes_what_was_written_too():
    def refuse() -> str:
        do()
        return "no"

    assert once(key="", asked="a", do=refuse) == "no"
    assert Entry.objects.count() == 0
    once(key="", asked="a", do=do)
    once(key="", asked="a", do=do)
    assert Entry.objects.count() == 2


def test_what_was_asked_is_kept_as_a_keyed_hash_only():
    once(key="k", asked='{"name": "王芳"}', do=do)
    row = Answered.objects.get()
    assert len(bytes(row.asked)) == 32
    assert "王芳" not in repr(list(Answered.objects.values()))


def test_answers_are_forgotten_after_a_day(monkeypatch):
    once(key="k", asked="a", do=do)
    assert forget_answers() == 0
    later = clock.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr("duikou.base.clock.now", lambda: later)
    assert forget_answers() == 1
    once(key="k", asked="b", do=do)


def together(number: int, ask: Callable[[], Any]) -> list[Any]:
    """What so many threads got that all asked at the same moment; what was raised stands for an answer."""
    ready, answers = threading.Barrier(number), []

    def run() -> None:
        ready.wait()
        try:
            answers.append(ask())
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def slowly() -> dict[str, Any]:
    found = do()
    time.sleep(0.2)
    return found


@pytest.mark.django_db(transaction=True)
def test_equal_requests_at_once_wait_for_the_first_and_get_its_answer():
    answers = together(6, lambda: once(key="k", asked="a", do=slowly))
    assert answers == [answers[0]] * 6
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_row_of_the_key_the_same_thing_is_done_six_times():
    def unguarded() -> dict[str, Any]:
        with transaction.atomic():
            return slowly()

    assert len({answer["entry"] for answer in together(6, unguarded)}) == 6


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_too_long_is_told_that_it_is_in_progress(monkeypatch):
    monkeypatch.setattr(module, "LONGEST_WAIT_SECONDS", 1)
    begun, go_on = threading.Event(), threading.Event()

    def hang() -> dict[str, Any]:
        found = do()
        begun.set()
        go_on.wait(20)
        return found

    answers: list[Any] = []

    def first() -> None:
        answers.append(once(key="k", asked="a", do=hang))
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(10)
    waited = time.monotonic()
    with pytest.raises(InProgress):
        once(key="k", asked="a", do=do)
    assert time.monotonic() - waited < 10
    go_on.set()
    thread.join()
    assert once(key="k", asked="a", do=do) == answers[0]

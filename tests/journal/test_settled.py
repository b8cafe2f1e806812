"""How far the journal is settled: whoever reads on from there misses nothing, whatever order things appear in."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from duikou.base.actor import COMMAND
from duikou.journal import settled as module
from duikou.journal.actions import record
from duikou.journal.models import Entry
from duikou.journal.settled import last_entry, settled


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    module.forget()
    yield
    module.forget()


class Slow:
    """A transaction that writes an entry in a thread of its own and ends when told to."""

    def __init__(self, *, keep: bool = True) -> None:
        self.number, self._keep = 0, keep
        self._written, self._end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._written.wait(10)

    def _run(self) -> None:
        with transaction.atomic():
            self.number = record(what="test.slow", which="test:1", by=COMMAND).pk
            self._written.set()
            self._end.wait(20)
            if not self._keep:
                transaction.set_rollback(True)
        connection.close()

    def end(self) -> None:
        """Let it commit, or undo it."""
        self._end.set()
        self._thread.join()


def upto() -> int:
    """What is settled after looking as often as it takes when nobody is at work."""
    settled()
    return settled()


@pytest.mark.django_db(transaction=True)
def test_everything_is_settled_when_nobody_writes():
    number = record(what="test.done", which="test:1", by=COMMAND).pk
    assert upto() == number == last_entry()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_lower_number_that_appears_later_is_waited_for():
    first = record(what="test.done", which="test:1", by=COMMAND).pk
    assert upto() == first
    slow = Slow()
    later = record(what="test.done", which="test:1", by=COMMAND).pk
    assert slow.number < later
    # The control: who goes by the highest number that is seen would pass over the slow one and never come back.
    assert last_entry() == later
    assert not Entry.objects.filter(pk=slow.number).exists()
    for _look in range(5):
        assert settled() == first
    slow.end()
    assert upto() == later
    assert list(Entry.objects.filter(pk__gt=first, pk__lte=later).order_by("pk").values_list("pk", flat=True)) == [
        slow.number,
        later,
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_number_that_never_appears_keeps_nobody_waiting():
    slow = Slow(keep=False)
    later = record(what="test.done", which="test:1", by=COMMAND).pk
    settled()
    slow.end()
    assert upto() == later


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_writers_that_come_one_after_the_other_do_not_keep_it_from_going_on():
    slow = Slow()
    settled()
    next_one = Slow()
    slow.end()
    assert settled() == slow.number  # though somebody is always at work
    next_one.end()
    assert upto() == next_one.number

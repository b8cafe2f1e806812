"""Who reads the journal on from where they stopped skips nothing, although lower numbers may appear after higher."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction

from duikou.base.actor import SYSTEM
from duikou.journal import settled as module
from duikou.journal.actions import record
from duikou.journal.models import Entry
from duikou.journal.settled import end_for_now, last_entry, settled
from tests.journal.settling import a_writer

pytestmark = pytest.mark.django_db(transaction=True)
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    module.forget()
    yield
    module.forget()


class Reader:
    """Reads on from where it stopped, up to what `upto` says."""

    def __init__(self, upto: object) -> None:
        self.upto, self.reached, self.seen = upto, last_entry(), list[str]()

    def read(self) -> None:
        upto = self.upto()  # type: ignore[operator]
        self.seen += (
            Entry.objects.filter(pk__gt=self.reached, pk__lte=upto).order_by("pk").values_list("what", flat=True)
        )
        self.reached = max(self.reached, upto)


def begin_while_somebody_writes(begin: Callable[[], int]) -> tuple[list[str], list[str]]:
    """What whoever begins to read on at this moment sees of the past as soon as that is answered, and what it is told
    later."""
    with a_writer() as writer:
        early()
        threading.Timer(0.3, writer.set).start()
        number = begin()
        seen = list(Entry.objects.values_list("what", flat=True))
    return seen, list(Entry.objects.filter(pk__gt=number).values_list("what", flat=True))


@only_postgresql
def test_who_begins_now_misses_nothing_between_what_is_seen_and_what_is_told() -> None:
    seen, told = begin_while_somebody_writes(end_for_now)
    assert (sorted(seen), told) == (["test.early", "test.late"], [])


@only_postgresql
def test_control_who_begins_at_the_highest_number_misses_one() -> None:
    seen, told = begin_while_somebody_writes(last_entry)
    assert (seen, told) == (["test.early"], [])


def test_who_begins_now_is_not_kept_waiting_for_ever() -> None:
    early()
    assert end_for_now(patience=0.1) == last_entry()


def early() -> Entry:
    return record(what="test.early", which="test:early", by=SYSTEM)


def test_all_is_settled_when_nobody_writes() -> None:
    entry = early()
    assert settled() == entry.pk


@only_postgresql
def test_entry_with_a_lower_number_is_never_skipped() -> None:
    reader = Reader(settled)
    with a_writer():
        early()
        for _ in range(3):
            reader.read()
        assert reader.seen == []
    reader.read()
    assert reader.seen == ["test.late", "test.early"]


@only_postgresql
def test_control_reader_of_the_highest_number_loses_it() -> None:
    reader = Reader(last_entry)
    with a_writer():
        early()
        reader.read()
    reader.read()
    assert reader.seen == ["test.early"]


@only_postgresql
def test_number_that_was_taken_back_holds_nobody_up() -> None:
    reader = Reader(settled)
    with a_writer(keep=False):
        early()
        reader.read()
    reader.read()
    assert reader.seen == ["test.early"]


@only_postgresql
def test_writers_that_came_later_hold_nobody_up() -> None:
    reader = Reader(settled)
    with a_writer():
        early()
        reader.read()
        second = a_writer()
        second.__enter__()
    try:  # the first is over, the second is still at work
        reader.read()
        assert reader.seen == ["test.late", "test.early"]
    finally:
        second.__exit__(None, None, None)


@only_postgresql
def test_readers_and_writers_of_other_tables_hold_nobody_up() -> None:
    entry = early()
    with transaction.atomic():
        Entry.objects.count()
        assert settled() == entry.pk

"""Reading the journal on while somebody writes, or inside a test's own transaction, which never ends and would be
waited for in vain."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from duikou.base.actor import SYSTEM
from duikou.journal import settled
from duikou.journal.actions import record


@contextmanager
def own_writes_settled() -> Iterator[None]:
    """On PostgreSQL, what this connection wrote itself counts as settled for as long as this block lasts."""
    settled.forget()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settled, "WRITERS", f"{settled.WRITERS} AND pid <> pg_backend_pid()")
        yield
    settled.forget()


@pytest.fixture
def own_writes_are_settled() -> Iterator[None]:
    """For a whole test."""
    with own_writes_settled():
        yield


@contextmanager
def a_writer(*, keep: bool = True) -> Iterator[threading.Event]:
    """Somebody whose transaction has taken a number and is open for as long as this block, or until the event."""
    begun, over = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            record(what="test.late", which="test:late", by=SYSTEM)
            begun.set()
            over.wait(10)
            transaction.set_rollback(not keep)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(10)
    try:
        yield over
    finally:
        over.set()
        thread.join(10)

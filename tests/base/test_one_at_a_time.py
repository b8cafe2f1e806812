"""One run of a long piece of work at a time: who comes second waits or is told, and nothing is left behind."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection

from duikou.base.one_at_a_time import Taken, alone

pytestmark = pytest.mark.django_db(transaction=True)
LOCKS = """SELECT l.pid <> pg_backend_pid(), a.state, a.backend_xid IS NOT NULL FROM pg_locks l
    JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND a.datname = current_database()"""


def locks() -> list[object]:
    """What is locked now: files beside the database, or locks of it: whether by another session than ours, its state,
    and whether it has written anything."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(LOCKS)
            return cursor.fetchall()
    name = Path(str(connection.settings_dict["NAME"]))
    return list(name.parent.glob(f"{name.name}.*.lock"))


def test_whoever_does_not_wait_is_told() -> None:
    with alone("testing", 1):
        with pytest.raises(Taken), alone("testing", 1, wait=False):
            pytest.fail("two at once")
        with alone("testing", 2, wait=False), alone("another", 1, wait=False):
            pass
    with alone("testing", 1, wait=False):
        pass


def test_whoever_waits_comes_when_the_first_is_done() -> None:
    order: list[str] = []
    asked = threading.Event()

    def second() -> None:
        asked.set()
        with alone("testing", 1):
            order.append("second")
        connection.close()

    waiting = threading.Thread(target=second)
    with alone("testing", 1):
        waiting.start()
        assert asked.wait(10)
        waiting.join(0.2)
        order.append("first")
    waiting.join(10)
    assert order == ["first", "second"]


def test_nothing_is_left_locked_also_after_an_error() -> None:
    def fail() -> None:
        with alone("testing", 1):
            assert len(locks()) == 1
            raise ZeroDivisionError

    assert locks() == []
    with pytest.raises(ZeroDivisionError):
        fail()
    assert locks() == []


def test_lock_is_of_no_session_that_a_pooler_could_give_to_somebody_else() -> None:
    """Behind PgBouncer every transaction may have another session: the lock's own transaction is open throughout. It
    writes nothing, so that whoever reads the journal on does not wait for it."""
    if connection.vendor != "postgresql":
        pytest.skip("a lock of PostgreSQL")
    with alone("testing", 1):
        assert locks() == [(True, "idle in transaction", False)]

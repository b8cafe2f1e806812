"""How far the journal is settled: up to which entry nothing can appear any more.

Entries get their numbers when they are written and are seen when their transaction ends, so that a lower number can
appear after a higher one. Whoever reads the journal from where they stopped reads only what is settled.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from django.db import connection
from django.db.models import Max

from duikou.journal.models import Entry

_lock = threading.Lock()
_settled = 0
_next: tuple[int, frozenset[str]] | None = None  # a number that was given out, and the writers that were at work then
# A writer takes this lock before it is given a number, and leaves it when what it wrote can be seen.
WRITERS = (
    "SELECT virtualtransaction FROM pg_locks WHERE relation = 'journal_entry'::regclass AND mode = 'RowExclusiveLock'"
)
LAST_NUMBER = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM journal_entry_id_seq"


def settled() -> int:
    """The number of the last entry before which none is missing that will still appear; 0 before the first call that
    can tell. On PostgreSQL it lags behind by the time between two calls, or by the longest transaction that writes."""
    if connection.vendor != "postgresql":
        return last_entry()  # one writer at a time
    global _settled, _next
    with _lock, connection.cursor() as cursor:
        if _next is None:
            cursor.execute(LAST_NUMBER)  # the number first, then who is at work
            number = int(cursor.fetchone()[0])
            _next = number, _writers(cursor)
        if not _next[1] & _writers(cursor):
            _settled, _next = _next[0], None
        return _settled


def last_entry() -> int:
    """The highest number that is seen now; 0 in an empty journal."""
    return Entry.objects.aggregate(last=Max("pk"))["last"] or 0


def end_for_now(*, patience: float = 2.0) -> int:
    """The number after which whoever reads on from now begins: all up to it can be seen by whoever looks once this came
    back, so that what they see and what they are told later leave no gap. Waits for who is writing at this moment, at
    most so many seconds."""
    if connection.vendor != "postgresql":
        return last_entry()
    until = time.monotonic() + patience
    with connection.cursor() as cursor:
        cursor.execute(LAST_NUMBER)
        number = int(cursor.fetchone()[0])
        waited_for = _writers(cursor, others=True)
        while waited_for & _writers(cursor) and time.monotonic() < until:
            time.sleep(0.01)
    return number


def forget() -> None:
    """Begin anew, as after the database was replaced (in tests)."""
    global _settled, _next
    with _lock:
        _settled, _next = 0, None


def _writers(cursor: Any, *, others: bool = False) -> frozenset[str]:
    cursor.execute(WRITERS + (" AND pid <> pg_backend_pid()" if others else ""))
    return frozenset(row[0] for row in cursor.fetchall())

"""What is left of erased rows in the files of SQLite: its write-ahead log, until that is emptied."""

from __future__ import annotations

from django.db import connection

from duikou.directory.models import Erased

_done = 0


def overwrite_traces() -> bool:
    """Empty the write-ahead log of SQLite if somebody was erased since this process did so last; whether that was done.
    While others read it, or in a transaction, it is left for the next turn. PostgreSQL overwrites when it vacuums."""
    global _done
    last = Erased.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if connection.vendor != "sqlite" or last == _done or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = bool(cursor.fetchone()[0])
    if not busy:
        _done = last
    return not busy

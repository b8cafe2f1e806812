"""One moment of the database, however long the reading takes and whatever is written meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything read in the block be as it was at one moment, and let nothing be written: the database refuses.
    Nobody is kept waiting. Inside a transaction the block is part of that one and changes nothing about it."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL work_mem = '64MB'")  # millions of rows are sorted
            # Whole tables are compared. After a crowd the planner's figures lag behind, and it would go row by row.
            cursor.execute("SET LOCAL enable_nestloop = off")
            yield
    else:
        yield from _on_sqlite()


def _on_sqlite() -> Iterator[None]:
    connection.ensure_connection()
    here: Any = connection
    mode, here.transaction_mode = here.transaction_mode, "DEFERRED"  # IMMEDIATE would lock writers out
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store = FILE")  # millions of rows are sorted: not in memory
        cursor.execute("PRAGMA query_only = ON")
        try:
            with transaction.atomic():
                cursor.execute("SELECT 1 FROM sqlite_schema")  # the moment is that of the first read
                yield
        finally:
            here.transaction_mode = mode
            cursor.execute("PRAGMA query_only = OFF")
            cursor.execute("PRAGMA temp_store = MEMORY")

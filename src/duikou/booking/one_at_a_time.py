"""Letting one run of a long piece of work go on at a time, however many processes there are, without a transaction."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from django.db import connection


@contextmanager
def alone(work: str, pk: int) -> Iterator[None]:
    """Wait until nobody else does this `work` on the row `pk`, then hold it. Whoever is killed lets go of it."""
    if connection.vendor == "postgresql":
        key = [crc32(work.encode()) - (1 << 31), pk & 0x7FFFFFFF]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", key)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
        return
    database = str(connection.settings_dict["NAME"])
    if "memory" in database:  # it is this process's own
        yield
        return
    with Path(f"{database}.{work}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield

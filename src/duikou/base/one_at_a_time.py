"""Letting one run of a long piece of work go on at a time, however many processes there are, around many transactions.

On PostgreSQL the lock belongs to a transaction of its own, on a connection of its own that writes nothing. A lock of
the session would be lost, or kept for ever, behind a pooler that gives each transaction another session (PgBouncer's
`pool_mode = transaction`)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from zlib import crc32

from django.db import connection

AGAIN = 0.05  # seconds until a file that is locked is tried again
WAIT, TRY = "SELECT pg_advisory_xact_lock(%s, %s) IS NOT NULL", "SELECT pg_try_advisory_xact_lock(%s, %s)"
# A transaction that waits for us is not idle by mistake. Nothing is lost if somebody ends it all the same: what the
# work writes is guarded row by row.
PATIENCE = "SET LOCAL idle_in_transaction_session_timeout = 0"


class Taken(RuntimeError):
    """Somebody else is at it."""


@contextmanager
def alone(work: str, pk: int, *, wait: bool = True) -> Iterator[None]:
    """Wait until nobody else does this `work` on the row `pk`, then hold it; with `wait=False` raise Taken instead of
    waiting. Whoever is killed lets go of it."""
    database = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        with _locked_in_the_database(crc32(work.encode()) - (1 << 31), pk & 0x7FFFFFFF, wait):
            yield
    elif "memory" in database:  # it is this process's own
        yield
    else:
        with holding(Path(f"{database}.{work}-{pk}.lock"), wait=wait):
            yield


@contextmanager
def _locked_in_the_database(work: int, pk: int, wait: bool) -> Iterator[None]:
    import psycopg

    with connection.wrap_database_errors:  # beside the pool: whoever waits keeps no connection that others need
        session = psycopg.connect(**connection.get_connection_params())
    try:
        with connection.wrap_database_errors:
            session.execute(PATIENCE)
            row = session.execute(WAIT if wait else TRY, [work, pk]).fetchone()
        if not (row and row[0]):
            raise Taken
        yield
    finally:
        session.close()


@contextmanager
def holding(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock of this name among the processes of one machine, as `alone` does; its file goes with it."""
    while True:
        with path.open("w") as file:
            if _lock(file) and _is_still(path, file):
                try:
                    yield
                finally:
                    with suppress(OSError):  # Windows removes no file that is open
                        path.unlink()
                return
        if not wait:
            raise Taken
        time.sleep(AGAIN)


def _is_still(path: Path, file: IO[str]) -> bool:
    """Whether the file that we have locked is the one of this name: whoever had it before us has removed theirs."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _lock(file: IO[str]) -> bool:
    """Lock the file unless somebody has; the system lets go of it when the file is closed, whoever closes it."""
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:  # Windows
        from msvcrt import LK_NBLCK, locking  # type: ignore[attr-defined]

        try:
            locking(file.fileno(), LK_NBLCK, 1)
        except OSError:
            return False
        return True
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except OSError:
        return False
    return True

"""Connections to the database: in threads that live for a moment, and when there are none to be had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection

# What is raised when the database cannot be reached, or cannot write: it ended, its disk is full, it is locked.
GONE = (OperationalError, InterfaceError)
AGAIN_SECONDS = 5  # after which whoever met that may try again
AGAIN = {"Retry-After": str(AGAIN_SECONDS)}


def close_all() -> None:
    """Close this process's connections, those of its pool too; the next are made with the settings as they are then."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # Django's pool has no types


@contextmanager
def for_a_moment() -> Iterator[None]:
    """Within it the database can be asked; a thread that had no connection before keeps none: a crowd comes through
    hundreds of threads."""
    mine = connection.connection is None
    try:
        yield
    finally:
        if mine and not connection.in_atomic_block:
            connection.close()

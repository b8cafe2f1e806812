"""One racing process of test_pooler.py, whose database is behind PgBouncer. Not a test itself."""

from __future__ import annotations

import threading

from tests.booking import racer  # makes Django ready

from django.db import connection, transaction  # isort: skip
from django.db.backends.postgresql import base as django_base

from duikou.base.postgresql import base
from duikou.directory.models import Person

CHUNK = 5


def read_on(*, free: bool = False) -> list[str]:
    """Read people piece by piece, while somebody else has got the session from which the first piece came. `free`:
    with a cursor of the session, as Django has it."""
    kept = base.DatabaseWrapper.chunked_cursor
    if free:
        base.DatabaseWrapper.chunked_cursor = django_base.DatabaseWrapper.chunked_cursor  # type: ignore[method-assign]
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Person.objects.count()
            holding.set()
            done.wait(10)
        connection.close()

    def read() -> str:
        rows = Person.objects.order_by("pk").iterator(chunk_size=CHUNK)
        first = next(rows)
        other = threading.Thread(target=hold)
        other.start()
        holding.wait(10)
        try:
            return str(len([first, *rows]) - Person.objects.count())
        finally:
            done.set()
            other.join()

    try:
        return [racer.attempt(read)]
    finally:
        base.DatabaseWrapper.chunked_cursor = kept  # type: ignore[method-assign]


racer.COMMANDS["read_on"] = read_on

if __name__ == "__main__":
    racer.listen()

"""Doing what is asked once, however often it is asked with the same key.

Whoever comes first writes the key's row in the transaction of the action itself; an equal request waits at that row for
the first's answer, for at most five seconds. A refusal takes the row back with everything else, so that it is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from duikou.base import clock
from duikou.base.sealed import look_up_hash
from duikou.journal.models import Answered

KEPT = timedelta(days=1)
LONGEST_WAIT_SECONDS = 5
PIECE = 5_000
LOCK_NOT_AVAILABLE = "55P03"
Answer = Mapping[str, Any]
Refused = TypeVar("Refused")


class InProgress(Exception):
    """An equal request is still being worked on."""


class OtherBody(Exception):
    """The key was used for something else before."""


class _TakenBack(Exception):
    """Ends the transaction of something that was refused."""


def once(*, key: str, asked: str, do: Callable[[], Answer | Refused]) -> Answer | Refused:
    """What `do()` gives, in a transaction with the note that `key` (at most 40 letters) was used for `asked`; the
    answer it gave the first time when that was done within a day. A mapping is an answer and kept, so it may hold ids
    and nothing about a person; whatever else `do` gives is a refusal and undoes what `do` wrote. Without a key it is
    done every time. Raises InProgress and OtherBody."""
    wanted = look_up_hash("once", asked)
    known = _known(key, wanted)
    if known is not None:
        return known
    refused: list[Refused] = []
    try:
        with _patience(), transaction.atomic():
            row = _claim(key, wanted) if key else None
            given = do()
            if not isinstance(given, Mapping):
                refused.append(given)
                raise _TakenBack
            if row is not None:
                row.answer = dict(given)
                row.save(update_fields=["answer"])
            return given
    except _TakenBack:
        return refused[0]
    except IntegrityError:
        known = _known(key, wanted)
        if known is None:
            raise
        return known
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE or "locked" in str(error):
            raise InProgress from error
        raise


def forget_answers() -> int:
    """Forget the answers that are more than a day old, some thousand at a time; gives the number. For the worker."""
    old = Answered.objects.filter(at__lt=clock.now() - KEPT).order_by("at").values_list("pk", flat=True)[:PIECE]
    return Answered.objects.filter(pk__in=list(old)).delete()[0]


def _known(key: str, wanted: bytes) -> Answer | None:
    row = Answered.objects.filter(key=key).first() if key else None
    if row is None:
        return None
    if bytes(row.asked) != wanted:
        raise OtherBody
    answer: Answer = row.answer
    return answer


@contextmanager
def _patience() -> Iterator[None]:
    """On SQLite, whoever waits for the one writer waits no longer than that."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {LONGEST_WAIT_SECONDS * 1000}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def _claim(key: str, wanted: bytes) -> Answered:
    """The key's row. Waits for whoever is writing the same one; other locks are none of its business."""
    if connection.vendor != "postgresql":
        return Answered.objects.create(key=key, asked=wanted, at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT_SECONDS}s'")
        row = Answered.objects.create(key=key, asked=wanted, at=clock.now())
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    return row

"""Doing what is asked once, however often it is asked with the same key.

Whoever comes first writes the key's row in the transaction of the action itself; an equal request waits at that row for
the first's answer, for at most five seconds. A refusal takes the row back with everything else, so that it is not kept.
On SQLite, where one writes at a time, whoever else is writing is waited for just as long.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from duikou.base import clock
from duikou.base.sealed import lasting_hash
from duikou.journal.models import Answered

KEPT = timedelta(days=1)
LONGEST_WAIT_SECONDS = 5.0
LOCK_NOT_AVAILABLE = "55P03"
BUSY = 5  # SQLITE_BUSY; what stands above the lowest byte says why
PIECE = 5_000
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
    refused: list[Refused] = []
    if not key:
        with suppress(_TakenBack), transaction.atomic():
            return _done(do, refused)
        return refused[0]
    wanted = lasting_hash("once", asked)
    known = _known(key, wanted)
    if known is not None:
        return known
    mine = False
    try:
        with _patient():
            Answered.objects.filter(key=key, at__lt=_oldest()).delete()
            row = Answered.objects.create(key=key, asked=wanted, at=clock.now())
            mine = True
            given = _done(do, refused)
            row.answer = dict(given)
            row.save(update_fields=["answer"])
            return given
    except _TakenBack:
        return refused[0]
    except IntegrityError:
        known = None if mine else _known(key, wanted)
        if known is None:
            raise
        return known
    except OperationalError as error:
        if not mine and _waited_in_vain(error):
            raise InProgress from error
        raise


def _done(do: Callable[[], Answer | Refused], refused: list[Refused]) -> Answer:
    given = do()
    if isinstance(given, Mapping):
        return given
    refused.append(given)
    raise _TakenBack


def spend(word: str) -> bool:
    """Use up a one-time word of at most 32 letters; whether this was the first time within a day, in any process."""
    try:
        with transaction.atomic():
            Answered.objects.create(key=f"spent:{word}", asked=b"", at=clock.now())
    except IntegrityError:
        return False
    return True


def forget_answers() -> int:
    """Forget the answers that are more than a day old, some thousand at a time; gives the number. For the worker."""
    forgotten = 0
    while True:
        old = Answered.objects.filter(at__lt=_oldest()).order_by("at").values_list("pk", flat=True)[:PIECE]
        piece = Answered.objects.filter(pk__in=list(old)).delete()[0]
        forgotten += piece
        if piece < PIECE:
            return forgotten


def forget_asked(ids: Iterable[str]) -> int:
    """Let the answers that name one of these ids, of bookings whose person was erased, hold no trace of what was asked:
    an equal request is then refused as another one. Gives their number."""
    forgotten = 0
    rows = Answered.objects.filter(at__gte=_oldest()).annotate(said=Cast("answer", TextField()))
    for one in ids:
        for pk in list(rows.filter(said__contains=one).values_list("pk", flat=True)):
            forgotten += Answered.objects.filter(pk=pk).update(asked=os.urandom(32))
    return forgotten


def _oldest() -> datetime:
    return clock.now() - KEPT


def _known(key: str, wanted: bytes) -> Answer | None:
    row = Answered.objects.filter(key=key, at__gte=_oldest()).first()
    if row is None:
        return None
    if bytes(row.asked) != wanted:
        raise OtherBody
    answer: Answer = row.answer
    return answer


@contextmanager
def _patient() -> Iterator[None]:
    """A transaction that waits for no lock longer than LONGEST_WAIT_SECONDS."""
    milliseconds = int(LONGEST_WAIT_SECONDS * 1000)
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {milliseconds}")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def _waited_in_vain(error: OperationalError) -> bool:
    cause = error.__cause__
    return getattr(cause, "sqlstate", "") == LOCK_NOT_AVAILABLE or getattr(cause, "sqlite_errorcode", 0) & 0xFF == BUSY

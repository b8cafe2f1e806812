"""Sealing what is stored with another key, a piece at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from django.db import connection, models, transaction

from duikou.base import keyring
from duikou.base.sealed import SealedText, Unsealable, seal, sealed_columns, start_of, unseal
from duikou.directory.actions.keys.inside import inside_anew

PIECE, MOST, LONG_SECONDS = 50, 200, 0.01
Column = tuple[type[models.Model], SealedText]


def seal_anew(name: str) -> Iterator[int]:
    """Seal every value with the key of this name that is sealed with another, round after round until none is left;
    the numbers of values, as they are done. A value that changes meanwhile is left to whoever changed it. What cannot
    be opened is left as it is."""
    done, begun = -1, time.monotonic()
    while done:
        done = 0
        for column in sealed_columns():
            for number in _column_anew(column, start_of(name)):
                done += number
                yield number
        for number in inside_anew(start_of(name), _anew):
            done += number
            yield number
        # Others may have sealed with the key before, for as long as they did not know of this one.
        rest = begun + 2 * keyring.LOOKED_FOR_SECONDS - time.monotonic()
        if rest > 0:
            time.sleep(rest)
            done = done or -1


def _column_anew(column: Column, start: str) -> Iterator[int]:
    model, field = column
    table, pk, name = (connection.ops.quote_name(one) for one in (model._meta.db_table, _pk(model), str(field.column)))
    read = f"SELECT {pk}, {name} FROM {table} WHERE {name} <> '' AND {name} NOT LIKE %s"
    write = f"UPDATE {table} SET {name} = %s WHERE {pk} = %s AND {name} = %s"
    after: list[Any] = []
    size = PIECE
    while True:
        with connection.cursor() as cursor:
            beyond = f" AND {pk} > %s" if after else ""
            cursor.execute(f"{read}{beyond} ORDER BY {pk} LIMIT {size}", [f"{start}%", *after])
            rows = cursor.fetchall()
        if not rows:
            return
        after = [rows[-1][0]]
        changes = [(new, key, old) for key, old in rows if (new := _anew(old))]
        begun = time.monotonic()
        with transaction.atomic(), connection.cursor() as cursor:
            number = 0
            for change in changes:
                cursor.execute(write, change)
                number += cursor.rowcount
        took = time.monotonic() - begun
        size = max(5, size // 2) if took > LONG_SECONDS else min(MOST, size * 2) if took < LONG_SECONDS / 3 else size
        yield number
        time.sleep(took)  # as long for others as it took


def _anew(old: str) -> str:
    try:
        return seal(unseal(old))
    except Unsealable:
        return ""


def _pk(model: type[models.Model]) -> str:
    assert model._meta.pk is not None
    return str(model._meta.pk.column)

"""Changing the city's keys while it serves, in pieces so short that nobody waits for them.

All that a change needs to know stands in the rows and in the folder of the keys: killed at any moment, it goes on from
there when it is begun again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from duikou.base import keyring
from duikou.base.actor import Actor
from duikou.base.keyring import FIELD, LOOK_UP, NAMES, SECRET
from duikou.base.keys import KeyFault, make_kept, sync_folder
from duikou.base.registry import LookUp, look_ups
from duikou.base.sealed import SealedText, Unsealable, seal, sealed_columns, start_of, unseal
from duikou.directory import key_checks
from duikou.directory.models import KeyCheck
from duikou.journal.actions import record

PIECE, MOST, LONG_SECONDS = 50, 400, 0.02
Column = tuple[type[models.Model], SealedText]


def stage_key() -> str:
    """Make the next field key without using it, so that it can be copied to other machines first; its name. One that
    was staged before stays as it is."""
    name = keyring.name_of(FIELD, max([*keyring.numbers(FIELD), *keyring.numbers(FIELD, retired=True)]) + 1)
    make_kept(keyring.folder() / f"{keyring.STAGED}{name}", keyring.new_key())
    return name


def use_new_key(*, by: Actor) -> str:
    """The name of the field key that every new value is sealed with from now on: the one of a change that was not
    finished, or else a new one. Other processes use it within a second."""
    numbers = keyring.numbers(FIELD)
    staged = keyring.numbers(FIELD, staged=True)
    if len(numbers) > 1 and not staged:
        return keyring.in_use(FIELD)
    name = stage_key()
    with transaction.atomic():
        key_checks.keep(name)
        record(what="key.used", which=f"key:{name}", by=by)
    os.replace(keyring.folder() / f"{keyring.STAGED}{name}", keyring.folder() / name)
    sync_folder(keyring.folder())
    keyring.look_again()
    return name


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


def retire_keys(*, by: Actor) -> list[str]:
    """Put the field keys aside that no value is sealed with any more, except the one in use; their names. They still
    open what an old backup brings back, until somebody deletes them. Raises KeyFault while a value needs one."""
    old = [keyring.name_of(FIELD, number) for number in keyring.numbers(FIELD)[:-1]]
    for name in old:
        used = {
            f"{m._meta.label}.{f.name}": count for m, f in sealed_columns() if (count := values_under((m, f), name))
        }
        if used:
            raise KeyFault(f"{name} is still needed ({used}). First: duikou keys rotate")
    for name in old:
        aside = keyring.folder() / keyring.RETIRED
        aside.mkdir(mode=0o700, exist_ok=True)
        with transaction.atomic():
            KeyCheck.objects.filter(name=name).delete()
            record(what="key.retired", which=f"key:{name}", by=by)
        os.replace(keyring.folder() / name, aside / name)
        sync_folder(aside)
        sync_folder(keyring.folder())
    keyring.look_again()
    return old


def values_under(column: Column, name: str) -> int:
    """How many values of a sealed column are sealed with the key of this name."""
    model, field = column
    table, column_name = (connection.ops.quote_name(one) for one in (model._meta.db_table, str(field.column)))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {column_name} LIKE %s", [f"{start_of(name)}%"])
        return int(cursor.fetchone()[0])


def change_look_up_key(*, by: Actor) -> Iterator[int]:
    """Work every check number that people are found by out anew, from what is sealed, under a new key, or under the
    one of a change that was not finished; the numbers of rows, as they are done. Nobody may be served meanwhile: who
    comes would not be known again."""
    keyring.key(NAMES)  # which the first look-up key is kept as
    proved = {name for name in KeyCheck.objects.values_list("name", flat=True) if key_checks.kind_of(name) == LOOK_UP}
    there = keyring.numbers(LOOK_UP)
    if not there or keyring.name_of(LOOK_UP, there[-1]) in proved:
        known = [int(name.rpartition("-")[2]) if name != LOOK_UP else 1 for name in proved]
        name = keyring.name_of(LOOK_UP, max([0, *there, *known]) + 1)
        make_kept(keyring.folder() / name, keyring.new_key())
    keyring.look_again()
    name = keyring.in_use(LOOK_UP)
    for one in look_ups:
        yield from _hashes_anew(one)
    with transaction.atomic():
        KeyCheck.objects.filter(name__in=proved - {name}).delete()
        key_checks.keep(name)
        record(what="key.used", which=f"key:{name}", by=by)
    for number in keyring.numbers(LOOK_UP)[:-1]:
        (keyring.folder() / keyring.name_of(LOOK_UP, number)).unlink()


def _hashes_anew(one: LookUp) -> Iterator[int]:
    model, after = apps.get_model(one.model), 0
    while rows := list(model._default_manager.filter(pk__gt=after).order_by("pk")[:PIECE]):
        after = rows[-1].pk
        wanted = [(row.pk, hashes) for row in rows if _differs(row, hashes := one.hashes(row))]
        with transaction.atomic():
            for pk, hashes in wanted:
                try:
                    with transaction.atomic():
                        model._default_manager.filter(pk=pk).update(**hashes)
                except IntegrityError:  # two rows of the same name and contact: one of them is found by both
                    rest = {one: value for one, value in hashes.items() if not model._meta.get_field(one).unique}
                    model._default_manager.filter(pk=pk).update(**rest)
        yield len(wanted)


def _differs(row: models.Model, hashes: dict[str, bytes]) -> bool:
    return any(bytes(getattr(row, column)) != value for column, value in hashes.items())


@transaction.atomic
def accept_secret(*, by: Actor) -> None:
    """Take the secret that signs links and sessions as it is now for the right one."""
    KeyCheck.objects.filter(name=SECRET).delete()
    key_checks.keep(SECRET)
    record(what="key.accepted", which=f"key:{SECRET}", by=by)

"""Which field key is in use: the next one made, used, the old ones put aside."""

from __future__ import annotations

import os

from django.db import connection, models, transaction

from duikou.base import keyring
from duikou.base.actor import Actor
from duikou.base.keyring import FIELD
from duikou.base.keys import KeyFault, make_kept, sync_folder
from duikou.base.sealed import SealedText, sealed_columns, start_of
from duikou.directory import key_checks
from duikou.directory.actions.keys.inside import rows_inside_under
from duikou.directory.models import KeyCheck
from duikou.journal.actions import record

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


def retire_keys(*, by: Actor) -> list[str]:
    """Put the field keys aside that no value is sealed with any more, except the one in use; their names. They still
    open what an old backup brings back, until somebody deletes them. Raises KeyFault while a value needs one."""
    old = [keyring.name_of(FIELD, number) for number in keyring.numbers(FIELD)[:-1]]
    for name in old:
        used = {
            f"{m._meta.label}.{f.name}": count for m, f in sealed_columns() if (count := values_under((m, f), name))
        }
        used |= {"inside": inside} if (inside := rows_inside_under(name)) else {}
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

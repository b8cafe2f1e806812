"""Inserting many rows at once, in one statement: for the tables a crowd writes to.

Django builds an object and converts every field of every row; here a column is either one value for all rows, converted
once, or a list. On PostgreSQL the lists travel as arrays and are unnested, on SQLite as the rows of VALUES. The
constraints, defaults and triggers of the database hold as for any other insert.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection, models

from duikou.base.statements import array, gather, plain

Columns = dict[str, Any]
MOST_ON_SQLITE = 30_000  # parameters of one statement
LENGTH = re.compile(r"\(\d+\)")


class Each(list[Any]):
    """A value for every row; anything else in a column is the one value of all rows."""

    def simplest(self) -> Any:
        """The one value of all rows if they have the same, else this."""
        return self[0] if self and self.count(self[0]) == len(self) else self


def insert(model: type[models.Model], count: int, *, skip_known: bool = False, **columns: Any) -> Sequence[int]:
    """Insert `count` rows into the model's table and give their ids, in order. Fields left out get the model's own
    plain default. With `skip_known`, rows that a unique constraint refuses are left out: the ids are then those of the
    rows that were new, and their number tells whether any was left out.

    Raises IntegrityError as the database does. Call it inside a transaction; inside `together` no ids are known yet,
    and what the database refuses is raised at its end."""
    if not count:
        return []
    values = {**_defaults(model), **columns}
    for name, column in columns.items():
        if isinstance(column, Each):
            assert len(column) == count, f"{name}: {len(column)} values for {count} rows"
            values[name] = column.simplest()
    if not any(isinstance(value, Each) for value in values.values()):  # something must say how many rows there are
        name = next(iter(columns))
        values[name] = Each([values[name]] * count)
    return (_on_postgresql if connection.vendor == "postgresql" else _on_sqlite)(model, count, values, skip_known)


def _on_postgresql(model: type[models.Model], count: int, values: Columns, skip_known: bool) -> Sequence[int]:
    lists: list[tuple[str, str, str]] = []
    shown: list[str] = []
    arguments: list[Any] = []
    for name, value in values.items():
        kind = _kind(model, name)
        if isinstance(value, Each):
            lists.append((f"u{len(lists)}", f"%s::{kind}[]", array(value)))
            shown.append(lists[-1][0])
        else:
            shown.append(f"%s::{kind}")
            arguments.append(plain(value))
    names = ", ".join(f'"{_column(model, name)}"' for name in values)
    source = f"unnest({', '.join(mark for _u, mark, _v in lists)}) AS u ({', '.join(name for name, _m, _v in lists)})"
    sql = (
        f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(shown)} FROM {source}'
        f"{' ON CONFLICT DO NOTHING' if skip_known else ''} RETURNING id"
    )
    values_of_sql = [*arguments, *(array for _u, _m, array in lists)]
    if gather(sql.removesuffix(" RETURNING id"), values_of_sql):
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, values_of_sql)
        return [row[0] for row in cursor.fetchall()]


def _on_sqlite(model: type[models.Model], count: int, values: Columns, skip_known: bool) -> Sequence[int]:
    lists: list[list[Any]] = []
    shown: list[str] = []
    arguments: list[Any] = []
    for name, value in values.items():
        prepared = _for_sqlite(model, name)
        if isinstance(value, Each):
            lists.append(list(map(prepared, value)))
            shown.append(f"column{len(lists)}")
        else:
            shown.append("%s")
            arguments.append(prepared(value))
    names = ", ".join(f'"{_column(model, name)}"' for name in values)
    row = f"({', '.join(['%s'] * len(lists))})"
    rows, ids = list(zip(*lists, strict=True)), list[int]()
    piece = MOST_ON_SQLITE // len(lists)
    with connection.cursor() as cursor:
        for start in range(0, count, piece):
            part = rows[start : start + piece]
            sql = (
                f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(shown)} '
                f"FROM (VALUES {', '.join([row] * len(part))}) WHERE true"
                f"{' ON CONFLICT DO NOTHING' if skip_known else ''} RETURNING id"
            )
            cursor.execute(sql, [*arguments, *chain.from_iterable(part)])
            ids += [one[0] for one in cursor.fetchall()]
    return ids


@lru_cache(maxsize=64)
def _defaults(model: type[models.Model]) -> Columns:
    """The plain defaults of the model's fields; those that are made anew each time must be given."""
    found: Columns = {}
    for field in model._meta.concrete_fields:
        if not field.has_default():
            if field.blank and field.empty_strings_allowed and not field.null:
                found[field.name] = ""
        elif not callable(field.default) or field.default is dict:
            found[field.name] = field.get_default()
    return found


@lru_cache(maxsize=512)
def _column(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]


@lru_cache(maxsize=512)
def _kind(model: type[models.Model], name: str) -> str:
    """The column's type, without a length: what is longer than the column is refused, where a cast would cut it."""
    return LENGTH.sub("", str(model._meta.get_field(name).db_type(connection)))


@lru_cache(maxsize=512)
def _for_sqlite(model: type[models.Model], name: str) -> Callable[[Any], Any]:
    field = model._meta.get_field(name)
    if isinstance(field, models.UUIDField):
        return _hex
    if isinstance(field, models.JSONField):
        return plain
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return _same


def _hex(value: UUID) -> str:
    return value.hex


def _same(value: Any) -> Any:
    return value

"""Reading whole tables without keeping anybody waiting: some rows at a time, and no transaction held open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, models

PIECE = 1000


def rows(model: type[models.Model], *names: str) -> Iterator[Sequence[Any]]:
    """Every row as (primary key, field, …) as the database itself has it, in the order of the keys. Rows that come
    while it is read are read, too."""
    quoted = connection.ops.quote_name
    key = quoted(column_of(model, "pk"))
    chosen = ", ".join((key, *(quoted(column_of(model, name)) for name in names)))
    start = f"SELECT {chosen} FROM {quoted(model._meta.db_table)}"
    order = f"ORDER BY {key} LIMIT {PIECE}"
    where, after = "", list[Any]()
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"{start} {where} {order}", after)
            piece = cursor.fetchall()
        yield from piece
        if len(piece) < PIECE:
            return
        where, after = f"WHERE {key} > %s", [piece[-1][0]]


def column_of(model: type[models.Model], name: str) -> str:
    """The column of the model's field of this name (`pk`: of its primary key)."""
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return str(getattr(field, "column", None))


def has_rows(model: type[models.Model]) -> bool:
    """Whether anything is stored in it; a model without a table stores nothing."""
    with connection.cursor() as cursor:
        there = model._meta.db_table in connection.introspection.table_names(cursor)
    return there and model._base_manager.exists()


def ours(thing: type) -> bool:
    """Whether a class is of the house and not of a library."""
    return thing.__module__.split(".")[0] == "duikou"

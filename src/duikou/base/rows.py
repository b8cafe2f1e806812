"""Model objects out of rows that were read by a statement of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

Model = TypeVar("Model", bound=models.Model)


def columns_of(model: type[models.Model]) -> str:
    """The columns of the model's table, in the order in which `made_of` wants them."""
    return ", ".join(f'"{model._meta.db_table}"."{field.column}"' for field in model._meta.concrete_fields)


def made_of(model: type[Model], rows: Iterable[tuple[Any, ...]]) -> list[Model]:
    """The rows as objects, as the manager makes them."""
    names = [field.attname for field in model._meta.concrete_fields]
    converters, found = _converters(model, connection.vendor), []
    for row in rows:
        values = list(row)
        for at, column, converter in converters:
            values[at] = converter(values[at], column, connection)
        found.append(model.from_db(connection.alias, names, values))
    return found


@lru_cache(maxsize=64)
def _converters(model: type[models.Model], _vendor: str) -> list[tuple[int, Any, Callable[..., Any]]]:
    columns = [field.get_col(model._meta.db_table) for field in model._meta.concrete_fields]
    return [
        (at, column, converter)
        for at, column in enumerate(columns)
        for converter in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
    ]

"""Statements for many rows, and many statements in one message.

A way to PostgreSQL and back costs as much as dozens of rows, more when the machine is busy, and whatever is locked
stays locked for it. So reads can be asked together, and writes can be gathered and sent together. SQLite is near enough
to be told one by one; what comes out is the same.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

Rows = list[tuple[Any, ...]]
PLAIN = {int, bool, UUID}
# What is asked by key is found by an index. PostgreSQL's planner, which has not looked yet at a table that a crowd is
# filling, would rather read the whole of it. Good until the transaction ends.
BY_INDEX = "SET LOCAL enable_seqscan = off"
ARRAYS = {int: "bigint", bytes: "bytea", str: "text"}
_gathered: ContextVar[list[_Statement] | None] = ContextVar("gathered", default=None)


class Question(NamedTuple):
    """A read: its `IN {}` stands for "one of `values`" (all whole numbers, all bytes or all texts), however many there
    are; `more` fill the %s behind it. Without values it is not asked: nothing is among none."""

    sql: str
    values: Collection[Any]
    more: tuple[Any, ...] = ()


def among(sql: str, values: Iterable[Any], *more: Any) -> Rows:
    """The rows that one Question reads."""
    return ask(Question(sql, list(values), more))[0]


def ask(*questions: Question) -> list[Rows]:
    """The rows of each question, in order. They travel to PostgreSQL as one message; each sees what the ones before it
    waited for, since every statement looks at the database anew."""
    asked = [one for one in questions if one.values]
    found: list[Rows] = []
    if asked:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                _send(cursor, [(BY_INDEX, []), *(_spelled(*one) for one in asked)])
                found = [cursor.fetchall() for _one in asked if cursor.nextset()]
            else:
                for one in asked:
                    cursor.execute(*_spelled(*one))
                    found.append(list(cursor.fetchall()))
    rows = iter(found)
    return [next(rows) if one.values else [] for one in questions]


def change(sql: str, values: Collection[Any], *more: Any, all_or: Exception | None = None) -> None:
    """Run an UPDATE that is spelled like a Question; raises `all_or` unless it changed as many rows as there are
    values. Inside `together` it is sent, and judged, with the others."""
    if not values:
        return
    statement = _Statement(*_spelled(sql, values, more), len(values), all_or)
    if gather(*statement):
        return
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.values)
        statement.judge(cursor.rowcount)


def gather(sql: str, values: list[Any], wanted: int = 0, all_or: Exception | None = None) -> bool:
    """Whether this is inside `together`: the statement goes with the others then."""
    gathered = _gathered.get()
    if gathered is None:
        return False
    gathered.append(_Statement(sql, values, wanted, all_or))
    return True


class _Statement(NamedTuple):
    sql: str
    values: list[Any]
    wanted: int = 0
    all_or: Exception | None = None

    def judge(self, count: int) -> None:
        if self.all_or is not None and count != self.wanted:
            raise self.all_or


def _spelled(sql: str, values: Collection[Any], more: tuple[Any, ...]) -> tuple[str, list[Any]]:
    first = next(iter(values))
    if connection.vendor == "postgresql":
        kind = next(name for of, name in ARRAYS.items() if isinstance(first, of))
        return sql.replace("IN {}", f"= ANY(%s::{kind}[])"), [array(values), *more]
    if isinstance(first, bytes):  # JSON has none
        return sql.replace("{}", f"({', '.join(['%s'] * len(values))})"), [*values, *more]
    return sql.replace("{}", "(SELECT value FROM json_each(%s))"), [json.dumps(list(values)), *more]


def _send(cursor: Any, statements: Sequence[tuple[str, list[Any]]]) -> None:
    cursor.execute(
        "; ".join(sql for sql, _values in statements), [one for _sql, values in statements for one in values]
    )


@contextmanager
def together() -> Iterator[None]:
    """Let the inserts and changes of this block travel to PostgreSQL as one message, in their order, at its end: for
    rows whose ids nobody needs or everybody knows. A way there and back costs as much as dozens of rows. A block inside
    another is part of it. SQLite is near enough to be told one by one."""
    if connection.vendor != "postgresql" or _gathered.get() is not None:
        yield
        return
    statements: list[_Statement] = []
    token = _gathered.set(statements)
    try:
        yield
    finally:
        _gathered.reset(token)
    if statements:
        with connection.cursor() as cursor:
            _send(cursor, [(one.sql, one.values) for one in statements])
            for one in statements:
                one.judge(cursor.rowcount)
                cursor.nextset()


def plain(value: Any) -> Any:
    """A value as a parameter: dictionaries as JSON."""
    return json.dumps(value) if isinstance(value, dict) else value


def array(values: Collection[Any]) -> str:
    """The values as the text of a PostgreSQL array."""
    kinds = set(map(type, values))
    if kinds <= PLAIN:
        return "{" + ",".join(map(str, values)) + "}"
    if kinds == {str}:
        joined = '","'.join(values)
        if "\\" not in joined and joined.count('"') == 2 * (len(values) - 1):  # nothing to escape
            return '{"' + joined + '"}'
    return "{" + ",".join(map(_item, values)) + "}"


def _item(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int | UUID):
        return str(value)
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    text = value.isoformat() if isinstance(value, datetime) else str(plain(value))
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

"""The two full-text engines behind one face: writing lexemes, and the SQL that finds documents having all of some.

PostgreSQL reads and sorts every match of a lexeme before it returns the first, so documents are cut into slices of
8,192 ids and each lexeme carries its slice: slice after slice is asked, the newest first, and only while more matches
are wanted. SQLite's FTS5 returns matches in order as it finds them and needs no slices.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

SLICE_BITS = 13
COLUMNS = ("id", "scope_id", "ref", "group", "pack", "amount", "until", "digest")
PLANNER = "; ".join(
    f"SET LOCAL {what}"
    for what in (
        "enable_seqscan = off",
        "enable_indexscan = off",
        "enable_indexonlyscan = off",
        "jit = off",
        "max_parallel_workers_per_gather = 0",
    )
)
Rows = Sequence[tuple[int, ...]]
AllOf = Sequence[Sequence[str]]  # every one of these, each satisfied by any of its lexemes


def on_postgresql() -> bool:
    """Whether the tables live in PostgreSQL."""
    return connection.vendor == "postgresql"


def next_ids(count: int) -> Sequence[int]:
    """Ids for `count` new documents; never used before."""
    with connection.cursor() as cursor:
        if on_postgresql():
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('index_document', 'id')) FROM generate_series(1, %s)", [count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'index_document'")
        last = int((cursor.fetchone() or (0,))[0])
        return range(last + 1, last + count + 1)


def append(rows: Rows, lexemes: Sequence[Iterable[str]]) -> None:
    """Insert documents (in the order of COLUMNS) with their lexemes."""
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    with connection.cursor() as cursor:
        if on_postgresql():
            with cursor.copy(f"COPY index_document ({names}, lexemes) FROM STDIN") as copy:
                for row, said in zip(rows, lexemes, strict=True):
                    mark = _slice_mark(row[0] >> SLICE_BITS)
                    copy.write_row((*row, " ".join([f"'{mark}{lexeme}'" for lexeme in said])))
            return
        marks = ", ".join(["%s"] * len(COLUMNS))
        cursor.executemany(f"INSERT INTO index_document ({names}) VALUES ({marks})", rows)
        cursor.executemany(
            "INSERT INTO index_text (rowid, lexemes) VALUES (%s, %s)",
            [(row[0], " ".join(said)) for row, said in zip(rows, lexemes, strict=True)],
        )


def select(
    columns: Sequence[str],
    wanted: AllOf,
    *,
    where: str,
    values: Sequence[Any],
    ids: tuple[int, int],
    limit: int,
    ordered: bool = True,
) -> tuple[str, list[Any]]:
    """SQL and its values: at most `limit` documents having `wanted`, newest first if `ordered`. `where` is more SQL
    about `d`; `ids` the lowest and highest id there can be."""
    names = ", ".join(columns)
    if not wanted:
        return f"SELECT {names} FROM index_document d WHERE {where} ORDER BY d.id DESC LIMIT {limit}", [*values]
    if not on_postgresql():
        sql = (
            f"SELECT {names} FROM index_text t CROSS JOIN index_document d ON d.id = t.rowid "
            f"WHERE t.index_text MATCH %s AND {where} ORDER BY t.rowid DESC LIMIT {limit}"
        )
        return sql, [_fts_query(wanted), *values]
    named = ", ".join(f"{name} AS c{at}" for at, name in enumerate(columns))
    order = "ORDER BY d.id DESC" if ordered else ""
    part = f"SELECT {named} FROM index_document d WHERE d.lexemes @@ slice.query AND {where} {order} LIMIT {limit}"
    sql = (
        f"SELECT {', '.join(f'part.c{at}' for at in range(len(columns)))} "
        f"FROM unnest(%s::tsquery[]) AS slice (query) CROSS JOIN LATERAL ({part}) part LIMIT {limit}"
    )
    first, last = ids[0] >> SLICE_BITS, ids[1] >> SLICE_BITS
    return sql, [[_ts_query(wanted, number) for number in range(last, first - 1, -1)], *values]


def columns_of(
    sql: str, values: Sequence[Any], count: int, *, most: int, by_words: bool
) -> tuple[list[list[int]], int]:
    """Run what `select` made, of `count` whole-number columns: the columns of the first `most` rows, and how many rows
    there are. One round trip.

    PostgreSQL packs each column into one value: thousands of rows take longer to hand over than to find."""
    with connection.cursor() as cursor:
        if not on_postgresql():
            cursor.execute(sql, values)
            rows = cursor.fetchall()
            columns = zip(*rows[:most], strict=True) if rows else [()] * count
            return [list(column) for column in columns], len(rows)
        names = ", ".join(f"c{at}" for at in range(count))
        packed = ", ".join(
            f"string_agg(int8send(c{at}::int8), '') FILTER (WHERE place <= {most})" for at in range(count)
        )
        placed = f"SELECT *, row_number() OVER () AS place FROM ({sql}) AS found ({names})"
        _run_planned(cursor, f"SELECT count(*), {packed} FROM ({placed}) AS placed", values, by_words=by_words)
        total, *columns = cursor.fetchone()
        return [_unpacked(column) for column in columns], total


def number_of(sql: str, values: Sequence[Any], *, by_words: bool) -> int:
    """How many rows what `select` made finds. One round trip."""
    with connection.cursor() as cursor:
        counting = f"SELECT count(*) FROM ({sql}) AS found"
        if on_postgresql():
            _run_planned(cursor, counting, values, by_words=by_words)
        else:
            cursor.execute(counting, values)
        return int(cursor.fetchone()[0])


def _run_planned(cursor: Any, sql: str, values: Sequence[Any], *, by_words: bool) -> None:
    if not by_words:
        cursor.execute(sql, values)
        return
    # The planner knows nothing of slices: left alone it reads the whole table, or follows the ids through it. All in
    # one message; outside a transaction PostgreSQL makes one of it, so that the settings end with it.
    cursor.execute(f"{PLANNER}; {sql}", values)
    for _setting in range(PLANNER.count(";") + 1):
        cursor.nextset()


def _unpacked(column: bytes | None) -> list[int]:
    numbers = array("q", bytes(column or b""))
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tolist()


def _slice_mark(number: int) -> str:
    return f"{number:x}:"


def _ts_query(wanted: AllOf, number: int) -> str:
    mark = _slice_mark(number)
    return " & ".join("(" + " | ".join(_ts_lexeme(mark, lexeme) for lexeme in any_of) + ")" for any_of in wanted)


def _ts_lexeme(mark: str, lexeme: str) -> str:
    start = lexeme.endswith("*")
    plain = lexeme.rstrip("*").replace("\\", "").replace("'", "")
    return f"'{mark}{plain}'" + (":*" if start else "")


def _fts_query(wanted: AllOf) -> str:
    return " AND ".join("(" + " OR ".join(_fts_lexeme(lexeme) for lexeme in any_of) + ")" for any_of in wanted)


def _fts_lexeme(lexeme: str) -> str:
    start = lexeme.endswith("*")
    plain = lexeme.rstrip("*").replace('"', "")
    return f'"{plain}"' + ("*" if start else "")

"""The two full-text engines behind one face: writing lexemes, and the SQL that finds documents having all of some.

PostgreSQL reads every match of a lexeme before it returns the first, so documents are cut into slices of 65,536 ids and
each lexeme carries its slice: the newest slices are asked first and the rest only while more matches are wanted.
SQLite's FTS5 returns matches in order as it finds them and needs no slices.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

SLICE_BITS = 16
MOST_PARTS = 16
COLUMNS = ("id", "scope_id", "ref", "group", "pack", "amount", "until", "digest")
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
    columns: str,
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
    if not wanted:
        return f"SELECT {columns} FROM index_document d WHERE {where} ORDER BY d.id DESC LIMIT {limit}", [*values]
    if not on_postgresql():
        sql = (
            f"SELECT {columns} FROM index_text t CROSS JOIN index_document d ON d.id = t.rowid "
            f"WHERE t.index_text MATCH %s AND {where} ORDER BY t.rowid DESC LIMIT {limit}"
        )
        return sql, [_fts_query(wanted), *values]
    match = "d.lexemes @@ %s::tsquery"
    order = "ORDER BY d.id DESC" if ordered else ""
    part = f"(SELECT {columns} FROM index_document d WHERE {match} AND {where} {order} LIMIT {limit})"
    queries = [_ts_query(wanted, part) for part in _parts(*ids)]
    sql = f"SELECT * FROM ({' UNION ALL '.join([part] * len(queries))}) found LIMIT {limit}"
    return sql, [value for query in queries for value in (query, *values)]


def _parts(lowest: int, highest: int) -> list[range]:
    first, last = lowest >> SLICE_BITS, highest >> SLICE_BITS
    size = -(-(last - first + 1) // MOST_PARTS)
    return [range(end, max(end - size, first - 1), -1) for end in range(last, first - 1, -size)]


def _slice_mark(number: int) -> str:
    return f"{number:x}:"


def _ts_query(wanted: AllOf, part: range) -> str:
    slices = []
    for number in part:
        mark = _slice_mark(number)
        needs = ["(" + " | ".join(_ts_lexeme(mark, lexeme) for lexeme in any_of) + ")" for any_of in wanted]
        slices.append(" & ".join(needs))
    return " | ".join(f"({one})" for one in slices)


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

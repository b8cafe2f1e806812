"""What stored rows promise, looked up in the living database: each promise knows how to find the rows that break it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Promise:
    """`broken` reads the rows that break it, one for each column of `fault` (the id first); `do` says what to do."""

    fault: str
    do: str
    broken: str

    def faults(self) -> list[str]:
        """What is wrong, in plain English; SHOWN of them at most."""
        with connection.cursor() as cursor:
            cursor.execute(f"{self.broken} ORDER BY 1 LIMIT {SHOWN + 1}")
            return told(self.fault, self.do, cursor.fetchall())


@dataclass(slots=True)
class Findings:
    """What was looked at (how many of what) and what is wrong, each with what to do about it."""

    looked_at: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def told(fault: str, do: str, rows: Sequence[Sequence[object]]) -> list[str]:
    """A line for each of the first SHOWN rows, and one that says that there are more."""
    lines = [f"{fault.format(*row)}. {do}" for row in rows[:SHOWN]]
    return [*lines, "(and more of these)"] if len(rows) > SHOWN else lines


def how_many(tables: Iterable[str]) -> dict[str, int]:
    """The number of rows of these tables."""
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            found[table] = int(cursor.fetchone()[0])
    return found

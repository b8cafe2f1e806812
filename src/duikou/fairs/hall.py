"""The hall of a fair: which table stands where, how long it is from one to another, and how that is drawn.

Tables stand in rows with aisles between them; whoever walks goes along the aisles. Where the office has not laid the
hall out, the tables stand by their numbers, TABLES_IN_A_ROW in a row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

TABLES_IN_A_ROW = 8
MOST_ROWS, MOST_IN_A_ROW, MOST_NUMBER = 60, 40, 32_767
METRES_ASIDE, METRES_AHEAD = 3, 5  # from a table to the next of its row, and to the next row
METRES_AT_ONCE = 6  # so near that it takes no time: the table beside, or opposite
METRES_A_MINUTE = 50  # at an easy pace among people
CELL_WIDE, CELL_HIGH, GAP, AISLE, EDGE, DOOR = 44, 34, 6, 18, 8, 26
HEAD = 8  # above the last row, for the turn of a table that is the reader's
WIDE = 12  # tables in a row that a telephone cannot show at once
SMALL = 7  # so few in a row that they would be drawn too large on a desk

Entrance = Literal["left", "middle", "right"]
Row = tuple[int | None, ...]  # the numbers of the tables; None where there is none


@dataclass(frozen=True, slots=True)
class Hall:
    """The rows of a hall from the entrance on, and at which end of the first row one comes in."""

    rows: tuple[Row, ...]
    entrance: str = "middle"

    def spots(self) -> dict[int, tuple[int, int]]:
        """Row and place in it of each table, by its number."""
        return {number: (row, at) for row, tables in enumerate(self.rows) for at, number in enumerate(tables) if number}


class BadHall(ValueError):
    """A plan of a hall that cannot be; `numbers` are the tables it is about."""

    def __init__(self, why: Literal["empty", "twice", "no_number", "too_large"], what: str = "") -> None:
        super().__init__(why)
        self.why, self.what = why, what


def by_number(numbers: Iterable[int], *, in_a_row: int = TABLES_IN_A_ROW) -> tuple[Row, ...]:
    """Rows in the order of the numbers."""
    listed = sorted(set(numbers))
    return tuple(tuple(listed[first : first + in_a_row]) for first in range(0, len(listed), in_a_row))


def completed(rows: Sequence[Sequence[int | None]], numbers: Collection[int], entrance: str = "middle") -> Hall:
    """The hall as it was laid out, with tables that came later in rows of their own at its end; tables that are no
    longer there leave a gap."""
    there = set(numbers)
    kept = tuple(tuple(number if number in there else None for number in row) for row in rows)
    kept = kept if any(number for row in kept for number in row) else ()
    placed = {number for row in kept for number in row if number}
    return Hall((*kept, *by_number(there - placed)), entrance)


def read_rows(text: str) -> tuple[Row, ...]:
    """The rows written as lines of numbers, `-` where no table stands. Raises BadHall."""
    rows: list[Row] = []
    seen: set[int] = set()
    for line in text.splitlines():
        row: list[int | None] = []
        for word in line.replace(",", " ").replace("\uff0c", " ").replace("\u3001", " ").split():
            if word in ("-", "\u2013", "\u2014", "\uff0d"):
                row.append(None)
                continue
            if not word.isdecimal() or len(word) > 5 or not 0 < int(word) <= MOST_NUMBER:
                raise BadHall("no_number", word[:12])
            if int(word) in seen:
                raise BadHall("twice", word)
            seen.add(int(word))
            row.append(int(word))
        if row:
            rows.append(tuple(row))
    if not seen:
        raise BadHall("empty")
    if len(rows) > MOST_ROWS or max(map(len, rows)) > MOST_IN_A_ROW:
        raise BadHall("too_large")
    return tuple(rows)


def write_rows(hall: Hall) -> str:
    """The rows as `read_rows` takes them."""
    return "\n".join(" ".join("-" if number is None else str(number) for number in row) for row in hall.rows)


def minutes(here: tuple[int, int], there: tuple[int, int]) -> int:
    """How many minutes it takes from one spot to another, by row and place; the same both ways."""
    metres = METRES_AHEAD * abs(here[0] - there[0]) + METRES_ASIDE * abs(here[1] - there[1])
    return 0 if metres <= METRES_AT_ONCE else -(-metres // METRES_A_MINUTE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A drawn table: its number, where its box begins, the middle of its text, and whether it is one of the reader's;
    `nth` is its turn in their day (several joined), empty for the others."""

    number: int
    x: int
    y: int
    text_x: int
    text_y: int
    mine: bool
    nth: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The hall in the units of its drawing, the entrance at the foot."""

    width: int
    height: int
    cells: tuple[Cell, ...]
    door_x: int
    door_y: int
    anchor: str
    is_wide: bool
    is_small: bool


def draw(hall: Hall, turns: Mapping[int, Sequence[int]] | None = None) -> Drawing:
    """The hall as a template draws it: the first row nearest to the entrance at the foot, the reader's tables marked
    with their `turns` in the day, by number."""
    turns = turns or {}
    across = max((len(row) for row in hall.rows), default=1)
    width = 2 * EDGE + across * (CELL_WIDE + GAP) - GAP
    deep = len(hall.rows)
    height = 2 * EDGE + HEAD + deep * CELL_HIGH + max(0, deep - 1) * AISLE + DOOR
    cells = []
    for row, tables in enumerate(hall.rows):
        y = EDGE + HEAD + (deep - 1 - row) * (CELL_HIGH + AISLE)
        for at, table in enumerate(tables):
            if table is None:
                continue
            x = EDGE + at * (CELL_WIDE + GAP)
            nth = "·".join(map(str, turns.get(table, ())))
            cells.append(Cell(table, x, y, x + CELL_WIDE // 2, y + CELL_HIGH // 2 + 5, table in turns, nth))
    door = {"left": EDGE, "right": width - EDGE}.get(hall.entrance, width // 2)
    anchor = {"left": "start", "right": "end"}.get(hall.entrance, "middle")
    return Drawing(width, height, tuple(cells), door, height - EDGE, anchor, across > WIDE, across < SMALL)

"""One table as it stands in a file: a name and rows of raw cells that can be read more than once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Cell = Any
Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class Sheet:
    """A table of a file.

    `rows()` starts over at each call; its first row is row `first_row` as a spreadsheet program counts (from 1), its
    first cell stands in column `first_column` (from 0). `merged` holds ranges ((row, column), (row, column)), from 0,
    both ends included.
    `has_keys` tells that the first row is known to be the header (objects of a JSON file).
    """

    name: str
    rows: Callable[[], Iterator[Sequence[Cell]]]
    merged: list[Range] = field(default_factory=list)
    first_row: int = 1
    first_column: int = 0
    has_keys: bool = False
    fills_down: bool = False
    release: Callable[[], None] = lambda: None

    def cell_name(self, row: int, column: int) -> str:
        """The name of a cell as spreadsheet programs show it, as in C17; `column` counts from 0 within `rows`."""
        return f"{column_letters(column + self.first_column)}{row}"


def column_letters(index: int) -> str:
    """The letters of the column with this index from 0: A, B, … Z, AA, …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

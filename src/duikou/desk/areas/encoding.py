"""Whole numbers as letters: the signed variable-length quantities of source maps (ECMA-426), five bits a letter. Unlike
bytes in base64 each number begins a letter of its own, which compresses better."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from duikou.desk.areas.outline import Arc

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
VALUES = {letter: value for value, letter in enumerate(LETTERS)}


def written(numbers: Iterable[int]) -> str:
    """The numbers as letters."""
    made = []
    for number in numbers:
        rest = -number << 1 | 1 if number < 0 else number << 1
        while rest > 31:
            made.append(LETTERS[rest & 31 | 32])
            rest >>= 5
        made.append(LETTERS[rest])
    return "".join(made)


def read_numbers(text: str) -> Iterator[int]:
    """The numbers that `written` wrote."""
    value = shift = 0
    for letter in text:
        bits = VALUES[letter]
        value |= (bits & 31) << shift
        shift += 5
        if not bits & 32:
            yield -(value >> 1) if value & 1 else value >> 1
            value = shift = 0


def written_arcs(arcs: Sequence[Arc]) -> str:
    """Pieces of borders: for each the count of its points, and every point as steps from the one before, also from one
    piece to the next."""
    numbers: list[int] = []
    x = y = 0
    for arc in arcs:
        numbers.append(len(arc))
        for point in arc:
            numbers += (point[0] - x, point[1] - y)
            x, y = point
    return written(numbers)

"""Charts as plain numbers for a template to draw as SVG: no script, no style attributes, readable at any width.

Along the width everything is in per cent, along the height in pixels, so that text keeps its size on a telephone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

HEIGHT, TOP, FOOT = 200, 18, 24
FIRST, LAST = 7.0, 100.0
WIDEST = 12.0
MOST_LABELS, MOST_VALUES = 6, 12
ROW, BAR = 46, 16


@dataclass(frozen=True, slots=True)
class Mark:
    """One value: `x`, `middle` and `width` in per cent, `y` and `height` in pixels; `label` and `number` are empty
    where they would collide with their neighbours'. A value that is not to be shown is None."""

    name: Any
    value: int | None
    label: str
    x: str
    middle: str
    width: str
    y: int
    height: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal line of the scale: its value and its height in pixels."""

    value: int
    y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart: marks, scale, and what it is called; `summary` says it in words; `across`: bars lie."""

    key: str
    title: Any
    summary: Any
    column: Any
    unit: Any
    marks: tuple[Mark, ...]
    scale: tuple[Line, ...]
    height: int = HEIGHT
    base: int = HEIGHT - FOOT
    across: bool = False


def bars(
    values: Sequence[tuple[Any, int | None]], *, key: str, title: Any, column: Any, unit: Any, summary: Any = ""
) -> Chart | None:
    """A bar chart of (name, value) in the order given, or None without values. `column` heads the names in the table
    beneath, `unit` the values. A value of None has no bar: it is not to be shown."""
    if not values:
        return None
    top = scale_top(max(value or 0 for _name, value in values))
    step = (LAST - FIRST) / len(values)
    every = -(-len(values) // MOST_LABELS)
    drawn = HEIGHT - FOOT - TOP
    marks = []
    for place, (name, value) in enumerate(values):
        tall = round(drawn * (value or 0) / top)
        middle, wide = FIRST + step * (place + 0.5), min(step * 0.7, WIDEST)
        marks.append(
            Mark(
                name=name,
                value=value,
                label=str(name) if place % every == 0 else "",
                x=f"{middle - wide / 2:.2f}%",
                middle=f"{middle:.2f}%",
                width=f"{wide:.2f}%",
                y=HEIGHT - FOOT - tall,
                height=tall,
                number=_number(value) if len(values) <= MOST_VALUES else "",
            )
        )
    scale = tuple(Line(top * part // 2, HEIGHT - FOOT - drawn * part // 2) for part in (1, 2))
    return Chart(key, title, summary, column, unit, tuple(marks), scale)


def rows(
    values: Sequence[tuple[Any, int | None]],
    *,
    key: str,
    title: Any,
    column: Any,
    unit: Any,
    summary: Any = "",
    full: int = 0,
) -> Chart | None:
    """The same lying down, for names too long to stand side by side: each name above its bar. A value of None has no
    bar: it is not to be shown. A bar as wide as the page is `full`, or the largest value."""
    if not values:
        return None
    top = full or max(1, *(value or 0 for _name, value in values))
    marks = tuple(
        Mark(
            name=name,
            value=value,
            label=str(name),
            x="0%",
            middle="0%",
            width=f"{100 * (value or 0) / top:.2f}%",
            y=ROW * place + ROW - BAR - 6,
            height=BAR,
            number="·" if value is None else str(value),
        )
        for place, (name, value) in enumerate(values)
    )
    return Chart(key, title, summary, column, unit, marks, (), height=ROW * len(values), across=True)


def _number(value: int | None) -> str:
    return "·" if value is None else str(value or "")


def scale_top(most: int) -> int:
    """The smallest of 2, 4, 10, 20, 40, 100, … that is not below `most`, so that half of it is a whole number."""
    top, factors, turn = 2, (2, 2.5, 2), 0
    while top < most:
        top = int(top * factors[turn % 3])
        turn += 1
    return top

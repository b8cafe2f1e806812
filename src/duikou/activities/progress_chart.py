"""Progress over the years as small pictures, one for each criterion: plain numbers for a template to draw as SVG. In
width all is in per cent, in height in pixels, so that text keeps its size on a telephone."""

from __future__ import annotations

from dataclasses import dataclass

from duikou.activities.models import Criterion
from duikou.activities.queries.progress import Table

HEIGHT, TOP, FOOT = 56, 16, 18


@dataclass(frozen=True, slots=True)
class Bar:
    """A year: how high its bar is and where it stands; `text` is what was reached, "" where nothing was asked."""

    year: object
    text: str
    x: str
    middle: str
    width: str
    y: int
    height: int
    judged: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A criterion over the years."""

    criterion: Criterion
    bars: tuple[Bar, ...]
    foot: int
    height: int


def pictures(table: Table) -> list[Picture]:
    """A picture for each criterion; bars are shares of the maximum of their year."""
    step = 100 / max(len(table.columns), 1)
    made = []
    for row in table.rows:
        bars = []
        for at, (year, mark) in enumerate(zip(table.columns, row.marks, strict=True)):
            share = (mark.reached or 0) / mark.maximum if mark else 0
            high = max(round(share * HEIGHT), 1) if mark else 0
            bars.append(
                Bar(
                    year,
                    f"{mark.reached}/{mark.maximum}" if mark and mark.reached is not None else "",
                    x=f"{step * (at + 0.2):.2f}%",
                    middle=f"{step * (at + 0.5):.2f}%",
                    width=f"{step * 0.6:.2f}%",
                    y=TOP + HEIGHT - high,
                    height=high,
                    judged=mark.judged if mark else "",
                )
            )
        made.append(Picture(row.criterion, tuple(bars), TOP + HEIGHT, TOP + HEIGHT + FOOT))
    return made

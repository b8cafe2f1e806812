"""Channel by kind by month as a picture: plain numbers for a template to draw as SVG, and the table beneath it.

One small grid for each channel: kinds downwards, each named above its cells, months or weeks across. In width all is in
per cent, in height in pixels, so that text keeps its size on a telephone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext

from duikou.activities.models import Channel, Kind
from duikou.activities.queries.coverage import Coverage

ROW, TOP, BAR = 40, 18, 18


@dataclass(frozen=True, slots=True)
class Cell:
    """A kind in a month: its number, 0 where there was nothing; place and size in per cent and pixels."""

    count: int
    x: str
    middle: str
    width: str
    y: int


@dataclass(frozen=True, slots=True)
class Row:
    """A kind with its cells; `count` is 0 where there was nothing all the time."""

    kind: Kind
    count: int
    y: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The grid of one channel; `columns` are the names of the spans with their middle in per cent."""

    channel: Channel
    count: int
    empty: int
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Line:
    """A channel in the table: its number for each kind, in all, and how many came; None where too few to be told."""

    channel: Channel
    counts: tuple[tuple[Kind, int], ...]
    count: int
    heads: int | None
    counted: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The picture in numbers."""

    kinds: Sequence[Kind]
    lines: tuple[Line, ...]
    sums: tuple[tuple[Kind, int], ...]
    total: int
    heads: int | None


def pictures(covered: Coverage) -> list[Picture]:
    """A picture for each channel."""
    step = 100 / len(covered.spans)
    names = tuple((_name(covered, at), f"{step * (at + 0.5):.2f}%") for at in range(len(covered.spans)))
    made = []
    for channel in covered.channels:
        rows = []
        for place, kind in enumerate(covered.kinds):
            y = TOP + ROW * place
            cells = tuple(
                Cell(
                    count=covered.cells[channel.pk, kind.pk, at],
                    x=f"{step * (at + 0.04):.2f}%",
                    middle=f"{step * (at + 0.5):.2f}%",
                    width=f"{step * 0.92:.2f}%",
                    y=y + ROW - BAR - 2,
                )
                for at in range(len(covered.spans))
            )
            rows.append(Row(kind, covered.count(channel, kind), y, cells))
        empty = sum(not row.count for row in rows)
        made.append(Picture(channel, covered.of_channel(channel), empty, names, tuple(rows), TOP + ROW * len(rows) + 4))
    return made


def table(covered: Coverage) -> Table:
    """The table beneath."""
    lines = tuple(
        Line(
            channel,
            tuple((kind, covered.count(channel, kind)) for kind in covered.kinds),
            covered.of_channel(channel),
            covered.heads.get(channel.pk),
            channel.pk in covered.heads,
        )
        for channel in covered.channels
    )
    sums = tuple((kind, covered.of_kind(kind)) for kind in covered.kinds)
    return Table(covered.kinds, lines, sums, covered.total, covered.heads_in_all)


def _name(covered: Coverage, at: int) -> Any:
    day = covered.spans[at]
    if covered.by_month:
        return str(day.month)
    return pgettext("day and month, in figures", "%(day)s/%(month)s") % {"day": day.day, "month": day.month}

"""Where two shapes lie over each other: how much, how thick, and a point in it.

The plane is cut into level bands at every point where a border turns or two borders cross. Within a band no border
turns, so that what is common to both is as wide, on the average, as in the band's middle.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from duikou.desk.areas.checking import meeting
from duikou.desk.areas.shapes import (
    METRES_A_UNIT,
    UNITS,
    Box,
    Edge,
    Shape,
    box_of_shape,
    edges_of,
    metres_east,
    rings_of,
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two shapes have in common: its size, how thick it is where it is thickest, and a point in it (degrees)."""

    square_metres: float
    metres_thick: float
    at: tuple[float, float]


def overlap_of(one: Shape, other: Shape) -> Overlap | None:
    """What the two have in common; None when that is nothing, or a line."""
    boxes = box_of_shape(one), box_of_shape(other)
    if not boxes[0].meets(boxes[1]):
        return None
    edges = list(edges_of(rings_of(one))), list(edges_of(rings_of(other)))
    level = _common(_near(edges[0], boxes[1]), _near(edges[1], boxes[0]))
    if level is None:
        return None
    upright = _common(*(_near(_turned(edges[at]), _turned_box(boxes[1 - at])) for at in (0, 1)))
    metres = metres_east(level.y)
    thick = min(level.widest * metres, upright.widest * METRES_A_UNIT if upright else 0.0)
    return Overlap(level.size * metres * METRES_A_UNIT, thick, (level.x / UNITS, level.y / UNITS))


def meeting_boxes(boxes: Sequence[Box]) -> Iterator[tuple[int, int]]:
    """The places in the list of any two boxes that have a point in common, the lower first."""
    order = sorted(range(len(boxes)), key=lambda at: boxes[at].west)
    begun: list[int] = []
    for at in order:
        begun = [other for other in begun if boxes[other].east >= boxes[at].west]
        for other in begun:
            if boxes[at].meets(boxes[other]):
                yield min(at, other), max(at, other)
        begun.append(at)


@dataclass(frozen=True, slots=True)
class _Found:
    size: float
    widest: float
    x: float
    y: float


def _near(edges: Iterable[Edge], box: Box) -> list[Edge]:
    """The edges that pass the heights of a box."""
    return [(a, b) for a, b in edges if min(a[1], b[1]) <= box.north and box.south <= max(a[1], b[1])]


def _turned(edges: Iterable[Edge]) -> list[Edge]:
    return [((a[1], a[0]), (b[1], b[0])) for a, b in edges]


def _turned_box(box: Box) -> Box:
    return Box(box.south, box.west, box.north, box.east)


def _common(first: Sequence[Edge], second: Sequence[Edge]) -> _Found | None:
    levels = _levels(first, second)
    size, best = 0.0, (0.0, 0.0, 0.0)
    for low, high in itertools.pairwise(levels):
        middle = (low + high) / 2
        for start, end in _both(_spans(first, middle), _spans(second, middle)):
            size += (end - start) * (high - low)
            best = max(best, (end - start, (start + end) / 2, middle))
    return _Found(size, *best) if size > 0 else None


def _levels(first: Sequence[Edge], second: Sequence[Edge]) -> list[float]:
    if not first or not second:
        return []
    turns: set[float] = {float(point[1]) for edges in (first, second) for edge in edges for point in edge}
    heights = [[point[1] for edge in edges for point in edge] for edges in (first, second)]
    south, north = max(map(min, heights)), min(map(max, heights))
    for a, b in first:
        west, east = min(a[0], b[0]), max(a[0], b[0])
        low, high = min(a[1], b[1]), max(a[1], b[1])
        for c, d in second:
            if (c[0] < west and d[0] < west) or (c[0] > east and d[0] > east):
                continue
            if (c[1] < low and d[1] < low) or (c[1] > high and d[1] > high):
                continue
            crossing = meeting((a, b), (c, d))
            if crossing is not None:
                turns.add(crossing[1])
    return sorted(level for level in turns if south <= level <= north)


def _spans(edges: Sequence[Edge], level: float) -> list[tuple[float, float]]:
    """The stretches of a level line that lie inside, from west to east."""
    cut = sorted(
        a[0] + (level - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) for a, b in edges if (a[1] > level) != (b[1] > level)
    )
    return list(zip(cut[::2], cut[1::2], strict=False))


def _both(first: Sequence[tuple[float, float]], second: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """What two lists of stretches have in common; what is thinner than the grid is nothing."""
    for a, b in first:
        for c, d in second:
            start, end = max(a, c), min(b, d)
            if end - start > 1 and not math.isclose(start, end):
                yield start, end

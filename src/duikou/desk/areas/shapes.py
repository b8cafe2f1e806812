"""Polygons on a grid of a millionth of a degree (11 cm), in whole numbers, so that every answer here is exact.

Which side of a border a point lies on is decided by the even-odd rule over all rings of a shape; holes are rings like
others. Lengths and areas are in metres on a sphere of the Earth's mean radius, good to half a percent.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

UNITS = 1_000_000  # of a degree
METRES_A_UNIT = 6_371_008.8 * math.pi / 180 / UNITS  # along a meridian

Point = tuple[int, int]  # east, north
Ring = tuple[Point, ...]  # its last point leads to the first
Edge = tuple[Point, Point]
Side = Literal["in", "on", "out"]


@dataclass(frozen=True, slots=True)
class Box:
    """The smallest upright rectangle around points."""

    west: int
    south: int
    east: int
    north: int

    def meets(self, other: Box) -> bool:
        """Whether the two have a point in common."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )


@dataclass(frozen=True, slots=True)
class Polygon:
    """An outer ring, and the rings of what is cut out of it."""

    outer: Ring
    holes: tuple[Ring, ...] = ()

    @property
    def rings(self) -> tuple[Ring, ...]:
        """All of them, the outer one first."""
        return (self.outer, *self.holes)


Shape = tuple[Polygon, ...]


def rings_of(shape: Shape) -> list[Ring]:
    """Every ring of a shape."""
    return [ring for polygon in shape for ring in polygon.rings]


def edges_of(rings: Iterable[Ring]) -> Iterator[Edge]:
    """The edges of these rings, each with the one that closes it."""
    for ring in rings:
        yield from zip(ring, (*ring[1:], ring[0]), strict=True)


def box_of(points: Iterable[Point]) -> Box:
    """The box around at least one point."""
    easts, norths = zip(*points, strict=True)
    return Box(min(easts), min(norths), max(easts), max(norths))


def box_of_shape(shape: Shape) -> Box:
    """The box around a shape."""
    return box_of(point for polygon in shape for point in polygon.outer)


def turn(a: Point, b: Point, c: Point) -> int:
    """Positive when a, b, c turn to the left, negative to the right, 0 when they lie on one line."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def between(a: Point, b: Point, c: Point) -> bool:
    """Whether c, which is on the line through a and b, lies on the edge between them."""
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def side(rings: Sequence[Ring], point: Point) -> Side:
    """Whether the point lies in what the rings enclose, on one of their edges, or outside."""
    _x, y = point
    inside = False
    for a, b in edges_of(rings):
        if (a[1] > y) != (b[1] > y):
            left = turn(a, b, point)
            if left == 0:
                return "on"
            if (left > 0) == (b[1] > a[1]):
                inside = not inside
        elif (a[1] == y or b[1] == y or a[1] == b[1]) and turn(a, b, point) == 0 and between(a, b, point):
            return "on"
    return "in" if inside else "out"


def metres_east(y: float) -> float:
    """How many metres a unit to the east is at the northing `y`."""
    return METRES_A_UNIT * math.cos(math.radians(y / UNITS))


def square_metres(ring: Ring) -> float:
    """The area of a ring, never negative."""
    x0, y0 = ring[0]
    twice = sum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in edges_of([ring]))
    middle = sum(point[1] for point in ring) / len(ring)
    return abs(twice) / 2 * METRES_A_UNIT * metres_east(middle)


def area_of(shape: Shape) -> float:
    """Square metres of a shape, its holes taken away."""
    return sum(square_metres(one.outer) - sum(map(square_metres, one.holes)) for one in shape)


def length_of(ring: Ring) -> float:
    """Metres around a ring."""
    return sum(
        math.hypot((b[0] - a[0]) * metres_east((a[1] + b[1]) / 2), (b[1] - a[1]) * METRES_A_UNIT)
        for a, b in edges_of([ring])
    )

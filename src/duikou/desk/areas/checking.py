"""What is wrong with a drawn area by itself: crossings of its own border, holes that lie outside, sizes that cannot
be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duikou.desk.areas.geojson import Trouble
from duikou.desk.areas.shapes import (
    UNITS,
    Edge,
    Point,
    Polygon,
    Ring,
    Shape,
    area_of,
    between,
    edges_of,
    length_of,
    rings_of,
    side,
    turn,
)

MOST_POINTS = 5000
LEAST_SQUARE_METRES, MOST_SQUARE_METRES = 400, 20_000 * 1_000_000
LEAST_METRES_WIDE = 2  # on the average; thinner is a slip of the pen


def troubles_of(name: str, shape: Shape) -> list[Trouble]:
    """What is wrong with this shape, each thing with a point where it is, in degrees."""
    if sum(map(len, rings_of(shape))) > MOST_POINTS:
        return [Trouble("too_detailed", name, degrees(shape[0].outer[0]))]
    crossing = first_crossing(list(edges_of(rings_of(shape))))
    if crossing is not None:
        return [Trouble("crossing", name, crossing)]
    found = [Trouble(why, name, degrees(at)) for why, at in _misplaced(shape)]
    if found:
        return found
    at, size = degrees(shape[0].outer[0]), area_of(shape)
    if size < LEAST_SQUARE_METRES:
        return [Trouble("tiny", name, at, metres=size)]
    if size > MOST_SQUARE_METRES:
        return [Trouble("huge", name, at, metres=size)]
    thin = [one for one in shape if 2 * area_of((one,)) / length_of(one.outer) < LEAST_METRES_WIDE]
    return [Trouble("sliver", name, degrees(one.outer[0])) for one in thin[:1]]


def degrees(point: tuple[float, float]) -> tuple[float, float]:
    """East and north of a point of the grid, in degrees."""
    return point[0] / UNITS, point[1] / UNITS


def first_crossing(edges: Sequence[Edge]) -> tuple[float, float] | None:
    """Where two of these edges cross or run along each other, in degrees, None when they only touch at points. The
    edges are those of whole rings: neighbours have a point in common."""
    spans = sorted((min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1]), a, b) for a, b in edges)
    begun: list[tuple[int, int, int, int, Point, Point]] = []
    for one in spans:
        begun = [other for other in begun if other[1] >= one[0]]
        for other in begun:
            if other[2] <= one[3] and one[2] <= other[3]:
                at = meeting((one[4], one[5]), (other[4], other[5]))
                if at is not None:
                    return degrees(at)
        begun.append(one)
    return None


def meeting(first: Edge, second: Edge) -> tuple[float, float] | None:
    """A point where two edges cross or run along each other; None when they are apart or touch at one point only."""
    (a, b), (c, d) = first, second
    at_c, at_d = turn(a, b, c), turn(a, b, d)
    if at_c == at_d == 0:
        return _along(first, second)
    at_a, at_b = turn(c, d, a), turn(c, d, b)
    if (at_c > 0) == (at_d > 0) or (at_a > 0) == (at_b > 0) or 0 in (at_a, at_b, at_c, at_d):
        return None
    part = at_a / (at_a - at_b)
    return a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])


def _along(first: Edge, second: Edge) -> tuple[float, float] | None:
    """The middle of what two edges of one line have in common; None when that is a point or nothing."""
    shared = {one for one in first if between(*second, one)} | {one for one in second if between(*first, one)}
    if len(shared) < 2:
        return None
    ends = min(shared), max(shared)
    return (ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2


def _misplaced(shape: Shape) -> Iterator[tuple[str, Point]]:
    for polygon in shape:
        for hole in polygon.holes:
            if not _within(hole, [polygon.outer]):
                yield "hole_outside", hole[0]
        yield from (("hole_in_hole", at) for at in _nested([Polygon(hole) for hole in polygon.holes]))
    yield from (("parts_overlap", at) for at in _nested(shape))


def _nested(polygons: Sequence[Polygon]) -> Iterator[Point]:
    """A point of each polygon that lies in another one; their borders do not cross."""
    for one in polygons:
        if any(other is not one and _within(one.outer, other.rings) for other in polygons):
            yield one.outer[0]


def _within(ring: Ring, rings: Sequence[Ring]) -> bool:
    """Whether a ring that crosses none of `rings` lies in what they enclose: so does any point of it that is on none of
    them. One whose points are all on them is judged by the middle of an edge."""
    doubled = [tuple((2 * x, 2 * y) for x, y in one) for one in rings]
    for a, b in edges_of([ring]):
        for at in ((2 * a[0], 2 * a[1]), (a[0] + b[0], a[1] + b[1])):
            found = side(doubled, at)
            if found != "on":
                return found == "in"
    return True

"""Fewer points for the same borders: a border that two areas share is kept once, and simplified for both alike.

Of a border between two of its corners, points are left out (Douglas and Peucker, 1973) as long as every one left out
lies within `error` metres of the straight line that replaces it. The old line can then be pulled onto the new one
without ever leaving that distance, so that for every point farther away from the new border than `error`, and what
rounding adds, the answer is the same as before, whatever shape the new border has.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from duikou.desk.areas.shapes import METRES_A_UNIT, Point, Ring, Shape, metres_east, rings_of

COARSE = 10  # units of the grid in one of the outline: a hundred-thousandth of a degree, 1.1 m
ROUNDED_METRES = 0.8  # half the diagonal of that

Arc = tuple[Point, ...]


@dataclass(slots=True)
class Outline:
    """Pieces of borders in units of the outline, and for each area its rings: which pieces one after the other, `~n`
    for piece n the other way round."""

    arcs: list[Arc] = field(default_factory=list)
    areas: list[list[list[int]]] = field(default_factory=list)


def outline_of(shapes: Sequence[Shape], *, error: float) -> Outline:
    """The outline of these shapes, no border of which is farther than `error` metres, and rounding, from the drawn
    one."""
    rings = [list(rings_of(shape)) for shape in shapes]
    corners = _corners(ring for area in rings for ring in area)
    made, known = Outline(), dict[Arc, int]()
    for area in rings:
        made.areas.append([_known(_pieces(ring, corners), known, made, error) for ring in area])
    return made


def _corners(rings: Iterable[Ring]) -> set[Point]:
    """Points at which borders part: those with more than two neighbours."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for a, b in zip(ring, (*ring[1:], ring[0]), strict=True):
            beside[a].add(b)
            beside[b].add(a)
    return {point for point, others in beside.items() if len(others) > 2}


def _pieces(ring: Ring, corners: set[Point]) -> list[Arc]:
    """A ring cut at its corners; whole from its least point to itself when there is none."""
    cuts = [at for at, point in enumerate(ring) if point in corners] or [ring.index(min(ring))]
    turned = ring[cuts[0] :] + ring[: cuts[0]]
    ends = [at - cuts[0] for at in cuts] + [len(ring)]
    closed = (*turned, turned[0])
    return [closed[start : end + 1] for start, end in itertools.pairwise(ends)]


def _known(pieces: Iterable[Arc], known: dict[Arc, int], made: Outline, error: float) -> list[int]:
    ring = []
    for piece in pieces:
        turned = piece[::-1]
        first = min(piece, turned)
        number = known.get(first)
        if number is None:
            number = known[first] = len(made.arcs)
            made.arcs.append(_coarse(_thinned(first, error)))
        ring.append(number if first == piece else ~number)
    return ring


def _coarse(arc: Arc) -> Arc:
    points = [(round(x / COARSE), round(y / COARSE)) for x, y in arc]
    kept = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    return tuple(kept)


def _thinned(arc: Arc, error: float) -> Arc:
    """The piece without what is not needed; its ends stay, and of a closed one the point farthest from them, too."""
    across = metres_east(arc[0][1])
    flat = [(x * across, y * METRES_A_UNIT) for x, y in arc]
    kept = {0, len(arc) - 1}
    spans = [(0, len(arc) - 1)]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        farthest, at = max((_distance(flat[one], flat[start], flat[end]), one) for one in range(start + 1, end))
        if farthest > error or ((start, end) == (0, len(arc) - 1) and arc[0] == arc[-1]):
            kept.add(at)
            spans += [(start, at), (at, end)]
    return tuple(arc[at] for at in sorted(kept))


def _distance(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    """From a point to a straight edge, in metres."""
    (x, y), (ax, ay), (bx, by) = point, start, end
    along = (bx - ax) ** 2 + (by - ay) ** 2
    part = 0.0 if along == 0 else max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / along))
    return math.hypot(x - ax - part * (bx - ax), y - ay - part * (by - ay))

"""A drawing of all areas for the office: borders, north up, and where two centres overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duikou.desk.areas.outline import COARSE, Outline, outline_of
from duikou.desk.areas.shapes import METRES_A_UNIT, UNITS, metres_east
from duikou.desk.models import ServiceArea
from duikou.desk.queries.service_areas import TwoServe

WIDE, EDGE, COLOURS = 1000, 10, 5
POINTS_ACROSS = 700  # finer borders cannot be seen


@dataclass(frozen=True, slots=True)
class Path:
    """An area as an SVG path, with the number of its centre's colour."""

    d: str
    colour: int
    area: ServiceArea


@dataclass(frozen=True, slots=True)
class Drawing:
    """The map in the units of its drawing, with a mark where two centres serve."""

    width: float
    height: float
    paths: list[Path]
    marks: list[tuple[float, float]]

    @property
    def box(self) -> str:
        """The view box, with an edge."""
        return f"{-EDGE} {-EDGE} {self.width + 2 * EDGE} {self.height + 2 * EDGE}"


def draw(areas: Sequence[ServiceArea], twice: Sequence[TwoServe] = ()) -> Drawing | None:
    """The areas that are drawn; None when none is."""
    drawn = [area for area in areas if area.drawing]
    if not drawn:
        return None
    shapes = [area.shape for area in drawn]
    points = [point for shape in shapes for polygon in shape for point in polygon.outer]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    across = metres_east((south + north) / 2)
    metres = max((east - west) * across, (north - south) * METRES_A_UNIT)
    scale = WIDE / metres

    def place(x: float, y: float) -> tuple[float, float]:
        return round((x - west) * across * scale, 1), round((north - y) * METRES_A_UNIT * scale, 1)

    outline = outline_of(shapes, error=metres / POINTS_ACROSS)
    centres = {pk: number for number, pk in enumerate(dict.fromkeys(area.centre_id for area in drawn))}
    paths = [
        Path(_path(outline, rings, place), centres[area.centre_id] % COLOURS, area)
        for area, rings in zip(drawn, outline.areas, strict=True)
    ]
    marks = [place(two.overlap.at[0] * UNITS, two.overlap.at[1] * UNITS) for two in twice if two.overlap]
    return Drawing(*place(east, south), paths, marks)


def _path(outline: Outline, rings: Sequence[Sequence[int]], place: object) -> str:
    assert callable(place)
    made = []
    for pieces in rings:
        points = []
        for piece in pieces:
            arc = outline.arcs[piece] if piece >= 0 else outline.arcs[~piece][::-1]
            points += [place(x * COARSE, y * COARSE) for x, y in arc[:-1]]
        made.append("M" + "L".join(f"{x} {y}" for x, y in points) + "Z")
    return "".join(made)

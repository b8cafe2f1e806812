"""Reading areas from GeoJSON (RFC 7946): features that are polygons, each with a name."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from duikou.desk.areas import datum
from duikou.desk.areas.shapes import UNITS, Point, Polygon, Ring, Shape

MOST_BYTES, MOST_AREAS, MOST_POINTS = 8 * 1024 * 1024, 3000, 200_000
NAMES = ("name", "名称", "name:zh", "name_zh", "NAME", "Name", "title", "社区", "社区名称")
NAMES_IN_ENGLISH = ("name:en", "name_en", "英文名称")

Datum = Literal["wgs84", "gcj02"]


class BadFile(ValueError):
    """The file cannot be read as areas at all: why, in a word."""

    def __init__(self, why: Literal["not_json", "not_geojson", "no_area", "too_large", "too_many"]) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with an area, in a word, the point where (degrees, WGS 84 unless it was never converted), and
    another area that it has to do with."""

    why: str
    area: str
    at: tuple[float, float] | None = None
    other: str = ""
    metres: float = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """An area as it was drawn: what it is called, and its shape, empty when it could not be read."""

    name: dict[str, str]
    shape: Shape
    troubles: tuple[Trouble, ...] = field(default=())

    @property
    def called(self) -> str:
        """One name of it."""
        return next(iter(self.name.values()), "")


def read(content: bytes, *, given_in: Datum = "wgs84") -> list[Drawn]:
    """The areas of a GeoJSON file, in WGS 84, each with what could not be read of it. Raises BadFile."""
    if len(content) > MOST_BYTES:
        raise BadFile("too_large")
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadFile("not_json") from None
    features = _features(found)
    if not features:
        raise BadFile("no_area")
    if len(features) > MOST_AREAS:
        raise BadFile("too_many")
    reader = _Reader(given_in)
    return [reader.area(feature, number) for number, feature in enumerate(features, 1)]


def _features(found: Any) -> list[Mapping[str, Any]]:
    if not isinstance(found, dict):
        raise BadFile("not_geojson")
    kind = found.get("type")
    if kind == "FeatureCollection" and isinstance(found.get("features"), list):
        return [one for one in found["features"] if isinstance(one, dict)]
    if kind == "Feature":
        return [found]
    if kind in ("Polygon", "MultiPolygon"):
        return [{"type": "Feature", "properties": {}, "geometry": found}]
    raise BadFile("not_geojson")


class _Reader:
    def __init__(self, given_in: Datum) -> None:
        self.given_in, self.points = given_in, 0

    def area(self, feature: Mapping[str, Any], number: int) -> Drawn:
        name = _name(feature.get("properties"), number)
        called = next(iter(name.values()))
        geometry = feature.get("geometry")
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
            return Drawn(name, (), (Trouble("no_polygon", called),))
        parts = geometry.get("coordinates")
        if kind == "Polygon":
            parts = [parts]
        try:
            return Drawn(name, tuple(self._polygon(part) for part in _list(parts)))
        except _Unread as unread:
            return Drawn(name, (), (Trouble(unread.why, called, unread.at),))

    def _polygon(self, rings: Any) -> Polygon:
        outer, *holes = [self._ring(ring) for ring in _list(rings)]
        return Polygon(outer, tuple(holes))

    def _ring(self, positions: Any) -> Ring:
        degrees = [_degrees(one) for one in _list(positions)]
        self.points += len(degrees)
        if self.points > MOST_POINTS:
            raise BadFile("too_large")
        _refuse_misplaced(degrees)
        if degrees[0] != degrees[-1]:
            raise _Unread("open", degrees[0])
        ring: list[Point] = []
        for east, north in degrees[:-1]:
            x, y = datum.to_wgs84(east, north) if self.given_in == "gcj02" else (east, north)
            point = (round(x * UNITS), round(y * UNITS))
            if not ring or ring[-1] != point:
                ring.append(point)
        if len(ring) > 1 and ring[0] == ring[-1]:
            ring.pop()
        if len(set(ring)) < 3:
            raise _Unread("few_points", degrees[0])
        return tuple(ring)


class _Unread(Exception):
    def __init__(self, why: str, at: tuple[float, float] | None = None) -> None:
        super().__init__(why)
        self.why, self.at = why, at


def _list(found: Any) -> list[Any]:
    if not isinstance(found, list) or not found:
        raise _Unread("no_polygon")
    return found


def _degrees(position: Any) -> tuple[float, float]:
    numbers = _list(position)[:2]
    if len(numbers) < 2 or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers):
        raise _Unread("no_numbers")
    if not all(math.isfinite(one) for one in numbers):
        raise _Unread("no_numbers")
    return float(numbers[0]), float(numbers[1])


def _refuse_misplaced(degrees: list[tuple[float, float]]) -> None:
    """Refuse rings that lie outside the part of the world that China lies in, saying why they may."""
    for east, north in degrees:
        if datum.is_offset(east, north):
            continue
        if datum.is_offset(north, east):
            raise _Unread("swapped", (east, north))
        if datum.is_offset(abs(east), abs(north)):
            raise _Unread("hemisphere", (east, north))
        raise _Unread("not_degrees" if abs(east) > 180 or abs(north) > 90 else "elsewhere", (east, north))


def _name(properties: Any, number: int) -> dict[str, str]:
    said = properties if isinstance(properties, dict) else {}

    def first(keys: tuple[str, ...]) -> str:
        return next(
            (said[key].strip()[:80] for key in keys if isinstance(said.get(key), str) and said[key].strip()), ""
        )

    chinese, english = first(NAMES), first(NAMES_IN_ENGLISH)
    names = {"zh-hans": chinese or english or f"#{number}", "en": english}
    return {code: text for code, text in names.items() if text}

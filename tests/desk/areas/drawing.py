"""Invented cities: a plain of areas that share wavering borders, as GeoJSON; and a second, slow reader of shapes."""

from __future__ import annotations

import itertools
import json
import math
import random
from fractions import Fraction
from typing import Any

WEST, SOUTH, STEP = 103.0, 34.9, 0.01  # near the sample city; a cell is about a kilometre


def city(columns: int, rows: int, *, points: int = 4, seed: int = 1, names: str = "社区") -> list[dict[str, Any]]:
    """Features of `columns` times `rows` areas without gaps; between two corners a border has `points` more points."""
    chance = random.Random(seed)

    def corner(x: int, y: int) -> tuple[float, float]:
        here = random.Random(f"{seed}:{x}:{y}")
        return WEST + STEP * (x + here.uniform(-0.3, 0.3)), SOUTH + STEP * (y + here.uniform(-0.3, 0.3))

    known: dict[tuple[Any, Any], list[list[float]]] = {}

    def border(one: tuple[int, int], other: tuple[int, int]) -> list[list[float]]:
        if (other, one) in known:
            return known[other, one][::-1]
        if (one, other) not in known:
            (ax, ay), (bx, by) = corner(*one), corner(*other)
            line = [[ax, ay]]
            for n in range(1, points + 1):
                part, away = n / (points + 1), chance.uniform(-0.04, 0.04)
                line.append([ax + part * (bx - ax) - away * (by - ay), ay + part * (by - ay) + away * (bx - ax)])
            known[one, other] = [[round(x, 6), round(y, 6)] for x, y in (*line, [bx, by])]
        return known[one, other]

    features = []
    for y in range(rows):
        for x in range(columns):
            around = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
            ring: list[list[float]] = []
            for one, other in itertools.pairwise(around):
                ring += border(one, other)[:-1]
            features.append(feature(f"{names}{y * columns + x + 1}", [*ring, ring[0]]))
    return features


def feature(name: str, *rings: list[list[float]], **properties: Any) -> dict[str, Any]:
    """One feature, a polygon of these rings."""
    shape = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "properties": {"name": name, **properties}, "geometry": shape}


def square(name: str, x: float = 0, y: float = 0, *, size: float = 1, hole: bool = False) -> dict[str, Any]:
    """A square of so many hundredths of a degree, with a square hole in its middle if wished."""

    def ring(left: float, low: float, wide: float) -> list[list[float]]:
        west, south, far = WEST + left * STEP, SOUTH + low * STEP, wide * STEP
        return [[west, south], [west + far, south], [west + far, south + far], [west, south + far], [west, south]]

    rings = [ring(x, y, size)] + ([ring(x + size / 4, y + size / 4, size / 2)] if hole else [])
    return feature(name, *rings)


def as_file(features: list[dict[str, Any]]) -> bytes:
    """A file of these features."""
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def slowly_within(rings: list[list[tuple[int, int]]], point: tuple[int, int]) -> str:
    """In, on or out: by the angle that the rings turn around the point, quarter by quarter; nothing of what the program
    does it by. For holes the turns are taken by their parity."""
    turns = 0
    for ring in rings:
        quarter_sum = 0
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            a, b = (ax - point[0], ay - point[1]), (bx - point[0], by - point[1])
            if _on(a, b):
                return "on"
            step = (_quarter(b) - _quarter(a)) % 4
            if step == 2:
                # Which way round the origin the edge goes: where it cuts the axis
                cross = Fraction(a[0] * b[1] - a[1] * b[0])
                quarter_sum += 2 if cross > 0 else -2
            else:
                quarter_sum += -1 if step == 3 else step
        turns += abs(quarter_sum) // 4
    return "in" if turns % 2 else "out"


def _on(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] * b[1] == a[1] * b[0] and a[0] * b[0] <= 0 and a[1] * b[1] <= 0


def _quarter(a: tuple[int, int]) -> int:
    x, y = a
    return 0 if x > 0 and y >= 0 else 1 if y > 0 and x <= 0 else 2 if x < 0 and y <= 0 else 3


def metres_to(rings: list[Any], point: tuple[float, float]) -> float:
    """Metres from a point to the nearest edge of the rings (degrees), by trying many points of each edge's line."""
    best = math.inf
    across = math.cos(math.radians(point[1]))
    for ring in rings:
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
            ax, ay = (a[0] - point[0]) * across, a[1] - point[1]
            bx, by = (b[0] - point[0]) * across, b[1] - point[1]
            low, high = 0.0, 1.0
            for _ in range(30):  # the distance along a line has one least point
                one, other = low + (high - low) / 3, high - (high - low) / 3
                if math.hypot(ax + one * (bx - ax), ay + one * (by - ay)) < math.hypot(
                    ax + other * (bx - ax), ay + other * (by - ay)
                ):
                    high = other
                else:
                    low = one
            best = min(best, math.hypot(ax + low * (bx - ax), ay + low * (by - ay)))
    return best * 6_371_008.8 * math.pi / 180

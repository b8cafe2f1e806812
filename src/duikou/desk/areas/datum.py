"""Coordinates of Chinese map tools. Amap and Tencent give GCJ-02, which lies up to 700 m beside WGS 84 within mainland
China; GPS, GeoJSON (RFC 7946) and telephones give WGS 84.

The offset has no official publication; the series below is the one everybody uses, on the ellipsoid of Krasovsky 1940.
"""

from __future__ import annotations

import math

SEMI_MAJOR, SQUARED_ECCENTRICITY = 6_378_245.0, 0.00669342162296594323
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271  # beyond these nothing is offset
ROUNDS = 6  # each brings the inverse about a hundred times nearer


def is_offset(east: float, north: float) -> bool:
    """Whether maps offset this point at all."""
    return WEST <= east <= EAST and SOUTH <= north <= NORTH


def to_gcj02(east: float, north: float) -> tuple[float, float]:
    """WGS 84 degrees as GCJ-02 degrees."""
    if not is_offset(east, north):
        return east, north
    x, y = east - 105.0, north - 35.0
    waves = 20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)
    up = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    up += (waves + 20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    up += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    right = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    right += (waves + 20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    right += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    angle = math.radians(north)
    bent = 1 - SQUARED_ECCENTRICITY * math.sin(angle) ** 2
    along = SEMI_MAJOR * (1 - SQUARED_ECCENTRICITY) / (bent * math.sqrt(bent))
    across = SEMI_MAJOR / math.sqrt(bent) * math.cos(angle)
    return east + math.degrees(right / across), north + math.degrees(up / along)


def to_wgs84(east: float, north: float) -> tuple[float, float]:
    """GCJ-02 degrees as WGS 84 degrees, to within a centimetre of what `to_gcj02` leads back to."""
    x, y = east, north
    for _round in range(ROUNDS):
        there = to_gcj02(x, y)
        x, y = x + east - there[0], y + north - there[1]
    return x, y

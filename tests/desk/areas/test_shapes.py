"""What lies in which area, what is wrong with a drawing, and where two lie over each other."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duikou.desk.areas import datum
from duikou.desk.areas.checking import first_crossing, troubles_of
from duikou.desk.areas.encoding import read_numbers, written
from duikou.desk.areas.geojson import BadFile, read
from duikou.desk.areas.outline import COARSE, ROUNDED_METRES, outline_of
from duikou.desk.areas.overlaps import meeting_boxes, overlap_of
from duikou.desk.areas.shapes import UNITS, Box, Polygon, edges_of, rings_of, side
from tests.desk.areas.drawing import as_file, city, feature, metres_to, slowly_within, square

WHERE = (103.005, 34.905)
GRID = st.tuples(st.integers(-9, 9), st.integers(-9, 9))
RINGS = st.lists(st.lists(GRID, min_size=3, max_size=9, unique=True).map(tuple), min_size=1, max_size=2)


def shape_of(one: dict[str, Any]) -> Any:
    (drawn,) = read(as_file([one]))
    assert drawn.troubles == ()
    return drawn.shape


def whys(*features: dict[str, Any], **options: Any) -> list[str]:
    found = read(as_file(list(features)), **options)
    return [trouble.why for one in found for trouble in one.troubles or troubles_of(one.called, one.shape)]


@given(RINGS, GRID)
@settings(max_examples=400)
def test_a_point_is_in_on_or_out_as_a_second_reader_says(rings, point):
    assert side(rings, point) == slowly_within([list(ring) for ring in rings], point)


def test_a_point_in_a_hole_is_out_and_one_on_its_edge_is_on():
    rings = rings_of(shape_of(square("a", hole=True)))
    assert side(rings, (103_005_000, 34_905_000)) == "out"
    assert side(rings, (103_002_500, 34_905_000)) == "on"
    assert side(rings, (103_001_000, 34_905_000)) == "in"
    assert side(rings, (103_010_000, 34_910_000)) == "on"


@given(st.lists(GRID, min_size=3, max_size=8, unique=True))
@settings(max_examples=400)
def test_a_crossing_is_found_as_by_trying_all_pairs(points):
    """Two edges cross when each has the other's ends on either side; or they run along each other."""
    edges = list(edges_of([tuple(points)]))

    def cross(a: Any, b: Any, c: Any) -> int:
        value = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        return (value > 0) - (value < 0)

    def bad(one: Any, other: Any) -> bool:
        (a, b), (c, d) = one, other
        signs = cross(a, b, c), cross(a, b, d), cross(c, d, a), cross(c, d, b)
        if signs == (0, 0, 0, 0):
            key = 0 if a[0] != b[0] else 1
            low = max(min(a[key], b[key]), min(c[key], d[key]))
            return low < min(max(a[key], b[key]), max(c[key], d[key]))
        return signs[0] * signs[1] < 0 and signs[2] * signs[3] < 0

    expected = any(bad(one, other) for at, one in enumerate(edges) for other in edges[:at])
    assert (first_crossing(edges) is not None) == expected


def ring_of(*where: float, **options: Any) -> Any:
    return square("", *where, **options)["geometry"]["coordinates"]


def bad(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": "a"}, "geometry": {"type": kind, "coordinates": coordinates}}


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (feature("a", [[103, 35], [103.01, 35.01], [103.01, 35], [103, 35.01], [103, 35]]), "crossing"),
        (feature("a", [[103, 35], [103.01, 35], [103.01, 35.01], [103, 35.01]]), "open"),
        (feature("a", [[103, 35], [103.01, 35], [103, 35]]), "few_points"),
        (feature("a", [[35, 103], [35, 103.01], [35.01, 103.01], [35, 103]]), "swapped"),
        (feature("a", [[-103, 35], [-103, 35.01], [-103.01, 35.01], [-103, 35]]), "hemisphere"),
        (feature("a", [[11468041, 41638], [11468042, 41639], [11468043, 41638], [11468041, 41638]]), "not_degrees"),
        (feature("a", [[2.3, 48.8], [2.4, 48.8], [2.4, 48.9], [2.3, 48.8]]), "elsewhere"),
        (feature("a", [[103, 35], ["103.01", 35], [103.01, 35.01], [103, 35]]), "no_numbers"),
        (feature("a", [[103, 35], [103.00001, 35], [103.00001, 35.00001], [103, 35]]), "tiny"),
        (feature("a", [[90, 30], [110, 30], [110, 40], [90, 40], [90, 30]]), "huge"),
        (feature("a", [[103, 35], [103.1, 35], [103.1, 35.00001], [103, 35.00001], [103, 35]]), "sliver"),
        (feature("a", ring_of()[0], ring_of(5)[0]), "hole_outside"),
        (bad("Point", [103, 35]), "no_polygon"),
        ({"type": "Feature", "properties": None, "geometry": None}, "no_polygon"),
        (bad("MultiPolygon", [ring_of(), ring_of(0.2, 0.2, size=0.3)]), "parts_overlap"),
    ],
)  # fmt: skip
def test_each_fault_of_a_drawing_is_named(one, why):
    assert whys(square("good"), one) == [why]


def test_a_crossing_is_named_with_where_it_is():
    ring = [[103, 35], [103.01, 35.01], [103.01, 35], [103, 35.01], [103, 35]]
    (drawn,) = read(as_file([feature("北关", ring)]))
    (trouble,) = troubles_of("北关", drawn.shape)
    assert (trouble.area, trouble.at) == ("北关", pytest.approx((103.005, 35.005)))


def test_drawings_that_only_touch_are_good():
    middle = [103.005, 35.005]
    touching = feature("a", [[103, 35], [103.01, 35], middle, [103.01, 35.01], [103, 35.01], middle, [103, 35]])
    assert whys(touching, square("b", hole=True), *city(2, 2)) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "not_geojson"),
        (b'{"type": "Topology"}', "not_geojson"),
        (b'{"type": "FeatureCollection", "features": []}', "no_area"),
        (b" " * (8 * 1024 * 1024 + 1), "too_large"),
        (as_file([square("a")] * 3001), "too_many"),
    ],
)
def test_a_file_that_holds_no_areas_says_why(content, why):
    with pytest.raises(BadFile) as bad:
        read(content)
    assert bad.value.why == why


def test_a_hostile_drawing_is_refused_in_a_moment():
    comb = [[103 + n / 100_000, 35 + (n % 2) / 10] for n in range(6000)]
    assert whys(feature("a", [*comb, comb[0]])) == ["too_detailed"]


@given(st.floats(74, 134), st.floats(4, 53))
def test_coordinates_of_map_tools_come_back_to_a_centimetre(east, north):
    there = datum.to_gcj02(east, north)
    assert 0 < math.hypot(there[0] - east, there[1] - north) < 0.02
    assert datum.to_wgs84(*there) == pytest.approx((east, north), abs=1e-7)


def test_a_known_point_is_where_map_tools_put_it():
    """Tiananmen: 116.39131 39.90749 by GPS; within three metres of what converters of others say."""
    assert datum.to_gcj02(116.39131, 39.90749) == pytest.approx((116.397553, 39.908892), abs=3e-5)


def test_areas_in_coordinates_of_map_tools_are_brought_to_those_of_telephones():
    plain, offset = shape_of(square("a")), read(as_file([square("a")]), given_in="gcj02")[0].shape
    moved = plain[0].outer[0][0] - offset[0].outer[0][0]
    assert 500 < moved < 6000  # some hundred metres to the west


@given(st.floats(0.05, 1.4), st.floats(-0.6, 0.9))
@settings(max_examples=60)
def test_an_overlap_of_squares_is_as_large_as_reckoned(x, y):
    one, other = shape_of(square("a")), shape_of(square("b", x, y))
    found = overlap_of(one, other)
    wide, high = max(0.0, 1 - x), max(0.0, 1 - abs(y))
    metres = 0.01 * 6_371_008.8 * math.pi / 180
    expected = wide * high * metres * metres * math.cos(math.radians(34.905))
    if found is None:
        assert expected < 250  # a strip of the length of a side, as thin as the grid
    else:
        assert found.square_metres == pytest.approx(expected, rel=0.01, abs=250)
        thick = min(wide * math.cos(math.radians(34.905)), high) * metres
        assert found.metres_thick == pytest.approx(thick, rel=0.01, abs=1)
        assert 103 + x * 0.01 - 1e-5 <= found.at[0] <= 103.01


def test_areas_that_share_borders_do_not_overlap():
    shapes = [one.shape for one in read(as_file(city(4, 3)))]
    assert list(meeting_boxes([Box(0, 0, 9, 9)] * 3)) == [(0, 1), (0, 2), (1, 2)]
    assert [(a, b) for a in range(12) for b in range(a) if overlap_of(shapes[a], shapes[b])] == []


def test_an_area_in_a_hole_of_another_does_not_overlap_it_and_one_over_the_hole_does():
    ring = shape_of(square("a", hole=True))
    assert overlap_of(ring, shape_of(square("b", 0.25, 0.25, size=0.5))) is None
    assert overlap_of(ring, shape_of(square("b", 0.2, 0.25, size=0.5))) is not None


@given(st.integers(0, 2**32))
@settings(max_examples=6)
def test_an_outline_answers_as_the_drawing_for_every_point_beyond_its_error(seed):
    drawn = [one.shape for one in read(as_file(city(2, 2, points=9, seed=seed)))]
    error = 8.0
    outline = outline_of(drawn, error=error)
    assert sum(map(len, outline.arcs)) < sum(len(ring) for one in drawn for ring in rings_of(one))
    for shape, rings in zip(drawn, outline.areas, strict=True):
        again = []
        for pieces in rings:
            ring: list[tuple[int, int]] = []
            for piece in pieces:
                arc = outline.arcs[piece] if piece >= 0 else outline.arcs[~piece][::-1]
                ring += arc[:-1]
            again.append(ring)
        degrees = [[(x * COARSE / UNITS, y * COARSE / UNITS) for x, y in ring] for ring in again]
        for ring in rings_of(shape):
            for x, y in ring:
                assert metres_to(degrees, (x / UNITS, y / UNITS)) <= error + 2 * ROUNDED_METRES
        for n in range(24):
            point = (103_000_000 + (seed + n * 7919) % 20_000, 34_900_000 + (seed + n * 104_729) % 20_000)
            if metres_to(degrees, (point[0] / UNITS, point[1] / UNITS)) > error + ROUNDED_METRES:
                fine = [tuple((x * COARSE, y * COARSE) for x, y in ring) for ring in again]
                assert side(fine, point) == side(rings_of(shape), point)


def test_a_border_that_two_areas_share_is_kept_once():
    shapes = [one.shape for one in read(as_file(city(3, 3)))]
    outline = outline_of(shapes, error=3)
    assert len(outline.arcs) == 12 + 8  # twelve lines within; the four corners of the plain part no borders
    middle = {piece if piece >= 0 else ~piece for piece in outline.areas[4][0]}
    right = {piece if piece >= 0 else ~piece for piece in outline.areas[5][0]}
    assert len(middle & right) == 1


def test_an_area_that_fills_a_hole_shares_its_whole_border():
    shapes = [shape_of(square("a", hole=True)), shape_of(square("b", 0.25, 0.25, size=0.5))]
    outline = outline_of(shapes, error=3)
    assert len(outline.arcs) == 2
    assert [[piece if piece >= 0 else ~piece for piece in ring] for area in outline.areas for ring in area] == [
        [0],
        [1],
        [1],
    ]


@given(st.lists(st.integers(-(2**30), 2**30)))
def test_numbers_come_back_from_letters(numbers):
    assert list(read_numbers(written(numbers))) == numbers


def test_a_name_is_taken_from_what_tools_write():
    named = json.dumps({**square(""), "properties": {"名称": " 北关 ", "name:en": "Beiguan"}})
    (drawn,) = read(named.encode())
    assert drawn.name == {"zh-hans": "北关", "en": "Beiguan"}
    assert read(json.dumps(square("")["geometry"]).encode())[0].name == {"zh-hans": "#1"}
    assert Polygon(drawn.shape[0].outer).rings == (drawn.shape[0].outer,)

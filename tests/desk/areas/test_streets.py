"""Lists of streets as offices write them, and the file they go into."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.desk.areas.geojson import read
from duikou.desk.areas.service_file import Exemption, Served, build, digest_of
from duikou.desk.areas.streets import (
    MOST_NUMBER,
    BadLine,
    LineTrouble,
    Numbers,
    Part,
    as_digits,
    plain,
    read_line,
    read_lines,
)
from tests.desk.areas.drawing import as_file, square


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("人民路", Part(("人民路",), (Numbers(),))),
        ("人民路 1-99 单", Part(("人民路",), (Numbers(1, 99, 1),))),
        ("人民路1－９９号单号", Part(("人民路",), (Numbers(1, 99, 1),))),
        ("解放街 2~100双, 120号以上", Part(("解放街",), (Numbers(2, 100, 2), Numbers(120, MOST_NUMBER)))),
        ("解放街 88弄", Part(("解放街",), (Numbers(88, 88),))),
        ("五一路十二号", Part(("五一路",), (Numbers(12, 12),))),
        ("五一路 一百零五号至一百二十号", Part(("五一路",), (Numbers(105, 120),))),
        ("幸福小区|Xingfu Garden 3栋", Part(("幸福小区", "Xingfu Garden"), (Numbers(3, 3),))),
        ("除 人民路 17", Part(("人民路",), (Numbers(17, 17),), left_out=True)),
        ("除了：人民路17号", Part(("人民路",), (Numbers(17, 17),), left_out=True)),
        ("except Renmin Road 3-5 odd", Part(("Renmin Road",), (Numbers(3, 5, 1),), left_out=True)),
        ("209国道 5-9", Part(("209国道",), (Numbers(5, 9),))),
        ("G312", Part(("G312",), (Numbers(),))),
        ("G312 5", Part(("G312",), (Numbers(5, 5),))),
        ("第三小区", Part(("第三小区",), (Numbers(),))),
    ],
)
def test_a_line_is_read_as_it_is_meant(line, part):
    assert read_line(line) == part


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("人民路 99-1", "backwards"),
        ("人民路 2号单", "no_such_number"),
        ("人民路 100000", "too_large"),
        ("12-14", "bad_numbers"),
        ("17", "bad_numbers"),
        ("170", "bad_numbers"),
        ("路 1", "bad_name"),
        ("|", "no_name"),
        ("除", "no_name"),
        ("人民路 1-", "bad_numbers"),
        ("长" * 61, "bad_name"),
    ],
)
def test_a_line_that_says_no_street_says_why(line, why):
    with pytest.raises(BadLine) as bad:
        read_line(line)
    assert bad.value.why == why


def test_a_list_keeps_what_can_be_read_and_names_the_other_lines():
    text = "# 北关\n人民路 1-99\n\n人民路 9-1\n除 解放街 3\n除 人民路 17"
    parts, troubles = read_lines(text)
    assert [part.names[0] for part in parts] == ["人民路", "解放街", "人民路"]
    assert troubles == [LineTrouble(4, "backwards", "9-1"), LineTrouble(0, "left_out_of_nothing", "解放街")]


def test_a_list_that_never_ends_is_cut_and_says_so():
    _parts, troubles = read_lines("人民路 1\n" * 6000)
    assert troubles == [LineTrouble(5001, "too_many", "5000")]


@given(st.text(max_size=60))
def test_no_line_breaks_the_reader(line):
    read_lines(line)


@pytest.mark.parametrize(
    ("numeral", "digits"),
    [("十", 10), ("二十", 20), ("一百零五", 105), ("三〇六", 306), ("两千", 2000), ("零", 0)],
)
def test_chinese_numerals_are_read_before_a_unit_only(numeral, digits):
    assert as_digits(f"三里{numeral}号") == f"三里{digits}号"
    assert as_digits(f"{numeral}路") == f"{numeral}路"


def test_names_are_compared_without_width_spaces_and_marks():
    assert plain("Ｒenmin　Road，１２号") == plain("renmin road 12号") == "renminroad12号"


def served(**more):
    shape = read(as_file([square("a")]))[0].shape
    return Served({"zh-hans": "北关"}, "north", shape, read_lines("人民路|Renmin Lu 1-99 单\n除 人民路 17")[0], **more)


def test_the_file_holds_areas_streets_and_keys_and_nothing_else():
    closed = Exemption({"en": "Rebuilding"}, date(2026, 12, 1), date(2026, 12, 31), instead="south")
    content = build([served(exemptions=[closed])], published=date(2026, 11, 27), general="hall")
    said = json.loads(content)
    outline = said.pop("outline")
    assert said == {
        "version": 1,
        "published": "2026-11-27",
        "border": 15,
        "units": 100_000,
        "last_number": 99_999,
        "general": 0,
        "centres": ["hall", "north", "south"],
        "areas": [[1, {"zh-hans": "北关"}, [[-1]], [[{"en": "Rebuilding"}, "2026-12-01", "2026-12-31", 2]]]],
        "streets": [["Renmin Lu", [[0, 1, 99, 1, 0]]], ["人民路", [[0, 1, 99, 1, 0], [0, 17, 17, 0, 1]]]],
    }
    assert outline
    assert digest_of(content) == digest_of(
        build([served(exemptions=[closed])], published=date(2026, 11, 27), general="hall")
    )
    assert digest_of(content) != digest_of(build([served()], published=date(2026, 11, 27)))

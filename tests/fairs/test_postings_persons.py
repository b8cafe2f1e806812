"""Columns that describe persons are refused by name; their values go nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duikou.base import personal_numbers
from duikou.fairs.postings.problems import FileRefused

from .tables import HEADER, POSTS, Seen, csv_file, seen, xlsx_file


def identity(number: int) -> str:
    """An invented identity number with a right check character."""
    body = f"62020119900101{number:03d}"
    return (
        body
        + personal_numbers.CHECKS[
            sum(weight * int(digit) for weight, digit in zip(personal_numbers.WEIGHTS, body, strict=True)) % 11
        ]
    )


def everything(found: Seen) -> str:
    """All that was kept, as one text."""
    kept = [[draft.texts, draft.extra, [mark.words for _name, mark in draft.marks]] for draft in found.drafts]
    examples = [[column.examples for column in plan.columns] for plan in found.reading.plans]
    refusals = [one.problem.text for one in [*found.refused, *found.reading.columns_refused, *found.reading.skipped]]
    return json.dumps([kept, examples, refusals], ensure_ascii=False)


@pytest.mark.parametrize(
    "header",
    [
        "身份证号",
        "联系人身份证",
        "身份证号码",
        "联系人",
        "联系人姓名",
        "报名人员姓名",
        "应聘者",
        "应聘者姓名",
        "法定代表人",
        "负责人姓名",
        "手机号码",
        "出生年月",
        "家庭住址",
        "Applicant name",
        "ID card number",
        "candidate",
        "passport no",
        "contact person",
        "考生民族",
    ],
)
def test_column_about_persons_is_refused_by_name_and_its_values_go_nowhere(tmp_path: Path, header: str) -> None:
    found = seen(csv_file(tmp_path, [[*HEADER, header], *([*post, f"某某{n}号秘密"] for n, post in enumerate(POSTS))]))
    assert [one.column for one in found.reading.columns_refused] == [header]
    assert header not in found.fields
    assert "秘密" not in everything(found)
    assert len(found.drafts) == 4


@pytest.mark.parametrize("header", ["岗位性质说明", "备注", "代码", "", "联系电话"])
def test_column_of_identity_numbers_is_refused_whatever_it_is_called(tmp_path: Path, header: str) -> None:
    rows = [[*HEADER, header], *([*post, identity(n)] for n, post in enumerate(POSTS))]
    found = seen(csv_file(tmp_path, rows))
    assert [one.column for one in found.reading.columns_refused] == [header or "G"]
    assert "62020119900101" not in everything(found)


def test_identity_and_mobile_numbers_inside_other_cells_are_taken_out(tmp_path: Path) -> None:
    rows = [
        [*HEADER, "备注"],
        *(
            [*post, f"联系人{identity(7)}，电话13812345678，0937-6012345" if n == 1 else "包住"]
            for n, post in enumerate(POSTS)
        ),
    ]
    found = seen(csv_file(tmp_path, rows))
    assert "62020119900101" not in everything(found)
    assert "13812345678" not in everything(found)
    assert "0937-6012345" in found.drafts[1].texts["note"]


@pytest.mark.parametrize("typed", ["110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ", "110105491231002"])
def test_identity_numbers_are_taken_out_however_they_are_typed(tmp_path: Path, typed: str) -> None:
    rows = [[*HEADER, "备注"], *([*post, f"来人请带 {typed}" if n == 1 else "包住"] for n, post in enumerate(POSTS))]
    found = seen(csv_file(tmp_path, rows))
    assert "002" not in found.drafts[1].texts["note"]
    assert typed not in everything(found)


def test_public_contact_keeps_landline_and_mail_alone(tmp_path: Path) -> None:
    rows = [[*HEADER, "咨询电话"], *([*post, "王老师 0937-6012345，13812345678，hr@example.org"] for post in POSTS)]
    found = seen(csv_file(tmp_path, rows))
    assert found.drafts[0].texts["contact"] == "0937-6012345；hr@example.org"


def test_column_of_mobile_numbers_is_refused(tmp_path: Path) -> None:
    found = seen(csv_file(tmp_path, [[*HEADER, "电话"], *([*post, f"1381234567{n}"] for n, post in enumerate(POSTS))]))
    assert [one.column for one in found.reading.columns_refused] == ["电话"]
    assert "1381234567" not in everything(found)


@pytest.mark.parametrize(
    "header",
    [
        ["姓名", "性别", "民族", "身份证号", "学历", "联系电话"],
        ["序号", "考生姓名", "性别", "报考职位", "岗位代码", "准考证号"],
        ["Name", "Gender", "Ethnicity", "ID number", "Major", "Phone"],
        ["姓名", "性别", "民族", "籍贯", "毕业院校", "专业"],
    ],
)
def test_list_of_people_is_refused_as_a_whole(tmp_path: Path, header: list[str]) -> None:
    rows = [header, *([f"王秘密{n}", "男", "藏族", identity(n), "本科", f"1381234567{n}"] for n in range(6))]
    with pytest.raises(FileRefused) as caught:
        seen(csv_file(tmp_path, rows))
    assert "list of people" in caught.value.problem.message
    assert "秘密" not in str(caught.value) + caught.value.problem.text


def test_list_of_people_beside_posts_is_skipped_and_posts_go_in(tmp_path: Path) -> None:
    people = [
        ["姓名", "性别", "民族", "身份证号", "应聘岗位"],
        *([f"王秘密{n}", "男", "汉族", identity(n), "护士"] for n in range(6)),
    ]
    found = seen(xlsx_file(tmp_path, {"岗位": [HEADER, *POSTS], "报名人员": people}))
    assert len(found.drafts) == 4
    assert {one.column for one in found.reading.columns_refused} >= {"姓名", "民族", "身份证号"}
    assert "秘密" not in everything(found)


def test_column_of_peoples_names_without_a_telling_header_is_refused(tmp_path: Path) -> None:
    names = ["王小明", "李建国", "张丽华", "刘洋", "陈志强", "马学军"]
    rows = [[*HEADER, "对接"], *([*post, name] for post, name in zip([*POSTS, *POSTS[:2]], names, strict=True))]
    found = seen(csv_file(tmp_path, rows))
    assert [one.column for one in found.reading.columns_refused] == ["对接"]


def test_titles_that_begin_with_a_surname_are_not_taken_for_names(tmp_path: Path) -> None:
    titles = ["程序员", "陈列员", "施工员", "安全员", "高工", "金工", "钳工"]
    rows = [["单位名称", "空缺", "招聘人数"], *(["祁连机械有限公司", title, "1"] for title in titles)]
    found = seen(csv_file(tmp_path, rows))
    assert not found.reading.columns_refused
    assert found.column("title") == titles


def test_check_character_of_an_identity_number_is_checked() -> None:
    right = identity(12)
    wrong = right[:17] + ("0" if right[17] != "0" else "1")
    assert personal_numbers.is_identity_number(right)
    assert not personal_numbers.is_identity_number(wrong)

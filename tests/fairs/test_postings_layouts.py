"""Tables as offices and employers really lay them out."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from duikou.fairs.postings.drafts import Draft
from duikou.fairs.postings.problems import RowRefused
from duikou.fairs.postings.reading import understand
from duikou.fairs.postings.sources import opened

from .tables import HEADER, POSTS, TABLE, TITLES, csv_file, csv_text, ods_file, seen, xlsx_file, zip_file

PLAIN = {
    "单位名称": "employer",
    "岗位名称": "title",
    "招聘人数": "headcount",
    "学历要求": "education",
    "薪资待遇": "pay",
    "工作地点": "place",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_table_is_read_in_any_encoding_and_line_end(tmp_path: Path, encoding: str, end: str) -> None:
    found = seen(csv_file(tmp_path, TABLE, encoding, end=end))
    assert found.fields == PLAIN
    assert found.column("title") == TITLES
    assert [draft.headcount.number for draft in found.drafts] == [5, 2, 2, None]


@pytest.mark.parametrize("separator", ["\t", ";", "|"])
def test_text_table_is_read_with_any_separator(tmp_path: Path, separator: str) -> None:
    assert seen(csv_file(tmp_path, TABLE, separator=separator, name="posts.tsv")).column("title") == TITLES


def test_separator_declared_in_the_first_line_is_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("sep=;\n" + csv_text(TABLE, ";"), encoding="utf-8")
    assert seen(path).column("title") == TITLES


def test_titles_notes_and_blank_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    above = [
        ["2026年秋季招聘会岗位信息汇总表"],
        [],
        ["填表说明：请如实填写，薪资以合同为准。"],
        ["填报日期：", "2026-11-01"],
    ]
    found = seen(csv_file(tmp_path, [*above, *TABLE]))
    assert found.fields == PLAIN
    assert [draft.row for draft in found.drafts] == [6, 7, 8, 9]


def test_merged_title_and_note_above_the_header_are_passed_over(tmp_path: Path) -> None:
    rows = [["省2026年度职位表"], ["  招考职位由各单位编报，学历、专业等问题由招录机关解释。"], *TABLE]
    found = seen(xlsx_file(tmp_path, {"岗位": rows}, ["A1:F1", "A2:F2"]))
    assert found.fields == PLAIN
    assert found.column("title") == TITLES


def test_note_with_values_right_above_the_header_is_no_part_of_it(tmp_path: Path) -> None:
    note = ["填报单位：市人社局", "", "", "填报日期：2026年3月1日"]
    found = seen(xlsx_file(tmp_path, {"岗位": [["春季招聘会岗位汇总表"], note, *TABLE]}))
    assert found.fields == PLAIN


def test_question_about_a_test_of_skills_is_no_major(tmp_path: Path) -> None:
    table = [[*HEADER, "是否在面试阶段组织专业能力测试"], *([*row, "否"] for row in POSTS)]
    assert seen(csv_file(tmp_path, table)).fields["是否在面试阶段组织专业能力测试"] == "extra"


def test_header_of_two_rows_becomes_one(tmp_path: Path) -> None:
    rows = [
        ["招聘单位", "岗位信息", "", "", "资格条件", "", "", "备注"],
        ["", "岗位名称", "岗位代码", "人数", "学历", "专业", "年龄", ""],
        ["玛曲县第一中学", "语文教师", "A001", "2", "本科及以上", "汉语言文学", "35周岁以下", "提供宿舍"],
        ["玛曲县第一中学", "数学教师", "A002", "1", "本科及以上", "数学与应用数学", "35周岁以下", ""],
        ["玛曲县藏医院", "藏医师", "A003", "3", "大专及以上", "藏医学", "40周岁以下", ""],
    ]
    merges = ["A1:A2", "B1:D1", "E1:G1", "H1:H2"]
    for found in (seen(xlsx_file(tmp_path, {"s": rows}, merges)), seen(csv_file(tmp_path, rows))):
        assert list(found.fields.values()) == [
            "employer",
            "title",
            "code",
            "headcount",
            "education",
            "majors",
            "age",
            "note",
        ]
        assert found.column("code") == ["A001", "A002", "A003"]
        assert [draft.row for draft in found.drafts] == [3, 4, 5]
        assert not [mark for draft in found.drafts for mark in draft.marks]


def test_headcount_split_by_sex_is_added_up_and_marked(tmp_path: Path) -> None:
    rows = [
        ["企业名称", "工种", "用工人数", "", "月工资"],
        ["", "", "男", "女", ""],
        ["雄关纺织有限公司", "挡车工", "2", "8", "4500"],
        ["雄关纺织有限公司", "机修工", "3", "", "5500"],
    ]
    found = seen(xlsx_file(tmp_path, {"s": rows}, ["A1:A2", "B1:B2", "C1:D1", "E1:E2"]))
    assert [draft.headcount.number for draft in found.drafts] == [10, 3]
    assert [{mark.kind for _name, mark in draft.marks} for draft in found.drafts] == [{"sex"}, {"sex"}]


def test_total_column_beside_the_parts_is_the_headcount(tmp_path: Path) -> None:
    rows = [["企业名称", "岗位", "招聘人数", "", ""], ["", "", "合计", "男", "女"]]
    rows += [["雄关纺织有限公司", "挡车工", "12", "4", "8"], ["雄关纺织有限公司", "质检员", "6", "3", "3"]]
    found = seen(xlsx_file(tmp_path, {"s": rows}, ["A1:A2", "B1:B2", "C1:E1"]))
    assert [draft.headcount.number for draft in found.drafts] == [12, 6]


def test_table_without_header_is_told_by_its_values(tmp_path: Path) -> None:
    rows = [[*post[:3], post[3], post[4], post[5]] for post in POSTS * 2]
    found = seen(csv_file(tmp_path, rows))
    assert list(found.fields) == ["A", "B", "C", "D", "E", "F"]
    assert list(found.fields.values()) == ["employer", "title", "headcount", "education", "pay", "place"]
    assert len(found.drafts) == 8


def test_header_without_known_words_is_not_taken_for_a_post(tmp_path: Path) -> None:
    rows = [["甲栏", "乙栏", "丙栏", "丁栏", "戊栏", "己栏"], *POSTS]
    found = seen(csv_file(tmp_path, rows))
    assert found.column("title") == TITLES
    assert found.fields["乙栏"] == "title"


def test_merged_employers_fill_down_in_a_workbook(tmp_path: Path) -> None:
    rows = [HEADER, POSTS[0], ["", *POSTS[1][1:]], POSTS[2], POSTS[3]]
    found = seen(xlsx_file(tmp_path, {"s": rows}, ["A2:A3"]))
    assert found.column("employer") == [post[0] for post in POSTS]


def test_blank_employers_below_a_named_one_fill_down_in_text(tmp_path: Path) -> None:
    found = seen(csv_file(tmp_path, [HEADER, POSTS[0], ["", *POSTS[1][1:]], POSTS[2]]))
    assert found.column("employer") == [post[0] for post in POSTS[:3]]
    assert found.reading.rows_filled_down == 1


def test_blank_employer_outside_of_merges_is_refused_with_its_cell(tmp_path: Path) -> None:
    rows = [HEADER, POSTS[0], ["", *POSTS[1][1:]], POSTS[2], ["", *POSTS[3][1:]]]
    found = seen(xlsx_file(tmp_path, {"s": rows}, ["A2:A3"]))
    assert [(one.row, one.cell) for one in found.refused] == [(5, "A5")]
    assert len(found.drafts) == 3


def test_table_that_starts_in_the_middle_of_a_sheet_names_cells_rightly(tmp_path: Path) -> None:
    rows = [HEADER, POSTS[0], [POSTS[1][0], "", *POSTS[1][2:]]]
    found = seen(xlsx_file(tmp_path, {"s": rows}, at="C5"))
    assert [draft.row for draft in found.drafts] == [6]
    assert [one.cell for one in found.refused] == ["D7"]


def test_sheets_with_different_columns_are_each_understood_and_instructions_skipped(tmp_path: Path) -> None:
    sheets = {
        "填表须知": [
            ["一、请用人单位如实填写。"],
            ["二、联系人须为本单位职工，信息不得虚假。"],
            ["三、表格请于周五前发回。"],
        ],
        "国企": TABLE,
        "民企": [
            ["薪水", "公司", "需求人数", "职位"],
            ["8千-1万", "河西数据有限公司", "3", "数据分析师"],
            ["1.2-2万", "河西数据有限公司", "1", "架构师"],
        ],
        "空表": [],
    }
    found = seen(xlsx_file(tmp_path, sheets))
    assert list(found.reading.mapping) == ["国企", "民企"]
    assert found.reading.mapping["民企"] == {
        "薪水": "pay",
        "公司": "employer",
        "需求人数": "headcount",
        "职位": "title",
    }
    assert [one.sheet for one in found.reading.skipped] == ["填表须知", "空表"]
    assert len(found.drafts) == 6


def test_repeated_headers_totals_and_footers_are_not_posts(tmp_path: Path) -> None:
    rows = [
        HEADER,
        *POSTS[:2],
        HEADER,
        *POSTS[2:],
        ["合计", "", "10"],
        ["注：以上岗位均缴纳五险一金。"],
        ["制表人：", "办公室"],
    ]
    found = seen(csv_file(tmp_path, rows))
    assert found.column("title") == TITLES
    assert not found.refused


def test_unnamed_row_numbers_and_empty_columns_are_left_out(tmp_path: Path) -> None:
    rows = [["", *HEADER, "", ""], *([str(n), *post, "", ""] for n, post in enumerate(POSTS))]
    found = seen(csv_file(tmp_path, rows))
    assert found.fields == {"A": "index", **PLAIN}
    assert found.column("title") == TITLES


def test_hundreds_of_used_but_empty_columns_do_no_harm(tmp_path: Path) -> None:
    found = seen(xlsx_file(tmp_path, {"s": [[*row, *[" "] * 240] for row in TABLE]}))
    assert found.fields == PLAIN


def test_several_facts_between_bars_are_split(tmp_path: Path) -> None:
    rows = [["职位", "公司", "要点"]]
    for title in ("数据分析师", "产品经理", "测试工程师", "运维工程师"):
        rows.append([title, "河西数据有限公司", "郑州-金水区 | 3-5年 | 本科 | 10k-15k"])
    found = seen(csv_file(tmp_path, rows))
    first = found.drafts[0]
    assert found.fields["要点"] == "facts"
    assert (first.texts["place"], first.texts["experience"], first.education.level) == ("郑州-金水区", "3-5年", 40)
    assert (first.pay.low, first.pay.high) == (Decimal(10000), Decimal(15000))


def test_several_labelled_facts_in_one_cell_are_split(tmp_path: Path) -> None:
    rows = [["用人单位", "招聘信息"]]
    rows += [
        ["玛曲县人民医院", f"岗位：{title}；人数：{count}人；学历：大专；联系人：张三"]
        for title, count in (("护士", 3), ("药师", 1), ("检验师", 2))
    ]
    found = seen(csv_file(tmp_path, rows))
    assert found.column("title") == ["护士", "药师", "检验师"]
    assert [draft.headcount.number for draft in found.drafts] == [3, 1, 2]
    assert "张三" not in json.dumps([[draft.texts, draft.extra] for draft in found.drafts], ensure_ascii=False)


def test_english_headers_and_values_are_understood(tmp_path: Path) -> None:
    rows = [
        [
            "Job Title",
            "Company",
            "No. of Positions",
            "Minimum Education",
            "Salary Range",
            "Work Location",
            "Employment Type",
            "Closing Date",
        ],
        [
            "Data Analyst",
            "Hexi Data Ltd",
            "2",
            "Bachelor or above",
            "CNY 8,000-12,000 per month",
            "Jiayuguan",
            "Full-time",
            "2026-12-31",
        ],
        ["Nurse", "Maqu Hospital", "1", "Diploma", "5000-6000", "Maqu", "Part-time", "2026-12-31"],
    ]
    found = seen(csv_file(tmp_path, rows))
    assert list(found.fields.values()) == [
        "title",
        "employer",
        "headcount",
        "education",
        "pay",
        "place",
        "kind",
        "valid_until",
    ]
    assert [draft.education.level for draft in found.drafts] == [40, 30]
    assert [draft.kind for draft in found.drafts] == ["full_time", "part_time"]
    assert str(found.drafts[0].valid_until) == "2026-12-31"


def test_pinyin_headers_are_understood(tmp_path: Path) -> None:
    rows = [["gongsimingcheng", "gangwei_mingcheng", "renshu", "xueli", "gongzi", "didian"], *POSTS]
    assert list(seen(csv_file(tmp_path, rows)).fields.values()) == list(PLAIN.values())


def test_headers_with_breaks_brackets_and_wide_letters_are_understood(tmp_path: Path) -> None:
    rows = [
        ["用人\n单 位", "＊岗位名称（必填）", "招聘人数\n（人）", "学历 要求", "薪资（元／月）", "工作地点（详细）"],
        *POSTS,
    ]
    assert list(seen(xlsx_file(tmp_path, {"s": rows})).fields.values()) == list(PLAIN.values())


def test_unit_in_the_header_counts_for_the_pay(tmp_path: Path) -> None:
    rows = [
        ["公司", "岗位", "年薪（万元）"],
        ["河西数据有限公司", "架构师", "30-40"],
        ["河西数据有限公司", "总监", "50以上"],
        ["河西数据有限公司", "顾问", "20"],
    ]
    found = seen(csv_file(tmp_path, rows))
    assert [(draft.pay.low, draft.pay.high, draft.pay.period) for draft in found.drafts] == [
        (Decimal(300000), Decimal(400000), "year"),
        (Decimal(500000), None, "year"),
        (Decimal(200000), Decimal(200000), "year"),
    ]


def test_pay_in_two_columns_is_one_range(tmp_path: Path) -> None:
    rows = [
        ["公司", "岗位", "最低月薪", "最高月薪"],
        ["河西数据有限公司", "架构师", "8000", "12000"],
        ["河西数据有限公司", "文员", "4000", ""],
    ]
    found = seen(csv_file(tmp_path, rows))
    assert [(draft.pay.low, draft.pay.high) for draft in found.drafts] == [
        (Decimal(8000), Decimal(12000)),
        (Decimal(4000), None),
    ]


def test_employer_named_only_in_the_title_or_the_sheet_is_used(tmp_path: Path) -> None:
    rows = [["岗位名称", "人数", "学历"], ["数控车工", "5", "中专"], ["质检员", "2", "大专"]]
    by_title = seen(csv_file(tmp_path, [["祁连机械有限公司2026年招聘岗位表"], *rows]))
    by_sheet = seen(xlsx_file(tmp_path, {"雄关大酒店": rows}))
    assert by_title.column("employer") == ["祁连机械有限公司"] * 2
    assert by_sheet.column("employer") == ["雄关大酒店"] * 2


def test_employer_as_heading_of_a_section_is_used(tmp_path: Path) -> None:
    rows = [
        ["岗位名称", "人数", "学历"],
        ["祁连机械有限公司"],
        ["数控车工", "5", "中专"],
        ["雄关大酒店"],
        ["接待员", "2", "大专"],
    ]
    found = seen(csv_file(tmp_path, rows))
    assert found.column("employer") == ["祁连机械有限公司", "雄关大酒店"]
    assert found.column("title") == ["数控车工", "接待员"]


def test_missing_employer_is_said_unless_one_is_given_for_the_file(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [["岗位名称", "人数", "学历"], ["数控车工", "5", "中专"], ["质检员", "2", "大专"]])
    assert len(seen(path).refused) == 2
    assert seen(path, employer="祁连机械有限公司").column("employer") == ["祁连机械有限公司"] * 2


def test_open_document_table_is_read(tmp_path: Path) -> None:
    found = seen(ods_file(tmp_path, TABLE))
    assert found.fields == PLAIN
    assert found.column("title") == TITLES


def test_web_page_under_a_workbooks_name_is_read(tmp_path: Path) -> None:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
    path = tmp_path / "posts.xls"
    path.write_bytes(f"<html><meta charset=gb2312><table border=1>{cells}</table></html>".encode("gbk"))
    assert seen(path).column("title") == TITLES


def test_web_page_with_spans_repeats_what_is_merged(tmp_path: Path) -> None:
    cells = "<tr>" + "".join(f"<th>{cell}</th>" for cell in HEADER) + "</tr>"
    cells += "<tr><td rowspan=2>祁连机械有限公司</td>" + "".join(f"<td>{cell}</td>" for cell in POSTS[0][1:]) + "</tr>"
    cells += "<tr>" + "".join(f"<td>{cell}</td>" for cell in POSTS[1][1:]) + "</tr>"
    path = tmp_path / "posts.xls"
    path.write_text(f"<table>{cells}</table>", encoding="utf-8")
    assert seen(path).column("employer") == ["祁连机械有限公司"] * 2


@pytest.mark.parametrize("name", ["posts.xls", "posts.csv", "posts.pdf", "posts"])
def test_kind_of_file_is_told_by_content_not_name(tmp_path: Path, name: str) -> None:
    assert seen(xlsx_file(tmp_path, {"s": TABLE}, name="right.xlsx").rename(tmp_path / name)).column("title") == TITLES


@pytest.mark.parametrize("shape", ["list", "wrapped", "deep", "lines", "rows", "one", "sheets"])
def test_json_of_any_shape_is_read(tmp_path: Path, shape: str) -> None:
    objects = [
        dict(zip(["companyName", "jobTitle", "headcount", "education", "salary", "workLocation"], post, strict=True))
        for post in POSTS
    ]
    text = {
        "list": json.dumps(objects, ensure_ascii=False),
        "wrapped": json.dumps({"code": 0, "data": objects}),
        "deep": json.dumps({"data": {"total": 4, "list": objects}}),
        "lines": "\n".join(json.dumps(one) for one in objects),
        "rows": json.dumps(TABLE),
        "one": json.dumps(objects[0]),
        "sheets": json.dumps({"一": objects[:2], "二": objects[2:]}),
    }[shape]
    path = tmp_path / "posts.json"
    path.write_text(text, encoding="utf-8")
    assert seen(path).column("title") == (TITLES[:1] if shape == "one" else TITLES)


def test_json_with_inner_objects_and_lists_is_flattened(tmp_path: Path) -> None:
    path = tmp_path / "posts.json"
    post = {
        "title": "护士",
        "company": {"name": "玛曲县人民医院", "size": "100-499人"},
        "tags": ["夜班", "持证"],
        "salary": {"min": 4000, "max": 6000},
    }
    path.write_text(json.dumps([post, {**post, "title": "药师", "extra": None}]), encoding="utf-8")
    found = seen(path)
    assert found.column("employer") == ["玛曲县人民医院"] * 2
    assert found.drafts[0].pay.high == Decimal(6000)


def test_archive_of_several_tables_is_read_and_strangers_named(tmp_path: Path) -> None:
    inner = xlsx_file(tmp_path, {"s": TABLE})
    members = {
        "一/国企.xlsx": inner.read_bytes(),
        "民企.csv": csv_text(TABLE).encode("gbk"),
        "说明.pdf": b"%PDF-1.4",
        "__MACOSX/._x": b"\x00",
        "../../up.csv": csv_text(TABLE),
    }
    found = seen(zip_file(tmp_path, members))
    assert list(found.reading.mapping) == ["国企.xlsx", "民企.csv", "up.csv"]
    assert [one.sheet for one in found.reading.skipped] == ["说明.pdf"]
    assert len(found.drafts) == 12


def test_unknown_columns_are_kept_as_other(tmp_path: Path) -> None:
    found = seen(csv_file(tmp_path, [[*HEADER, "直播带岗场次"], *([*post, "第3场"] for post in POSTS)]))
    assert found.drafts[0].extra == {"直播带岗场次": "第3场"}


def test_formulas_marks_and_emoji_are_harmless_text(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ['=HYPERLINK("http://x","公司")', "护\u200b士\u202e😀", "=1+1", "本\x00科", "面议\x07", "+cmd|' /C calc'!A0"],
    ]
    found = seen(csv_file(tmp_path, rows))
    first = found.drafts[0]
    assert first.title == "护士😀"
    assert first.employer.startswith("=HYPERLINK")
    assert (first.headcount.number, first.headcount.text) == (None, "=1+1")
    assert first.education.level == 40


def test_too_long_titles_are_refused_with_cell_and_advice(tmp_path: Path) -> None:
    found = seen(
        csv_file(
            tmp_path,
            [
                HEADER,
                *POSTS,
                ["祁连机械有限公司", "长" * 201, "1", "", "", ""],
                ["祁连机械有限公司", "12345", "1", "大专", "", ""],
            ],
        )
    )
    assert [one.cell for one in found.refused] == ["B6", "B7"]
    assert "201" in found.refused[0].problem.text
    assert len(found.drafts) == 4


def test_columns_that_share_a_header_are_told_apart(tmp_path: Path) -> None:
    rows = [[*HEADER, "备注", "备注"], *([*post, "提供宿舍", "包午餐"] for post in POSTS)]
    found = seen(csv_file(tmp_path, rows))
    assert {"备注", "备注 (H)"} <= set(found.fields)
    assert found.drafts[0].texts["note"] == "提供宿舍；包午餐"


def test_identity_survives_new_order_renamed_headers_and_other_formats(tmp_path: Path) -> None:
    first = {draft.title: (draft.identity(), draft.digest()) for draft in seen(csv_file(tmp_path, TABLE)).drafts}
    renamed = [["招聘企业", "职位", "人数", "学历", "工资", "地点"], *reversed(POSTS)]
    again = {
        draft.title: (draft.identity(), draft.digest()) for draft in seen(xlsx_file(tmp_path, {"x": renamed})).drafts
    }
    assert again == first


def test_quotation_mark_left_open_does_not_swallow_the_rows_below(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    lines = [",".join(row) for row in TABLE]
    path.write_text(
        "\n".join([lines[0], '"祁连机械有限公司,数控车工,5,中专,5000,嘉峪关', *lines[1:] * 200]), encoding="utf-8"
    )
    assert len(seen(path).drafts) == 801


def test_correction_of_the_mapping_is_followed(tmp_path: Path) -> None:
    with opened(csv_file(tmp_path, TABLE)) as tables:
        reading = understand(tables, {"posts.csv": {"岗位名称": "department", "薪资待遇": "title"}})
        rows = list(reading.drafts())
    assert reading.mapping["posts.csv"]["薪资待遇"] == "title"
    assert [row.row for row in rows if isinstance(row, Draft)] == [2, 4, 5]
    assert [row.cell for row in rows if isinstance(row, RowRefused)] == ["E3"]

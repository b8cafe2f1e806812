"""Exports: safe for spreadsheets, with definitions, and without any person."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from duikou.base.sheets import Sheet, csv_text, safe, xlsx
from tests.fairs import factories

FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "＝1+1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_never_holds_a_formula(text: str) -> None:
    written = csv_text(Sheet("s", ["h"], [[text]])).decode("utf-8-sig")
    assert next(iter(list(csv.reader(io.StringIO(written)))[1])) == f"'{text}"


@pytest.mark.parametrize("text", FORMULAS)
def test_xlsx_never_holds_a_formula(text: str) -> None:
    cell = openpyxl.load_workbook(io.BytesIO(xlsx(Sheet("s", ["h"], [[text]])))).active["A2"]
    assert cell.data_type == "s"


def test_xlsx_without_care_would_hold_a_formula() -> None:
    """The control: the same text written by a writer that is not told otherwise is a formula."""
    import xlsxwriter

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        book.add_worksheet().write(0, 0, "=1+1")
    assert openpyxl.load_workbook(kept).active["A1"].data_type == "f"


@pytest.mark.parametrize("value", [5, -5, 3.5, "text", "", "a=b", None])
def test_safe_leaves_numbers_and_plain_text_alone(value: Any) -> None:
    assert safe(value) == value


def test_csv_begins_with_a_byte_order_mark_and_ends_lines_with_crlf() -> None:
    written = csv_text(Sheet("s", ["单位"], [["甲"]]))
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.endswith("甲\r\n".encode())


def test_xlsx_writes_moments_in_the_citys_zone_and_days_as_days() -> None:
    rows = [[datetime(2026, 11, 28, 1, tzinfo=UTC), date(2026, 12, 1), None, "http://example.org", "0012"]]
    page = openpyxl.load_workbook(io.BytesIO(xlsx(Sheet("[岗位]/表", ["a"] * 5, rows)))).active
    assert page.title == "岗位表"
    assert [str(cell.value) if isinstance(cell.value, datetime) else cell.value for cell in page[2]] == [
        "2026-11-28 09:00:00",
        "2026-12-01 00:00:00",
        None,
        "http://example.org",
        "0012",
    ]
    assert page["D2"].hyperlink is None


def test_xlsx_drops_control_characters() -> None:
    page = openpyxl.load_workbook(io.BytesIO(xlsx(Sheet("s", ["a"], [["a\x00b\x1fc"]])))).active
    assert page["A2"].value == "abc"


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["posts", "stands", "figures"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_export_holds_no_person(office_client: Client, what: str, form: str) -> None:
    fair = factories.make_fair()
    post = factories.make_post(fair, title="=康复科护士")
    factories.make_booking(post.stand, factories.make_person("王小芳", "13912345678"))
    answer = office_client.get(reverse("fairs:office-export", args=[fair.slug, what, form]))
    assert answer.status_code == 200
    assert f"{fair.slug}-{what}-" in answer["Content-Disposition"]
    content = answer.content
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    assert b"13912345678" not in content
    assert "王小芳".encode() not in content
    assert b"<f>" not in content


@pytest.mark.django_db
def test_export_carries_definitions_beside_the_figures(office_client: Client) -> None:
    fair = factories.make_fair()
    factories.make_post(fair, headcount=7)
    answer = office_client.get(reverse("fairs:office-export", args=[fair.slug, "figures", "xlsx"]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    first, second = book.worksheets
    rows = {row[0]: row[1:4] for row in first.iter_rows(min_row=2, values_only=True)}
    assert rows["Headcount"][0] == 7
    assert "Sum of the headcounts" in rows["Headcount"][2]
    assert second.title == "Definitions"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["people.xlsx", "posts.pdf"])
def test_export_that_does_not_exist_is_not_found(office_client: Client, path: str) -> None:
    fair = factories.make_fair()
    assert office_client.get(f"/office/fairs/{fair.slug}/export/{path}").status_code == 404

"""Spreadsheets: XLSX and CSV of what a page shows, definitions beside the figures.

No sheet holds a person. A text never becomes a formula or a link: XlsxWriter is told so, and in CSV a text that a
spreadsheet would calculate is preceded by an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import timezone

# With the full-width signs, which East Asian editions read as the narrow ones.
CALCULATED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_LETTERS = 32000
BAD_IN_SHEET_NAMES = str.maketrans("", "", "[]:*?/\\'")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to write: its name, its heads, and its rows."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Any]]


def xlsx(*sheets: Sheet) -> bytes:
    """A workbook of `sheets`, each with a bold first row that stays in sight. Moments are shown in the city's zone."""
    kept = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(kept, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        formats = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for sheet in sheets:
            page = book.add_worksheet(sheet.name.translate(BAD_IN_SHEET_NAMES)[:31] or None)
            page.freeze_panes(1, 0)
            page.set_column(0, max(len(sheet.heads) - 1, 0), 18)
            for column, text in enumerate(sheet.heads):
                page.write_string(0, column, text, head)
            for number, row in enumerate(sheet.rows, start=1):
                for column, value in enumerate(row):
                    _write(page, number, column, value, formats)
    return kept.getvalue()


def csv_text(sheet: Sheet) -> bytes:
    """`sheet` as CSV: UTF-8 with a byte order mark, which spreadsheets need to read Chinese; CRLF, RFC 4180."""
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    writer.writerow([safe(text) for text in sheet.heads])
    for row in sheet.rows:
        writer.writerow([safe(_plain(value)) for value in row])
    return b"\xef\xbb\xbf" + kept.getvalue().encode()


def safe(value: Any) -> Any:
    """A text that no spreadsheet calculates; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" ").startswith(CALCULATED):
        return f"'{value}"
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if value is None or isinstance(value, int | float | Decimal):
        return "" if value is None else value
    return str(value)


def _write(page: Any, row: int, column: int, value: Any, formats: dict[type[date], Any]) -> None:
    if isinstance(value, datetime):
        page.write_datetime(row, column, timezone.localtime(value).replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date):
        page.write_datetime(row, column, value, formats[date])
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, column, value)
    elif value not in (None, ""):
        page.write_string(row, column, _without_controls(str(value))[:MOST_LETTERS])


def _without_controls(text: str) -> str:
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")

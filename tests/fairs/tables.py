"""Makes spreadsheet files of every unpleasant kind, and reads them as the import does."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from duikou.fairs.postings.drafts import Draft
from duikou.fairs.postings.problems import RowRefused
from duikou.fairs.postings.reading import Reading, understand
from duikou.fairs.postings.sources import opened

Rows = Sequence[Sequence[Any]]


@dataclass
class Seen:
    """What came out of a file."""

    reading: Reading
    drafts: list[Draft]
    refused: list[RowRefused]

    @property
    def fields(self) -> dict[str, str]:
        """The mapping of the first sheet."""
        return next(iter(self.reading.mapping.values()))

    def column(self, name: str) -> list[str]:
        """One field of all drafts."""
        return [draft.texts.get(name, "") for draft in self.drafts]


def seen(path: Path, defaults: dict[str, str] | None = None, employer: str = "", **options: Any) -> Seen:
    """Read a file."""
    with opened(path, **options) as tables:
        reading = understand(tables)
        rows = list(reading.drafts(defaults, employer))
    return Seen(
        reading, [row for row in rows if isinstance(row, Draft)], [row for row in rows if isinstance(row, RowRefused)]
    )


def csv_text(rows: Rows, separator: str = ",", end: str = "\n") -> str:
    """Rows as separated values."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue()


def csv_file(folder: Path, rows: Rows, encoding: str = "utf-8", name: str = "posts.csv", **options: str) -> Path:
    """A text table."""
    path = folder / name
    path.write_bytes(csv_text(rows, **options).encode(encoding))
    return path


def xlsx_file(
    folder: Path, sheets: dict[str, Rows], merges: Sequence[str] = (), name: str = "posts.xlsx", at: str = "A1"
) -> Path:
    """A workbook; `merges` are made in its first sheet, the table begins at cell `at`."""
    from openpyxl import Workbook
    from openpyxl.utils import coordinate_to_tuple

    book = Workbook()
    book.remove(book.active)
    top, left = coordinate_to_tuple(at)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if value not in ("", None):
                    sheet.cell(top + y, left + x, value)
    for area in merges:
        book.worksheets[0].merge_cells(area)
    path = folder / name
    book.save(path)
    return path


def ods_file(folder: Path, rows: Rows, name: str = "posts.ods") -> Path:
    """An OpenDocument spreadsheet."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
            if value != "" else "<table:table-cell/>"
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )  # fmt: skip
    return ods_of_cells(folder, cells, name)


def ods_of_cells(folder: Path, cells: str, name: str = "posts.ods") -> Path:
    """An OpenDocument spreadsheet of this row markup."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'office:version="1.2"><office:body><office:spreadsheet>'
        f"<table:table "
        f'table:name="岗位">{cells}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zip_file(folder, {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}, name)


def zip_file(folder: Path, members: dict[str, str | bytes], name: str = "posts.zip") -> Path:
    """An archive."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


HEADER = ["单位名称", "岗位名称", "招聘人数", "学历要求", "薪资待遇", "工作地点"]
POSTS = [
    ["祁连机械有限公司", "数控车工", "5", "中专及以上", "5000-7000元/月", "嘉峪关市雄关区机械路1号"],
    ["祁连机械有限公司", "质检员", "2人", "大专", "4500-6000", "嘉峪关市雄关区机械路1号"],
    ["雄关大酒店", "前厅接待员", "两名", "不限", "面议", "嘉峪关市新华路20号"],
    ["玛曲县人民医院", "护士", "若干", "大专及以上", "4k-6k", "玛曲县尼玛镇"],
]
TABLE = [HEADER, *POSTS]
TITLES = [row[1] for row in POSTS]

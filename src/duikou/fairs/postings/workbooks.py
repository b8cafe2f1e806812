"""Workbooks (.xlsx, .xls, .ods), looked at for traps before they are opened."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import python_calamine
from django.utils.translation import gettext_noop as N_

from .limits import CELLS_IN_SHEET, SHEETS
from .problems import FileRefused
from .sheets import Cell, Sheet

FILLED_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d+)"')
ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)>|<table:(?:covered-)?table-cell\b([^>]*?)(/?)>")
FAR = N_(
    "A cell far away from the table (%(cell)s) makes the sheet too large to read. Delete the "
    "empty rows and columns around the table and save it again."
)
DAMAGED = N_("The workbook is damaged or cut off. Open it, save it again as .xlsx and send that.")
LOCKED = N_("The file is locked with a password. Save it without one and send it again.")
ENTITIES = N_(
    "The workbook holds definitions that no spreadsheet program writes. It was not opened. Save it again as .xlsx."
)


def read_ole(path: Path) -> list[Sheet]:
    """The sheets of an old .xls; an encrypted .xlsx hides in the same container and is explained."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileRefused(LOCKED)
    if "WordDocument".encode("utf-16-le") in content:
        raise FileRefused(
            N_(
                "This is not a table but a file of another kind (%(kind)s). Save the posts as "
                ".xlsx or .csv and send that."
            ),
            kind="Word",
        )
    del content
    return read(path)


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The member's content in pieces that overlap by 400 bytes, so that nothing is cut in two."""
    rest = b""
    with archive.open(name) as stream:
        while chunk := stream.read(1 << 20):
            yield rest + chunk
            rest = chunk[-400:]


def read_xlsx(path: Path, archive: zipfile.ZipFile) -> list[Sheet]:
    """The sheets of an .xlsx, once none of its parts is a trap."""
    try:
        for entry in archive.infolist():
            if not entry.filename.endswith((".xml", ".rels")):
                continue
            lowest = rightmost = 0
            widest = b"A"
            for number, piece in enumerate(pieces(archive, entry.filename)):
                if number == 0 and (b"<!DOCTYPE" in piece[:4096] or b"<!ENTITY" in piece[:65536]):
                    raise FileRefused(ENTITIES)
                if "worksheets/" not in entry.filename:
                    break
                for column, row in FILLED_CELL.findall(piece):
                    lowest = max(lowest, int(row))
                    if (len(column), column) > (rightmost, widest):
                        rightmost, widest = len(column), column
            if lowest and lowest * column_number(widest) > CELLS_IN_SHEET:
                raise FileRefused(FAR, cell=f"{widest.decode()}{lowest}")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise FileRefused(DAMAGED) from error
    return read(path)


def column_number(letters: bytes) -> int:
    """The number from 1 of a column named by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def read_ods(path: Path, archive: zipfile.ZipFile) -> list[Sheet]:
    """The sheets of an .ods, once it neither repeats filled cells without end nor is encrypted."""
    try:
        if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
            "META-INF/manifest.xml"
        ):
            raise FileRefused(LOCKED)
        for number, piece in enumerate(pieces(archive, "content.xml")):
            if number == 0 and (b"<!DOCTYPE" in piece[:4096] or b"<!ENTITY" in piece[:65536]):
                raise FileRefused(ENTITIES)
            row_repeat = 1
            for row, cell, closed in ODS_ROW.findall(piece):
                if row:
                    row_repeat = repeats(row)
                elif not closed and row_repeat * repeats(cell) > CELLS_IN_SHEET // 100:
                    raise FileRefused(FAR, cell=f"×{row_repeat * repeats(cell)}")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, KeyError) as error:
        raise FileRefused(DAMAGED) from error
    return read(path)


def repeats(attributes: bytes) -> int:
    """How often a row or cell of an .ods stands there."""
    found = REPEATED.search(attributes)
    return int(found[1][:12]) if found else 1


def read(path: Path) -> list[Sheet]:
    """The visible sheets of a workbook, read when their rows are asked for."""
    try:
        book = open_book(path)
        marks = [mark for mark in book.sheets_metadata if mark.typ == python_calamine.SheetTypeEnum.WorkSheet]
    except python_calamine.PasswordError as error:
        raise FileRefused(LOCKED) from error
    except BaseException as error:  # the reader is compiled; its panics are no Exception
        raise damaged(error) from error
    if not marks:
        raise FileRefused(N_("There is no sheet in the workbook. Save it again as .xlsx and send that."))
    return [book_sheet(path, mark.name) for mark in marks[:SHEETS]]


def open_book(path: Path) -> python_calamine.CalamineWorkbook:
    """The workbook at `path`; where the file's name claims another format than it has, the name is not asked."""
    try:
        return python_calamine.load_workbook(str(path))
    except python_calamine.PasswordError:
        raise
    except python_calamine.CalamineError:
        with path.open("rb") as stream:
            return python_calamine.load_workbook(stream)


def damaged(error: BaseException) -> FileRefused:
    """The refusal for a workbook the reader gave up on; interruptions of the program pass through."""
    if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
        raise error
    return FileRefused(LOCKED if "assword" in str(error) else DAMAGED)


def book_sheet(path: Path, name: str) -> Sheet:
    """One sheet; the workbook is opened again for it, so that only one sheet is in memory at a time."""
    kept: list[python_calamine.CalamineSheet] = []

    def loaded() -> python_calamine.CalamineSheet:
        if not kept:
            try:
                kept.append(open_book(path).get_sheet_by_name(name))
            except BaseException as error:
                raise damaged(error) from error
            here = kept[0]
            sheet.first_column = (here.start or (0, 0))[1]
            sheet.merged = [
                ((top, left - sheet.first_column), (bottom, right - sheet.first_column))
                for (top, left), (bottom, right) in here.merged_cell_ranges or []
            ]
        return kept[0]

    def rows() -> Iterator[Sequence[Cell]]:
        source = loaded()
        return iter(()) if source.start is None else source.iter_rows()

    sheet = Sheet(name, rows, fills_down=True)
    sheet.release = kept.clear
    return sheet

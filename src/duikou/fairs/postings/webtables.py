"""Web pages saved under a spreadsheet's name, as many systems export them: the tables inside are read."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from django.utils.translation import gettext_noop as N_

from .problems import FileRefused
from .sheets import Sheet
from .texts import encoding_of

CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
MAX_SPAN = 2000


def looks_like_web_page(head: bytes) -> bool:
    """Whether the first bytes are those of HTML or of an XML spreadsheet."""
    text = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return text.startswith(
        (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<style", b"<head", b"<div", b"<!--")
    )


class Tables(HTMLParser):
    """Collects the rows of every table; merged cells repeat their text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.cell: list[str] | None = None
        self.spans: tuple[int, int] = (1, 1)
        self.pending: dict[int, tuple[int, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, row or cell begins."""
        if tag == "table":
            self.tables.append([])
            self.pending = {}
        elif tag == "tr" and self.tables:
            self.close_cell()
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self.close_cell()
            if not self.tables[-1]:
                self.tables[-1].append([])
            given = dict(attrs)
            self.cell, self.spans = [], (span(given.get("rowspan")), span(given.get("colspan")))
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A cell or row ends."""
        if tag in ("td", "th", "tr", "table"):
            self.close_cell()

    def handle_data(self, data: str) -> None:
        """Text inside a cell."""
        if self.cell is not None:
            self.cell.append(data)

    def close_cell(self) -> None:
        """Put the open cell into its row, after the cells that reach down from above."""
        if self.cell is None:
            return
        row, text = self.tables[-1][-1], " ".join("".join(self.cell).split(" ")).strip()
        self.cell = None
        self.take_pending(row)
        down, across = self.spans
        for _ in range(across):
            if down > 1:
                self.pending[len(row)] = (down - 1, text)
            row.append(text)
        self.take_pending(row, only_new=True)

    def take_pending(self, row: list[str], *, only_new: bool = False) -> None:
        """Repeat the texts of cells that span several rows."""
        if only_new:
            return
        while len(row) in self.pending:
            left, text = self.pending[len(row)]
            if left <= 1:
                del self.pending[len(row)]
            else:
                self.pending[len(row)] = (left - 1, text)
            row.append(text)


def span(value: str | None) -> int:
    """A rowspan or colspan, within reason."""
    return min(int(value), MAX_SPAN) if value and value.isdigit() and int(value) > 0 else 1


def read(path: Path, name: str) -> list[Sheet]:
    """The tables of a saved web page. Raises FileRefused when there is none."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    named = CHARSET.search(head)
    encoding = encoding_of(path)
    if (
        named
        and encoding not in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig")
        and named[1].lower().startswith(b"gb")
    ):
        encoding = "gb18030"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<Workbook" in head:
        raise FileRefused(N_("This is an XML spreadsheet of 2003. Open it, save it as .xlsx and send that."))
    parser = Tables()
    with path.open(encoding=encoding, errors="replace") as text:
        while chunk := text.read(1 << 18):
            parser.feed(chunk)
    parser.close()
    parser.close_cell()
    tables = [table for table in parser.tables if len(table) > 1]
    if not tables:
        raise FileRefused(N_("This is a web page without a table. Save the posts as .xlsx or .csv and send that."))
    return [table_sheet(name if len(tables) == 1 else f"{name} {n}", table) for n, table in enumerate(tables, 1)]


def table_sheet(name: str, table: list[list[str]]) -> Sheet:
    """One table of the page as a sheet."""
    return Sheet(name, lambda: iter(table))

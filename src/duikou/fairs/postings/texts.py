"""Text files of separated values, in whatever encoding and with whatever separator they come."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_noop as N_

from .problems import FileRefused
from .sheets import Cell, Sheet

SEPARATORS = ",\t;|，"
csv.field_size_limit(1 << 20)


def decodes(path: Path, encoding: str) -> bool:
    """Whether the whole file is valid in the encoding; a character cut off at the very end is forgiven."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            return False
    return True


def encoding_of(path: Path) -> str:
    """The encoding of a text file: by its mark, else UTF-8, else UTF-16 by its zero bytes, else GB18030 or Big5.

    Raises FileRefused when none of them fits.
    """
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 20 and odd > even * 4:
        return "utf-16-le"
    if even > len(head) // 20 and even > odd * 4:
        return "utf-16-be"
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        if decodes(path, encoding):
            return encoding
    readable = sum(byte >= 32 or byte in (9, 10, 13) for byte in head)
    if head.count(0) > len(head) // 50 or readable < len(head) * 0.9:
        raise FileRefused(
            N_("This is neither a workbook nor a text table. Save the posts as .xlsx or .csv and send that.")
        )
    broken = head.decode("utf-8", errors="replace").count("�")
    return "utf-8" if broken < len(head) / 200 else "gb18030"


def separator_of(lines: list[str]) -> str:
    """The separator that splits these lines most evenly; a comma when none does."""
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if any(row))
        except csv.Error:
            continue
        width, times = max(widths.items(), key=lambda item: (item[0] > 1) * item[1] * min(item[0], 12), default=(1, 0))
        score = 0.0 if width < 2 else times / max(sum(widths.values()), 1) + min(width, 12) / 100
        if score > best_score:
            best, best_score = separator, score
    return best


def read(path: Path, name: str) -> Sheet:
    """The table of a text file. Raises FileRefused when the file is not text."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        sample = stream.read(1 << 16)
    if not sample.strip():
        raise FileRefused(N_("The file is empty. Choose the file again, or save it once more and try that."))
    lines = sample.splitlines()[: -1 if len(sample) == 1 << 16 else None][:200]
    declared = lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5
    separator = lines[0].strip()[4] if declared else separator_of(lines)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quotes_close(path, encoding, separator) else csv.QUOTE_NONE

    def rows() -> Iterator[Sequence[Cell]]:
        with path.open(encoding=encoding, errors="replace", newline="") as stream:
            reader = csv.reader(stream, delimiter=separator, quoting=quoting)
            try:
                for row in reader:
                    yield row if reader.line_num > 1 or not declared else []
            except csv.Error as error:
                raise FileRefused(
                    N_(
                        "Line %(line)d of the file cannot be read as a row. Open it in a "
                        "spreadsheet program and save it as .xlsx."
                    ),
                    line=reader.line_num,
                ) from error

    return Sheet(name, rows)


def quotes_close(path: Path, encoding: str, separator: str) -> bool:
    """Whether quotation marks pair up, so that no cell swallows the rows below it."""
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        reader, before = csv.reader(stream, delimiter=separator), 0
        try:
            for _row in reader:
                if reader.line_num - before > 300:
                    return False
                before = reader.line_num
        except csv.Error:
            return False
    return True

"""Finds where the table of a sheet begins: titles and notes above it, headers of one or two rows, or none at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from . import lexicon, persons, profiles
from .cells import clean, says_nothing
from .limits import COLUMNS
from .sheets import Sheet

LOOKED_AT = 400
DEEPEST_HEADER = 40
JOIN = " / "
NUMERIC = re.compile(r"^[\d.,:%/\-+ ]+$")
FILLED_IN = re.compile(r"[:：](?![^（(]*[）)])")  # "填报单位：…" is a note above the table and gathers no columns


@dataclass
class Head:
    """The header of a table: a name per column ("" for none), how many rows lie above the data, the texts there."""

    names: list[str]
    rows_above: int
    above: list[str] = field(default_factory=list)
    named: bool = True


def trimmed(row: Sequence[object]) -> list[str]:
    """The row as clean text without the empty cells at its end."""
    cells = [clean(cell) for cell in row[:COLUMNS]]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def head_rows(sheet: Sheet) -> list[list[str]]:
    """The first rows of a sheet as clean text."""
    return [trimmed(row) for row in islice(sheet.rows(), LOOKED_AT)]


def word_score(text: str) -> float:
    """How much a cell looks like a header word."""
    if not text or len(text) > 60 or NUMERIC.match(text):
        return 0.0
    if persons.refusal_by_name(text) is not None and len(text) <= 12:
        return 0.9
    return lexicon.best(text)


def strength(row: Sequence[str]) -> float:
    """How much a row looks like a header: good words, weighed by their share of the filled cells."""
    filled = [cell for cell in row if cell]
    scores = [word_score(cell) for cell in filled]
    good = sum(score >= 0.6 for score in scores)
    if good < 2 and not (good == 1 and len(filled) <= 2 and max(scores) >= 0.95):
        return 0.0
    share = good / len(filled)
    return sum(score for score in scores if score >= 0.6) * share if share >= 0.4 else 0.0


def find_head(sheet: Sheet, rows: list[list[str]]) -> Head:
    """The header of a sheet whose first rows are `rows`."""
    width = max((len(row) for row in rows), default=0)
    if sheet.has_keys:
        return Head(pad(rows[0], width), 1)
    scores = [strength(row) for row in rows[:DEEPEST_HEADER]]
    best = max(range(len(scores)), key=lambda index: (scores[index], -index), default=None)
    if best is None or not scores[best]:
        return without_words(rows, width)
    top = bottom = best
    if best + 1 < len(rows) and second_row_of_header(rows[best], rows[best + 1]):
        bottom = best + 1
    elif best and second_row_of_header(rows[best - 1], rows[best]):
        top = best - 1
    names = pad(rows[bottom], width)
    if top != bottom:
        names = joined(spread(pad(rows[top], width), names, sheet, top), names)
    above = [cell for row in rows[:top] for cell in row if cell]
    return Head(names, bottom + 1, above)


def pad(row: Sequence[str], width: int) -> list[str]:
    """The row, filled up with empty cells."""
    return [*row, *[""] * (width - len(row))]


def second_row_of_header(upper: list[str], lower: list[str]) -> bool:
    """Whether two rows make one header: the lower one names what the upper one gathers."""
    filled = [cell for cell in lower if cell]
    if not filled or sum(1 for cell in upper if cell) < 2:
        return False
    words = sum(word_score(cell) >= 0.8 or cell in ("男", "女", "合计", "小计", "代码", "名称") for cell in filled)
    if words < 2 or words < len(filled) * 0.5 or any(len(cell) > 40 for cell in filled) or lower == upper:
        return False
    if any(NUMERIC.match(cell) or FILLED_IN.search(cell) for cell in upper if cell):
        return False
    width = max(len(upper), len(lower))
    up, low = pad(upper, width), pad(lower, width)
    only_low = sum(1 for a, b in zip(up, low, strict=True) if b and not a)
    only_up = sum(1 for a, b in zip(up, low, strict=True) if a and not b)
    repeated = sum(1 for a, b in pairwise(up) if a and a == b) + sum(a == b != "" for a, b in zip(up, low, strict=True))
    return (only_low > 0 and (only_up > 0 or len(filled) > sum(1 for cell in upper if cell))) or repeated > 0


def spread(upper: list[str], lower: list[str], sheet: Sheet, top: int) -> list[str]:
    """The upper row with each gathering word repeated over the columns it stands for."""
    reach = {left: right for (first, left), (_last, right) in sheet.merged if first == top and right > left}
    result, word, until = [], "", -1
    for column, cell in enumerate(upper):
        if cell:
            word, until = cell, reach.get(column, len(upper) if not reach else column)
        result.append(cell or (word if column <= until and lower[column] else ""))
    return result


def joined(upper: list[str], lower: list[str]) -> list[str]:
    """One name a column from two rows."""
    return [f"{up}{JOIN}{low}" if up and low and up != low else low or up for up, low in zip(upper, lower, strict=True)]


def without_words(rows: list[list[str]], width: int) -> Head:
    """A head for a table in whose rows no header words stand: the first row is one if it differs from all below."""
    start = next((index for index, row in enumerate(rows) if sum(1 for cell in row if cell) >= 2), len(rows))
    above = [cell for row in rows[:start] for cell in row if cell]
    body = [row for row in rows[start + 1 :] if sum(1 for cell in row if cell) >= 2]
    if len(body) >= 3:
        strong = different = 0
        for column, name in enumerate(pad(rows[start], width)):
            values = [row[column][:300] for row in body if column < len(row) and not says_nothing(row[column])]
            shares = profiles.shares(values[:100])
            telling = {key for key, share in shares.items() if share >= 0.8 and key in TELLING}
            if telling:
                strong += 1
                own = profiles.shares([name]) if name else {}
                different += not any(own.get(key) for key in telling)
        if strong >= 2 and different > strong / 2:
            return Head(pad(rows[start], width), start + 1, above)
    return Head([""] * width, start, above, named=False)


TELLING = {
    "education",
    "headcount",
    "pay",
    "employer",
    "number",
    "link",
    "code",
    "date",
    "experience",
    "place",
    "title",
}

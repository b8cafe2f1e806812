"""Dates as postings write them."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

FULL = re.compile(r"(20\d{2}|19\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
COMPACT = re.compile(r"^(20\d{2})(\d{2})(\d{2})$")
SERIAL = re.compile(r"^(4[0-9]{4}|5[0-9]{4})(?:\.\d+)?$")
DAY_FIRST = re.compile(r"^(\d{1,2})/(\d{1,2})/(20\d{2})$")
EPOCH = datetime.date(1899, 12, 30)


@lru_cache(maxsize=5000)
def parse(text: str) -> datetime.date | None:
    """The date in a text, the last one where two stand; None when there is none or its year is not said.

    A bare number from 40000 counts days as spreadsheet programs do.
    """
    try:
        if found := FULL.findall(text):
            return datetime.date(*(int(part) for part in found[-1]))
        if match := COMPACT.match(text):
            return datetime.date(int(match[1]), int(match[2]), int(match[3]))
        if match := DAY_FIRST.match(text):
            first, second, year = (int(part) for part in match.groups())
            return datetime.date(year, first, second) if first <= 12 else datetime.date(year, second, first)
        if match := SERIAL.match(text):
            return EPOCH + datetime.timedelta(days=int(match[1]))
    except ValueError:
        return None
    return None

"""Pay as postings write it: 10k-15k, 1.2-2万/月, 面议, 200元/天 …"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

NUMBER = r"(\d+(?:,\d{3})*(?:\.\d+)?)"
UNIT = r"(万元?|千元?|百元?|w|k|m(?![a-z]))?"
MONEY = r"(?:元|块钱?|圆|rmb|cny|人民币|¥|￥)?"
RANGE = re.compile(
    rf"{NUMBER}\s*{UNIT}\s*{MONEY}\s*(?:/?(?:每?(?:月|年|天|日|小时)))?\s*(?:-|~|至|到|–|—|―|－|〜|"
    rf"～|to)+\s*¥?\s*{NUMBER}\s*{UNIT}",
    re.IGNORECASE,
)
SINGLE = re.compile(rf"{NUMBER}\s*{UNIT}", re.IGNORECASE)
MONTHS = re.compile(r"(?:[·*x×\s]|^|\D)(1[2-9]|2[0-4])\s*(?:薪|个月(?:薪|工资))")
UNITS = {"万": 10000, "w": 10000, "千": 1000, "k": 1000, "百": 100, "m": 1000000}
PERIODS = (
    ("hour", re.compile(r"小时|时薪|/\s*h(?:ou)?r?\b|per hour|an hour|hourly|/时|每时|钟点")),
    ("day", re.compile(r"/\s*[天日]|日薪|每[天日]|元[天日]|一天|日结|per day|a day|daily|/\s*day")),
    (
        "year",
        re.compile(
            r"/\s*年|年薪|每年|年收入|per (?:year|annum)|a year|annual|yearly|/\s*y(?:ea)?r|p\.?a\.?\b|元年|万年"
        ),
    ),
    ("month", re.compile(r"/\s*月|月薪|每月|月收入|per month|a month|monthly|/\s*mo|底薪|基本工资|保底|月")),
)
FLOOR = re.compile(r"以上|起|不低于|不少于|≥|>=|>|\+|保底|底薪|至少|最低|from|above|more than|at least")
CEILING = re.compile(r"以[下内]|不超过|最高|≤|<=|<|至多|up to|below|under|less than")
OTHER_MONEY = (
    ("USD", re.compile(r"usd|us\$|美元|\$")),
    ("EUR", re.compile(r"eur|€|欧元")),
    ("HKD", re.compile(r"hkd|港[元币]")),
)
HOURS_A_MONTH, DAYS_A_MONTH, MONTHS_A_YEAR = Decimal(174), Decimal("21.75"), Decimal(12)
LOOKED_AT = 200
CENT = Decimal("0.01")
MOST = Decimal(10) ** 9


@dataclass(frozen=True)
class Pay:
    """Pay as read: bounds in `currency` per `period` ("" when unknown), months paid a year (0: not said), the text."""

    text: str
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str = "CNY"
    period: str = ""
    months: int = 0

    @property
    def monthly(self) -> Decimal | None:
        """The lower bound (else the upper) per month.

        A month counts 21.75 days and 174 hours (notice 劳社部发〔2008〕3号); a year counts twelve months.
        """
        amount = self.low if self.low is not None else self.high
        if amount is None or self.currency != "CNY":
            return None
        by = {"hour": HOURS_A_MONTH, "day": DAYS_A_MONTH, "month": Decimal(1), "year": 1 / MONTHS_A_YEAR}.get(
            self.period
        )
        return None if by is None else (amount * by).quantize(CENT)


def plain(text: str) -> str:
    """Half-width, lower case, one kind of dash, without thousands separators."""
    text = (
        unicodedata.normalize("NFKC", text)
        .lower()
        .replace("～", "~")
        .replace("—", "-")
        .replace("–", "-")
        .replace("−", "-")
    )
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)


def amount(number: str, unit: str | None) -> Decimal:
    """A number with its unit of ten thousands, thousands …"""
    return Decimal(number.replace(",", "")) * UNITS.get((unit or "")[:1].lower(), 1)


@lru_cache(maxsize=20000)
def parse(text: str, header: str = "") -> Pay:
    """The pay that a cell states; units may stand in its column's `header` (万元/年). Text without
    numbers stays text."""
    said, above = plain(text[:LOOKED_AT]), plain(header[:LOOKED_AT])
    said_whole = f"{above} {said}"
    currency = next((code for code, mark in OTHER_MONEY if mark.search(said)), "CNY")
    months_found = MONTHS.search(said)
    months = int(months_found[1]) if months_found else 0
    if months_found:
        said = said[: months_found.start(1)] + said[months_found.end() :]
    period = next((name for name, mark in PERIODS if mark.search(said)), "") or next(
        (name for name, mark in PERIODS if mark.search(above)), ""
    )
    low: Decimal | None = None
    high: Decimal | None = None
    header_unit = "万" if re.search(r"万", above) else "k" if re.search(r"千|[(/]k", above) else None
    if found := RANGE.search(said):
        first, first_unit, second, second_unit = found.groups()
        unit = (
            second_unit
            or (first_unit if Decimal(first.replace(",", "")) < Decimal(second.replace(",", "")) else None)
            or header_unit
        )
        low, high = amount(first, first_unit or unit), amount(second, unit)
        if low > high:
            low = amount(first, first_unit) if amount(first, first_unit) <= high else low
        if low > high:
            low, high = high, low
    elif found := SINGLE.search(said):
        value = amount(found[1], found[2] or header_unit)
        if CEILING.search(said):
            high = value
        elif FLOOR.search(said):
            low = value
        else:
            low = high = value
    highest = high if high is not None else low
    if highest is not None and (highest > MOST or highest <= 0):
        low = high = highest = None
    if highest is None:
        return Pay(text)
    if not period:
        period = "month" if 800 <= highest < 80000 else "year" if highest >= 80000 else ""
    if period == "month" and highest < 100 and not UNIT_SEEN.search(said_whole) and currency == "CNY":
        return Pay(text)
    return Pay(text, low and low.quantize(CENT), high and high.quantize(CENT), currency, period, months)


UNIT_SEEN = re.compile(r"万|千|百|[\dkw]\s*[kw]")


def of_bounds(low: str, high: str, header: str) -> Pay:
    """Pay whose bounds stand in two columns."""
    text = f"{low}-{high}" if low and high else f"{low}以上" if low else f"{high}以下"
    return parse(text, header)

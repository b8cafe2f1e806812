"""Lists of streets as an office writes them, a line for each: which numbers of a street or compound a centre serves.

    人民路 1-99 单                    odd numbers from 1 to 99
    解放街 2-100双, 120号以上          even ones from 2 to 100, and everything from 120
    幸福小区                          all of it
    幸福小区|Xingfu Garden 3栋         its third building; a second name after a bar
    除 人民路 17                      all that was said before, but not number 17

Lanes (弄), houses (号) and buildings (栋, 幢, 座) of one name are counted in one series, as they are on the door
plates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

MOST_LINES, MOST_NUMBER, LONGEST_NAME = 5000, 99_999, 60

Parity = Literal[0, 1, 2]  # every number, odd ones, even ones

HAN_DIGITS = {han: digit for digit, han in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
HAN_PLACES = {"十": 10, "百": 100, "千": 1000}
UNIT = "号弄栋幢座"
HAN_NUMBER = re.compile(rf"([零〇一二两三四五六七八九十百千]+)(?=[{UNIT}])")
EXCEPT = re.compile(r"^(?:除了?|except\b|!)\s*[:：]?\s*", re.IGNORECASE)
RANGE = (
    rf"(?:no\.?\s*)?\d+\s*[{UNIT}]?(?:\s*(?:[-~至到]|\.\.)\s*\d+\s*[{UNIT}]?)?"
    r"\s*(?:以上|起|\+)?\s*(?:单号?|双号?|odd|even)?"
)
LINE = re.compile(
    rf"^(?P<name>.+?)(?:(?<=[^\W\da-zA-Z])|\s)\s*(?P<ranges>{RANGE}(?:\s*[,;、]\s*{RANGE})*)$", re.IGNORECASE
)
PIECE = re.compile(
    rf"(\d+)\s*[{UNIT}]?(?:\s*(?:[-~至到]|\.\.)\s*(\d+)\s*[{UNIT}]?)?\s*(以上|起|\+)?\s*(单号?|双号?|odd|even)?",
    re.IGNORECASE,
)
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
NOT_IN_A_NAME = re.compile(r"[^\w]|_")


class BadLine(ValueError):
    """A line that says no part of a street: why, in a word, and what of it."""

    def __init__(self, why: str, what: str = "") -> None:
        super().__init__(why)
        self.why, self.what = why, what


@dataclass(frozen=True, slots=True)
class Numbers:
    """Some numbers of a street: from `first` to `last`, every one, or only odd or even ones."""

    first: int = 0
    last: int = MOST_NUMBER
    parity: Parity = 0

    def holds(self, number: int) -> bool:
        """Whether `number` is one of them."""
        return self.first <= number <= self.last and (not self.parity or number % 2 == self.parity % 2)


@dataclass(frozen=True, slots=True)
class Part:
    """What one line says: the street by all its names, the numbers, and whether they are left out."""

    names: tuple[str, ...]
    numbers: tuple[Numbers, ...]
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class LineTrouble:
    """What is wrong with a line, by its number from 1 on."""

    line: int
    why: str
    what: str


def read_lines(text: str) -> tuple[list[Part], list[LineTrouble]]:
    """What the lines of a list say, and what is wrong with those that say nothing. Empty lines, and those that begin
    with `#`, are left alone."""
    parts, troubles = [], []
    lines = text.splitlines()
    for number, line in enumerate(lines[:MOST_LINES], 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            parts.append(read_line(line))
        except BadLine as bad:
            troubles.append(LineTrouble(number, bad.why, bad.what))
    if len(lines) > MOST_LINES:
        troubles.append(LineTrouble(MOST_LINES + 1, "too_many", str(MOST_LINES)))
    return parts, [*troubles, *_never_there(parts)]


def read_line(line: str) -> Part:
    """What one line says. Raises BadLine."""
    text = as_digits(unicodedata.normalize("NFKC", line).translate(DASHES).strip())
    rest = EXCEPT.sub("", text)
    left_out = rest != text
    found = LINE.match(rest)
    names = tuple(name.strip() for name in (found["name"] if found else rest).split("|") if name.strip())
    if not names or not all(plain(name) for name in names):
        raise BadLine("no_name", rest[:20])
    for name in names:
        if len(name) > LONGEST_NAME or len(plain(name)) < 2:
            raise BadLine("bad_name", name[:20])
        if plain(name).isdigit() or re.search(r"\d\s*[-~]|[-~,;、]$", name):
            raise BadLine("bad_numbers", name[:20])
    numbers = tuple(_numbers(piece) for piece in PIECE.finditer(found["ranges"])) if found else (Numbers(),)
    return Part(names, numbers, left_out)


def plain(text: str) -> str:
    """A name or an address as it is compared: one width, small letters, numbers in digits, no spaces or marks. The
    script of the page (`desk/areas.js`) does the same."""
    return NOT_IN_A_NAME.sub("", as_digits(unicodedata.normalize("NFKC", text)).lower())


def as_digits(text: str) -> str:
    """The text with Chinese numerals before 号 and the like in digits: 五一路十二号 is 五一路12号."""
    return HAN_NUMBER.sub(lambda found: str(_value(found[1])), text)


def _value(numeral: str) -> int:
    if not any(sign in HAN_PLACES for sign in numeral):
        return int("".join(str(HAN_DIGITS[sign]) for sign in numeral))
    value, digit = 0, None
    for sign in numeral:
        if sign in HAN_PLACES:
            value += (1 if digit is None else digit) * HAN_PLACES[sign]
            digit = None
        elif HAN_DIGITS[sign]:
            digit = HAN_DIGITS[sign]
    return value + (digit or 0)


def _numbers(piece: re.Match[str]) -> Numbers:
    first, last, onward, parity = piece.groups()
    low, high = int(first[:6]), int((last or first)[:6])
    if onward:
        high = MOST_NUMBER
    if low > high:
        raise BadLine("backwards", piece[0].strip())
    if high > MOST_NUMBER:
        raise BadLine("too_large", piece[0].strip())
    which: Parity = 0 if not parity else 1 if parity[0] in "单oO" else 2
    if low == high and which and low % 2 != which % 2:
        raise BadLine("no_such_number", piece[0].strip())
    return Numbers(low, high, which)


def _never_there(parts: Iterable[Part]) -> list[LineTrouble]:
    """Streets of which numbers are left out though nothing of them was said to be served."""
    parts = list(parts)
    served = {plain(name) for part in parts if not part.left_out for name in part.names}
    missing = [part for part in parts if part.left_out and not {plain(name) for name in part.names} & served]
    return [LineTrouble(0, "left_out_of_nothing", part.names[0]) for part in missing]

"""How many people are wanted: 2, 2人, 两名, 3-5人, 若干, 男2女1 …"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
SCALES = {"十": 10, "百": 100, "千": 1000}
COUNTER = r"(?:人|名|个|位|岗|名额|persons?|people|openings?|positions?)?"
PLAIN = re.compile(rf"(?:约|共|招|需|招聘|拟招)?(\d+)(?:\.0+)?{COUNTER}(?:左右|以上)?$")
RANGE = re.compile(rf"(\d+){COUNTER}[-~至到—–](\d+){COUNTER}$")
CHINESE = re.compile(rf"(?:约|共|招)?([零〇一二两三四五六七八九十百千]+){COUNTER}$")
BY_SEX = re.compile(
    r"男性?[:：生]?(\d+)[人名]?[,，、;；/和+\s]*女性?[:：生]?(\d+)|"
    r"女性?[:：生]?(\d+)[人名]?[,，、;；/和+\s]*男性?[:：生]?(\d+)|"
    r"(\d+)[人名]?男[,，、;；/\s]*(\d+)[人名]?女"
)
ONE_SEX = re.compile(r"[男女]性?[:：]?(\d+)[人名]?|(\d+)[人名]?[(（]?[男女]性?[)）]?")
MOST = 100000


@dataclass(frozen=True)
class Headcount:
    """The number wanted (None when the text does not fix one) and the text where it says more than the number."""

    number: int | None
    text: str = ""


def chinese_number(text: str) -> int:
    """The value of a number written in Chinese characters, up to thousands."""
    total = part = 0
    for sign in text:
        if sign in SCALES:
            total, part = total + (part or 1) * SCALES[sign], 0
        else:
            part = part * 10 + DIGITS[sign]
    return total + part


@lru_cache(maxsize=5000)
def parse(text: str) -> Headcount:
    """The headcount a cell states; a range counts with its lower end, which is what is promised."""
    said = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text[:100]).lower()).replace(",", "")
    number: int | None = None
    if found := PLAIN.match(said):
        number = int(found[1][:9])
    elif found := RANGE.match(said):
        number = min(int(found[1][:9]), int(found[2][:9]))
    elif found := CHINESE.match(said):
        number = chinese_number(found[1])
    elif found := BY_SEX.search(said):
        number = sum(int(part[:9]) for part in found.groups() if part)
    elif found := ONE_SEX.fullmatch(said):
        number = int((found[1] or found[2])[:9])
    if number is not None and not 0 < number <= MOST:
        number = None
    return Headcount(number, "" if said == str(number) or said == f"{number}.0" else text)

"""Education as an ordered level, with "at least" or "only"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LEVELS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (60, re.compile(r"博士|ph\.?\s?d|doctor")),
    (50, re.compile(r"硕士|研究生|master|mba|postgraduate|\bm\.?sc\b|shuoshi")),
    (
        40,
        re.compile(
            r"本科|学士|bachelor|undergraduate|\bb\.?sc\b|benke|大学(?!专)|学历相对应|统招本|"
            r"双一流|985|211|college degree"
        ),
    ),
    (30, re.compile(r"大专|专科|高职|高专|associate|diploma|junior college|dazhuan|大学专")),
    (
        20,
        re.compile(
            r"高中|中专|中职|职高|技校|中技|高技|技工|职业高中|senior high|high school|vocational|"
            r"secondary|gaozhong|zhongzhuan"
        ),
    ),
    (10, re.compile(r"初中|小学|junior high|middle school|primary|义务教育|chuzhong")),
)
ANY = re.compile(
    r"不限|无要求|不作要求|不要求|无限制|均可|皆可|any|no requirement|not required|none|n/a|不拘|"
    r"没有要求|无学历|无$|buxian"
)
ONLY = re.compile(r"仅限|只限|限(?!制)|only|^本科$(?!)")
OR = re.compile(r"或|、|/|和|,")
AT_LEAST = re.compile(r"以上|及以上|起|or above|\+|or higher|至少|minimum|不低于|at least")


@dataclass(frozen=True)
class Education:
    """The lowest level that qualifies (0: any, None: not said), the highest if limited, and whether only these do."""

    level: int | None
    only: bool = False
    top: int | None = None


@lru_cache(maxsize=5000)
def parse(text: str) -> Education:
    """The education a cell asks for."""
    said = unicodedata.normalize("NFKC", text[:300]).lower()
    said = re.sub(r"(全日制|普通)?(高等学校|高等院校|高校)", "", said)
    said = re.sub(r"硕士研究生", "硕士", re.sub(r"博士研究生", "博士", said))
    levels = [level for level, mark in LEVELS if mark.search(said)]
    if not levels:
        return Education(0) if ANY.search(said) else Education(None)
    low, top = min(levels), max(levels)
    if ANY.search(said) and len(levels) == 1 and "学历不限" in said:
        return Education(0)
    if AT_LEAST.search(said):
        return Education(low)
    if ONLY.search(said) or (len(levels) > 1 and OR.search(said)):
        return Education(low, only=True, top=top)
    return Education(low)

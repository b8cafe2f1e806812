"""What a row says, as a draft of a post."""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .conditions import Mark
from .education import Education
from .headcount import Headcount
from .majors import Majors
from .pay import Pay


@dataclass(slots=True)
class Draft:
    """A post as a row states it: values by field as clean text, and what could be read from them."""

    sheet: str
    row: int
    texts: dict[str, str]
    headcount: Headcount
    education: Education
    majors: Majors
    pay: Pay
    valid_until: datetime.date | None
    kind: str
    extra: dict[str, str]
    marks: list[tuple[str, Mark]]
    defaulted: tuple[str, ...] = ()
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The post's title."""
        return self.texts["title"]

    @property
    def employer(self) -> str:
        """The employer's name."""
        return self.texts["employer"]

    def identity(self) -> str:
        """What keeps the post recognisable when rows move, columns are renamed or other cells change: 32 hex digits.

        Employer and code; without a code employer, department, title, place and link. A column that names the source
        keeps the same codes of two sources apart.
        """
        texts = self.texts
        parts = [texts.get("source", ""), texts["employer"]]
        if texts.get("code"):
            parts.append(texts["code"])
        else:
            parts += [texts.get("department", ""), texts["title"], texts.get("place", ""), texts.get("link", "")]
        return hashlib.sha256("\x1f".join(map(folded, parts)).encode()).hexdigest()[:32]

    def digest(self) -> str:
        """A hash of everything the row says: 24 hex digits; equal drafts change nothing."""
        said = "\x1e".join(f"{name}\x1f{text}" for name, text in sorted(self.texts.items()) if text)
        more = "\x1e".join(f"{name}\x1f{text}" for name, text in sorted(self.extra.items()))
        return hashlib.sha256(f"{said}\x1d{more}".encode()).hexdigest()[:24]


@lru_cache(maxsize=4000)
def folded(text: str) -> str:
    """A name as it is compared: half-width, lower case, without spaces and with one kind of brackets."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).lower())


KINDS = (
    ("internship", re.compile(r"实习|见习|intern", re.I)),
    ("part_time", re.compile(r"兼职|小时工|钟点|非全日制|part[- ]?time", re.I)),
    ("temporary", re.compile(r"临时|短期|季节|暑期|temporary|seasonal", re.I)),
    ("full_time", re.compile(r"全职|全日制|正式|长期|合同|编|派遣|full[- ]?time|permanent", re.I)),
)


@lru_cache(maxsize=5000)
def kind_of(text: str) -> str:
    """The kind of work a text names, or ""."""
    return next((kind for kind, mark in KINDS if text and mark.search(text)), "")

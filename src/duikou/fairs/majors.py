"""Majors: the national catalogue to choose from, and whether somebody's major is among those a post asks for.

A post's majors become marks, a person's major becomes marks, and one common mark is a match; the same marks are labels
in the search index, so that the filter and the answer on the page cannot differ. What cannot be told for sure (a major
that the catalogue does not know) is the mark UNSURE: "ask the employer", never a false no.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from duikou.fairs.models import Post

FILE = Path(__file__).with_name("majors.txt")
ANY, UNSURE = "many", "munsure"
LEVELS = tuple(level for level in Post.Education.values if level)
NATIONAL = ("moe-undergraduate", "moe")
CODE = re.compile(r"(\d{6,7}[A-Z]{0,2}|\d{4}|\d{2})(?!\d)", re.IGNORECASE)
OTHER_NAMES = {
    "法律": "法",
    "中文": "中国语言文",
    "汉语言文学": "汉语言文",
    "外语": "外国语言文",
    "新闻": "新闻传播",
    "财会": "会计",
    "计算机科学": "计算机",
    "中医药": "中医",
}
BROAD = {
    "理工": ("07", "08"),
    "理工科": ("07", "08"),
    "文史": ("05", "06"),
    "经管": ("02", "12"),
    "财经": ("02", "12"),
    "农林": ("09",),
}


class Fit(Enum):
    """Whether a post takes somebody: yes, no, or to be asked."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Major:
    """An entry of the catalogue: a discipline (2 digits), a class (4) or a major (6 and letters)."""

    code: str
    label: str

    @property
    def broad(self) -> bool:
        """Whether it is a class or a discipline."""
        return len(self.code) <= 4


@dataclass(frozen=True)
class Catalogue:
    """The catalogue by code, and the codes that a name's stem stands for."""

    by_code: Mapping[str, Major]
    classes: Mapping[str, str]
    majors: Mapping[str, str]
    disciplines: Mapping[str, str]

    @property
    def groups(self) -> list[tuple[Major, list[Major]]]:
        """Disciplines, each with its classes."""
        everything = self.by_code.values()
        return [
            (one, [part for part in everything if len(part.code) == 4 and part.code.startswith(one.code)])
            for one in everything
            if len(one.code) == 2
        ]


@cache
def catalogue() -> Catalogue:
    """The national catalogue of undergraduate majors (教育部《普通高等学校本科专业目录》)."""
    found: dict[str, Major] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        head, _colon, rest = line.partition(": ")
        code, label = head.split(" ", 1)
        found[code] = Major(code, label)
        for part in rest.split(", ") if rest else ():
            tail, name = part.split(" ", 1)
            found[code + tail] = Major(code + tail, name)
    stems: dict[int, dict[str, str]] = {2: {}, 4: {}, 6: {}}
    for one in found.values():
        stems[min(len(one.code), 6)].setdefault(stem(one.label), one.code)
    return Catalogue(found, classes=stems[4], majors=stems[6], disciplines=stems[2])


@lru_cache(maxsize=20_000)
def stem(label: str) -> str:
    """A name without what varies: 护理类, 护理学类 and 护理学专业 are all 护理."""
    text = re.sub(r"[\s()（）《》“”\"]", "", unicodedata.normalize("NFKC", label)).lower()
    text = re.sub(r"(?:相关|等)?(?:专业|门类|大类|类|方向)+$", "", text)
    text = OTHER_NAMES.get(text, text)
    return text[:-1] if len(text) > 1 and text.endswith("学") else text


def find(said: str) -> Major | None:
    """The catalogue's entry that somebody means by a code or a name; None when there is none."""
    text = unicodedata.normalize("NFKC", said).strip()[:60]
    known = catalogue()
    if code := CODE.match(text):
        if exact := known.by_code.get(code[1].upper()):
            return exact
        close = [one for key, one in known.by_code.items() if len(code[1]) >= 6 and key.startswith(code[1].upper())]
        return close[0] if close else None
    named = stem(text)
    order = (known.classes, known.majors) if text.endswith("类") else (known.majors, known.classes)
    for names in (*order, known.disciplines):
        if named in names:
            return known.by_code[names[named]]
    return None


@dataclass(frozen=True, slots=True)
class Answers:
    """The marks of a post that take somebody for sure, and those that mean "to be asked"."""

    sure: frozenset[str]
    unsure: frozenset[str]

    @property
    def labels(self) -> frozenset[str]:
        """Both, for the index's filter: what is unsure stays in."""
        return self.sure | self.unsure


@lru_cache(maxsize=2_000)
def answers(major: Major, level: int | None) -> Answers:
    """What a post may ask for so that somebody who studied `major` to `level` (any, when None) fits.

    Somebody who only names a class is to be asked where certain majors of it are wanted; so is a graduate where another
    subject of their discipline is wanted, for the catalogue of graduate subjects is a different one."""
    code = major.code
    sure = {ANY, *(f"mc{code[:length].lower()}" for length in (2, 4, 6, len(code)) if length <= len(code))}
    if len(code) > 4:
        sure.add(f"mj{stem(major.label)}")
    found = _at_levels(sure, level), _at_levels({UNSURE} if len(code) > 4 else {UNSURE, f"mw{code}"}, level)
    graduate = {f"mw{code[:2]}_{one}" for one in (50, 60) if level in (None, one)}
    return Answers(found[0], found[1] | graduate)


def _at_levels(marks: Iterable[str], level: int | None) -> frozenset[str]:
    levels = (level,) if level else LEVELS
    return frozenset(f"{mark}{tail}" for mark in marks for tail in ("", *(f"_{one}" for one in levels)))


def asked(items: Sequence[Mapping[str, Any]], *, any_major: bool) -> frozenset[str]:
    """The marks of the majors a post asks for (`Post.majors`). A mark for one level of education ends in `_` and the
    level; majors that are not known, or a level about which nothing is said, give UNSURE."""
    if any_major:
        return frozenset({ANY})
    found: set[str] = set()
    said = {int(item.get("level") or 0) for item in items}
    for item in items:
        level = int(item.get("level") or 0)
        tail = f"_{level}" if level else ""
        found.update(
            mark + tail for mark in _asked_by(str(item.get("scheme")), str(item.get("code")), str(item.get("label")))
        )
    if 0 not in said:
        silent = (level for level in LEVELS if level not in said and not (level == 60 and 50 in said))
        found.update(f"{UNSURE}_{level}" for level in silent)
    if 50 in said and 60 not in said:
        found.update(f"{mark[:-3]}_60" for mark in list(found) if mark.endswith("_50"))
    return frozenset(found)


@lru_cache(maxsize=50_000)
def _asked_by(scheme: str, code: str, label: str) -> frozenset[str]:
    if scheme == "any":
        return frozenset({ANY})
    known, named = catalogue(), stem(label)
    if scheme in NATIONAL and code and (entry := find(code)) and stem(entry.label) == named:
        return _marks_for(entry.code)
    if named in BROAD:
        return frozenset().union(*(_marks_for(one) for one in BROAD[named]))
    broad = label.rstrip(")）").endswith("类")
    order = (
        (known.classes, known.disciplines, known.majors) if broad else (known.majors, known.classes, known.disciplines)
    )
    for names in order:
        if named in names:
            return _marks_for(names[named]) | {f"mj{named}"}
    return frozenset({UNSURE})


def _marks_for(code: str) -> frozenset[str]:
    above = {f"mw{code[:length]}" for length in (2, 4) if length < len(code)}
    return frozenset({f"mc{code.lower()}", *above})


def fit(wanted: frozenset[str], major: Major, level: int | None) -> Fit:
    """Whether somebody of `major` and `level` of education is among the `wanted` of a post."""
    mine = answers(major, level)
    if wanted & mine.sure:
        return Fit.YES
    return Fit.ASK if not wanted or wanted & mine.unsure else Fit.NO


def disciplines(wanted: Iterable[str]) -> frozenset[str]:
    """The disciplines (two digits) that a post's marks name."""
    return frozenset(mark[2:4] for mark in wanted if mark[:2] in ("mc", "mw"))

"""Majors a posting asks for, by level of education, with the code of the catalogue they come from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

LEVEL = re.compile(
    r"(博士研究生|硕士研究生|研究生|博士|硕士|大学本科|本科|高职本科|大专|专科|高职(?:专科|"
    r"\(专科\))?|中专|中职|高中|技工)\s*"
    r"(?:毕业生?|学历|阶段|层次)?(?:所学)?(?:专业)?(?:要求)?(?:为)?\s*:"
)
LEVELS = {
    "博": 60,
    "硕": 50,
    "研": 50,
    "大学": 40,
    "本": 40,
    "高职本": 40,
    "大专": 30,
    "专": 30,
    "高职": 30,
    "中": 20,
    "高中": 20,
    "技": 20,
}
ANY = re.compile(
    r"^(?:所有|各)?(?:专业)?(?:不限|不作要求|无要求|不要求|无限制|不限专业|均可|any|any major|all "
    r"majors|无)(?:专业)?[。.]?$",
    re.IGNORECASE,
)
CODE = re.compile(r"[(（]\s*([ABC]?\d{2,6}[A-Z]{0,2})\s*(?:[,，：:]\s*(.*?))?\s*[)）]?$")
LEADING = re.compile(r"^([ABC]?\d{2,6}[A-Z]{0,2})\s*[-—:：]?\s*(\D.*)$")
TRIM = re.compile(r"(?:等)?(?:相关|相近|类似)?(?:等)?专业(?:优先|毕业)?$")
CATALOGUE = re.compile(r"[一二三]级(?:专业目录|学科|目录)\s*[:：]?\s*([^:：,;、；]{2,30}?)\s*[:：]\s*不限")
OR = re.compile(r"\s+或者?\s+|(?<=[)）类学])或者?(?=[一-鿿])")
PIECE = re.compile(r"(?:[^,，;；、\n|/(（]|[(（](?:[^()（）]|[(（][^()（）]*[)）])*(?:[)）]|$))+")
LONGEST = 60


@dataclass(frozen=True)
class Major:
    """One major or class of majors: level of education (0 when not said), scheme, code and label."""

    level: int
    scheme: str
    code: str
    label: str

    def as_json(self) -> dict[str, Any]:
        """The major as plain data, for storage."""
        return {"level": self.level, "scheme": self.scheme, "code": self.code, "label": self.label}


@dataclass(frozen=True)
class Majors:
    """All majors of a cell; `any` when every major will do. An item of scheme "any" says so for its level alone."""

    items: tuple[Major, ...] = ()
    any: bool = False


def level_of(word: str) -> int:
    """The level that a word before a colon names."""
    for length in (3, 2, 1):
        if word[:length] in LEVELS:
            return LEVELS[word[:length]]
    return 0


def scheme_of(code: str, level: int) -> str:
    """The catalogue a code belongs to: Guangdong's letters, else the national one of its level (教育部学科专业目录)."""
    if not code:
        return ""
    if code[0] in "ABC":
        return "gd"
    return {50: "moe-graduate", 60: "moe-graduate", 40: "moe-undergraduate", 30: "moe-vocational"}.get(level, "moe")


@lru_cache(maxsize=20000)
def item(text: str, level: int) -> Major | None:
    """One major, as 法学类（0301）, 法学(B030101), 06法律类 or a bare name."""
    code = ""
    if found := CODE.search(text):
        code, text = found[1], text[: found.start()]
    elif found := LEADING.match(text):
        code, text = found[1], found[2]
    label = TRIM.sub("", text.strip(" .。:：")).strip()
    if label.count("(") != label.count(")"):
        label = label.strip("()")
        label = label + ")" if label.count("(") > label.count(")") else label
    if (not label and not code) or len(label) > LONGEST:
        return None
    return Major(level, scheme_of(code, level), code, label or code)


def pieces(text: str) -> list[str]:
    """The text cut at separators that stand outside of brackets."""
    return [part for found in PIECE.findall(text) if (part := found.strip())]


@lru_cache(maxsize=4000)
def parse(text: str) -> Majors:
    """The majors a cell asks for."""
    said = OR.sub("、", CATALOGUE.sub(r"\1", unicodedata.normalize("NFKC", text).strip()))
    if not said or ANY.match(said):
        return Majors(any=bool(said))
    marks = list(LEVEL.finditer(said))
    ends = [mark.start() for mark in marks[1:]] + [len(said)]
    spans = [(level_of(mark[1]), said[mark.end() : end]) for mark, end in zip(marks, ends, strict=False)]
    if not marks or said[: marks[0].start()].strip(" ;,"):
        spans.insert(0, (0, said[: marks[0].start()] if marks else said))
    found: dict[Major, None] = {}
    for level, part in spans:
        for piece in pieces(part.strip(" ;,。.")):
            if ANY.match(piece):
                found[Major(level, "any", "", "不限")] = None
            elif (major := item(piece, level)) is not None:
                found[major] = None
    if found and all(major.scheme == "any" for major in found):
        return Majors(any=True)
    return Majors(tuple(found))

"""Cells that hold several facts: 岗位：护士；人数：3人 or 郑州-金水区 | 3-5年 | 本科."""

from __future__ import annotations

import re
from functools import lru_cache

from . import lexicon, persons, profiles
from .fields import BY_NAME

LABELLED = re.compile(r"(?:^|[；;|｜，,。\n\s])\s*([一-鿿A-Za-z][一-鿿A-Za-z ]{0,11})\s*[:：]")
LONGEST = 1000
BARS = re.compile(r"\s*[|｜\n]\s*|\s+/\s+|；|;")


@lru_cache(maxsize=20000)
def split(text: str) -> tuple[tuple[str | None, str], ...]:
    """The facts of a cell as (field, text); field None for what is not understood. Facts about persons are left out."""
    if len(text) > LONGEST:
        return (*split(text[:LONGEST]), (None, text[LONGEST:]))
    marks = [mark for mark in LABELLED.finditer(text) if known(mark[1]) or persons.refusal_by_name(mark[1])]
    if len(marks) >= 2 or (marks and marks[0].start() == 0):
        found: list[tuple[str | None, str]] = []
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        head = text[: marks[0].start()].strip(" ；;|｜，,\n")
        if head:
            found += split(head)
        for mark, end in zip(marks, ends, strict=True):
            value = text[mark.end() : end].strip(" ；;|｜，,\n")
            if value and not persons.refusal_by_name(mark[1]):
                name = known(mark[1])
                found.append((name, value if name else f"{mark[1]}：{value}"))
        return tuple(found)
    return tuple((profiles.kind_of_part(part), part) for part in BARS.split(text) if part.strip())


def known(label: str) -> str | None:
    """The field a label names for sure, if it may hold a fact."""
    scores = lexicon.scores(label)
    name = max(scores, key=lambda key: scores[key], default="")
    return name if name in BY_NAME and scores[name] >= 0.8 and name not in ("index", "extra") else None

"""The values of a post's columns, as a draft gives them, once decisions on conditions are applied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .conditions import Mark
from .drafts import Draft
from .majors import Majors

LIMITS = {
    "code": 60,
    "headcount_text": 60,
    "education_text": 200,
    "experience": 200,
    "workplace": 200,
    "pay_text": 200,
    "benefits": 400,
}
OTHER = (
    "department",
    "degree",
    "age",
    "skills",
    "industry",
    "employer_size",
    "employer_kind",
    "published",
    "contact",
    "link",
    "source",
    "note",
)
STANDS_IN = {
    "title": "title",
    "conditions": "conditions",
    "duties": "duties",
    "experience": "experience",
    "headcount": "headcount_text",
}
LONGEST_OTHER = 4000
LEFT_OVER = re.compile(r"^[\s；;，,、。|]+|[\s；;，,、|]+$")
DOUBLED = re.compile(r"([；;，,、。])\s*(?:[；;，,、]\s*)+")
EMPTY_BRACKETS = re.compile(r"[（(【\[]\s*[)）】\]]")


@dataclass(frozen=True)
class Decided:
    """What a person decided about a condition: `removed`, `reworded` (with the new words) or `kept`."""

    decision: str
    reworded_to: str = ""


Decisions = Mapping[tuple[str, str], Decided]


def field_of(name: str) -> str:
    """Where a mark's field is stored in a post: a column of its own, or a part of `other`."""
    return STANDS_IN.get(name, f"other.{name}")


def without(text: str, words: str, instead: str = "") -> str:
    """The text with a condition's words taken out (or replaced), and the separators mended."""
    text = text.replace(words, instead)
    return LEFT_OVER.sub("", DOUBLED.sub(r"\1", EMPTY_BRACKETS.sub("", text)))


def values(draft: Draft, decisions: Decisions) -> tuple[dict[str, Any], list[tuple[str, Mark]]]:
    """A post's column values by name, and the marks that still stand in it: open ones and those kept with the
    law cited.

    Conditions that were decided before are removed or reworded here, so that a new file does not bring them back.
    """
    texts, extra = draft.texts, draft.extra
    marks = draft.marks
    if marks and decisions:
        texts, extra, marks = apply_decisions(draft, decisions)
    head, education, pay = draft.headcount, draft.education, draft.pay
    other: dict[str, Any] = {name: texts[name][:LONGEST_OTHER] for name in OTHER if texts.get(name)}
    if extra:
        other["extra"] = {label[:100]: text[:LONGEST_OTHER] for label, text in extra.items()}
    if draft.defaulted:
        other["defaults"] = list(draft.defaulted)
    found: dict[str, Any] = {
        "title": texts["title"],
        "code": texts.get("code", ""),
        "kind": draft.kind or "full_time",
        "headcount": head.number,
        "headcount_text": texts.get("headcount", "") if head.text else "",
        "education": education.level,
        "education_only": education.only,
        "education_text": texts.get("education", ""),
        "majors_text": texts.get("majors", ""),
        "majors": draft.majors,
        "any_major": draft.majors.any,
        "experience": texts.get("experience", ""),
        "conditions": texts.get("conditions", ""),
        "duties": texts.get("duties", ""),
        "workplace": texts.get("place", ""),
        "pay_min": pay.low,
        "pay_max": pay.high,
        "pay_currency": pay.currency,
        "pay_period": pay.period,
        "pay_text": pay.text,
        "pay_monthly": pay.monthly,
        "benefits": texts.get("welfare", ""),
        "valid_until": draft.valid_until,
        "other": other,
    }
    for name, limit in LIMITS.items():
        if len(found[name]) > limit:
            found[name] = found[name][: limit - 1] + "…"
    return found, marks


def majors_json(majors: Majors) -> list[dict[str, Any]]:
    """The majors as they are stored."""
    return [item.as_json() for item in majors.items]


def apply_decisions(
    draft: Draft, decisions: Decisions
) -> tuple[dict[str, str], dict[str, str], list[tuple[str, Mark]]]:
    """The draft's texts and marks after the decisions made before."""
    texts, extra, left = dict(draft.texts), dict(draft.extra), []
    for name, mark in draft.marks:
        made = decisions.get((mark.kind, mark.wording))
        if made is None or made.decision not in ("removed", "reworded"):
            left.append((name, mark))
            continue
        if name == "extra":
            extra = {label: without(text, mark.words, made.reworded_to) for label, text in extra.items()}
        else:
            changed = without(texts[name], mark.words, made.reworded_to)
            texts[name] = changed if changed or name != "title" else texts[name]
    return texts, {label: text for label, text in extra.items() if text}, left

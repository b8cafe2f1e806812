"""Says what each column of a table means, by its header and its values, with a confidence."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import lexicon, persons, profiles
from .assignment import best_assignment
from .cells import says_nothing
from .fields import ALL, BY_NAME
from .headers import JOIN, Head
from .problems import Problem
from .sheets import Sheet, column_letters

SAMPLE = 120
LOOKED_AT = 300
ENOUGH = 0.4
KNOWN = 0.9  # a header that is one of the words for it
CHECKED = {
    "pay": ("pay", "money"),
    "headcount": ("headcount",),
    "education": ("education",),
    "link": ("link",),
    "employer_code": ("employer_code",),
    "employer_size": ("employer_size",),
    "valid_until": ("date",),
    "published": ("date",),
    "sex": ("sex",),
    "index": ("index", "number"),
    "pay_min": ("pay", "money"),
    "pay_max": ("pay", "money"),
}
BY_CONTENT = {
    "employer": 0.85,
    "title": 0.8,
    "education": 0.9,
    "degree": 0.75,
    "headcount": 0.75,
    "pay": 0.9,
    "place": 0.8,
    "district": 0.7,
    "experience": 0.8,
    "age": 0.8,
    "link": 0.95,
    "contact": 0.8,
    "kind": 0.8,
    "employer_size": 0.8,
    "employer_kind": 0.75,
    "majors": 0.8,
    "welfare": 0.7,
    "duties": 0.66,
    "conditions": 0.6,
    "code": 0.62,
    "industry": 0.5,
    "skills": 0.55,
    "sex": 0.9,
    "ethnicity": 0.9,
    "employer_code": 0.95,
    "index": 0.9,
    "facts": 0.95,
}
SINGLE = [one.name for one in ALL if not one.several]
WEAK = {
    "主管部门": 0.7,
    "主管单位": 0.7,
    "部门名称": 0.8,
    "机构": 0.8,
    "部门": 0.8,
    "单位": 0.93,
    "公司": 0.95,
    "代码": 0.85,
    "编号": 0.85,
    "编码": 0.85,
    "id": 0.8,
    "要求": 0.85,
    "合计": 0.85,
    "数量": 0.9,
    "number": 0.8,
    "count": 0.8,
    "地址": 0.85,
    "title": 0.93,
}


@dataclass
class Column:
    """One column: where it stands, its header, what it was taken for and how sure that is; refused ones say why."""

    index: int
    header: str
    field: str = "extra"
    confidence: float = 0.0
    refused: Problem | None = None
    guesses: list[tuple[str, float]] = dataclasses.field(default_factory=list)
    repeated: bool = False
    examples: list[str] = dataclasses.field(default_factory=list)

    @property
    def label(self) -> str:
        """The header (with the column's letter where it stands twice), or the letter where there is none."""
        letters = column_letters(self.index)
        return f"{self.header} ({letters})" if self.header and self.repeated else self.header or letters


def values_of(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    """The filled values of a column in the sample."""
    found = [row[index][:LOOKED_AT] for row in rows if index < len(row) and not says_nothing(row[index])]
    step = max(1, len(found) // SAMPLE)
    return found[:20] + found[20::step][: SAMPLE - 20]


def name_scores(header: str) -> dict[str, float]:
    """How well a header, of one row or two, fits each field."""
    if JOIN not in header:
        weak = WEAK.get(lexicon.squeezed(header), 1.0)
        return {name: score * weak for name, score in lexicon.scores(header).items()}
    upper, lower = header.split(JOIN, 1)
    found: dict[str, float] = {}
    for text, worth in ((lower, 1.0), (upper + lower, 0.95), (upper, 0.7)):
        for name, score in lexicon.scores(text).items():
            found[name] = max(found.get(name, 0.0), score * worth * WEAK.get(lexicon.squeezed(text), 1.0))
    if lower in ("男", "女", "合计", "小计") and lexicon.scores(upper).get("headcount"):
        return {"headcount": 0.95}
    return found


def scored(header: str, values: Sequence[str]) -> dict[str, float]:
    """How well header and values together fit each field."""
    shares = profiles.shares(values)
    found: dict[str, float] = {}
    for name, score in name_scores(header).items():
        backing = [shares.get(key, 0.0) for key in CHECKED.get(name, (name,))]
        support = max(backing, default=0.0)
        if name in CHECKED and len(values) >= 4 and support < 0.1:
            score *= 0.55
        found[name] = min(1.0, score * (0.88 + 0.12 * support))
    if shares.get("date", 0.0) >= 0.8 and "published" not in found and "valid_until" not in found:
        found["published"] = 0.6
    if values and 2 <= shares["length"] <= 40:
        found["~title"], found["~employer"] = (
            shares["title"] + 0.1 * shares["distinct"] * (shares["number"] < 0.1),
            shares["employer"],
        )
    for name, worth in BY_CONTENT.items():
        share = shares.get(name, 0.0)
        if name == "pay":
            share = max(share, shares.get("money", 0.0) * 0.9)
        if name == "code":
            share *= shares["distinct"] if values else 0.0
            share = (
                0.0
                if values and (shares["length"] < 4 or shares.get("date", 0) > 0.5 or shares.get("money", 0) > 0.5)
                else share
            )
        if name == "headcount" and shares.get("index", 0.0):
            share = 0.0
        if name == "title" and values and shares["length"] > 30:
            share *= 0.4
        if name in ("duties", "conditions") and values and shares["length"] < 10:
            share *= 0.5
        if share >= 0.45:
            found[name] = max(found.get(name, 0.0), share * worth * (0.95 if not header else 0.8))
    return found


def refusal_of(header: str, sure: float) -> Problem | None:
    """Why a column with this header is not read, or None; `sure` says how well it fits what a post has."""
    name = header.split(JOIN)[-1]
    if not name:
        return None
    return persons.refusal_by_name(name) or (persons.refusal_of_unknown(name) if sure < KNOWN else None)


def recognise(
    sheet: Sheet, head: Head, rows: Sequence[Sequence[str]], chosen: Mapping[str, str] | None = None
) -> list[Column]:
    """The columns of a table; `chosen` (label to field) overrules the guesses. Refused columns stay refused."""
    columns = [Column(index, name, repeated=name in head.names[:index]) for index, name in enumerate(head.names)]
    tables: dict[int, dict[str, float]] = {}
    kept: list[Column] = []
    for column in columns:
        sure = max(name_scores(column.header).values(), default=0.0) if column.header else 0.0
        column.refused = refusal_of(column.header, sure)
        values = [] if column.refused else values_of(rows, column.index)
        if column.refused is None:
            problem = persons.refusal_by_content(values)
            if problem is not None and not (
                problem is persons.NAME_REASON and (sure >= 0.8 or looks_like_words(values))
            ):
                column.refused = problem
        if column.refused is not None:
            column.field = "ignored"
            continue
        if not column.header and not values:
            column.field = "ignored"
            continue
        tables[column.index] = scored(column.header, values)
        column.examples = [persons.masked(value)[:60] for value in dict.fromkeys(values[:12])][:3]
        kept.append(column)
    settle(kept, tables)
    for column in kept:
        column.guesses = sorted(
            ((name, round(score, 2)) for name, score in tables[column.index].items() if name in BY_NAME),
            key=lambda pair: -pair[1],
        )[:4]
    for column in kept:
        wish = (chosen or {}).get(column.label)
        if wish in BY_NAME:
            column.field, column.confidence = wish, 1.0
    return [column for column in columns if column.refused is not None or column.header or column.field != "ignored"]


def looks_like_words(values: Sequence[str]) -> bool:
    """Whether values that could be names are rather posts or places."""
    words = sum(
        bool(
            profiles.TITLE.search(value)
            or profiles.PLACE.search(value)
            or profiles.DISTRICT.search(value)
            or profiles.EDUCATION.match(value)
        )
        for value in values
    )
    return words > len(values) * 0.3


def settle(columns: list[Column], tables: dict[int, dict[str, float]]) -> None:
    """Give each column its field: single ones by the best assignment in total, the rest to those that may repeat."""
    for column in columns:
        table = tables[column.index]
        name, score = max(
            ((key, value) for key, value in table.items() if key in BY_NAME),
            key=lambda pair: pair[1],
            default=("extra", 0.0),
        )
        if name in BY_NAME and BY_NAME[name].several and score >= ENOUGH:
            column.field, column.confidence = name, round(score, 2)
    open_columns = [column for column in columns if column.field == "extra" and not column.confidence]
    weights = [
        [score if (score := tables[column.index].get(name, 0.0)) >= ENOUGH else 0.0 for name in SINGLE]
        for column in open_columns
    ]
    for row, place in enumerate(best_assignment(weights)):
        if place is not None and weights[row][place] > 0:
            open_columns[row].field, open_columns[row].confidence = SINGLE[place], round(weights[row][place], 2)
    for column in open_columns:
        if column.confidence:
            continue
        several = [
            (name, score)
            for name, score in tables[column.index].items()
            if name in BY_NAME and BY_NAME[name].several and score >= ENOUGH
        ]
        column.field, score = max(several, key=lambda pair: pair[1], default=("extra", 0.5 if column.header else 0.3))
        column.confidence = round(score, 2)
    settle_leftovers(columns, tables)


def settle_leftovers(columns: list[Column], tables: dict[int, dict[str, float]]) -> None:
    """Mend what the scores alone cannot tell: a table without a post or an employer takes the likeliest text column."""
    taken = {column.field for column in columns}
    for column in columns:
        if column.field == "department" and "employer" not in taken and "title" in taken:
            column.field = "employer"
            taken.add("employer")
        if column.field == "index" and re.search("代码|编号", column.header) and "code" not in taken:
            column.field = "code"
            taken.add("code")
    for name, least in (("title", 0.05), ("employer", 0.2)):
        if name in taken or len(columns) < 2:
            continue
        loose = [column for column in columns if column.field == "extra" and not lexicon.scores(column.header)]
        likeliest = max(loose, key=lambda column: tables[column.index].get(f"~{name}", 0.0), default=None)
        if likeliest is not None and tables[likeliest.index].get(f"~{name}", 0.0) >= least:
            likeliest.field, likeliest.confidence = name, 0.35

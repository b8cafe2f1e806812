"""Turns the rows of a recognised table into drafts, or says which cell is in the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.utils.translation import gettext_noop as N_

from . import conditions, dates, education, facts, headcount, majors, pay, persons
from .cells import says_nothing, visible
from .columns import Column
from .conditions import Mark
from .drafts import Draft, kind_of
from .headers import JOIN
from .problems import Problem, RowRefused
from .sheets import Sheet

TITLE_LIMIT = EMPLOYER_LIMIT = 200
NO_TITLE = N_("There is no title of the post. Fill this cell in.")
NO_EMPLOYER = N_("There is no employer. Fill this cell in, or choose an employer for the whole file.")
TOO_LONG = N_(
    "The text has %(length)d characters; up to %(limit)d fit. Shorten it; work content belongs "
    "into a column of its own."
)
NO_LETTERS = N_(
    "A title needs words, not only digits and signs. Fill this cell in, or correct what the column was taken for."
)
UNLABELLED = re.compile(
    "要求|条件|资格|对象|备注|说明|其他|其它|职责|内容|描述|简介|requirement|condition|"
    "qualification|note|remark|dut|descri|responsib|专业|major|福利|benefit|welfare|经验|经历|"
    "experience|技能|skill|电话|邮箱|contact|phone|mail",
    re.I,
)
NOTHING_SAID = frozenset({"无", "无要求", "不限", "无限制", "没有", "none", "None", "否要求", "[]"})
LETTER = re.compile(r"[^\W\d_]")
PUBLIC_CONTACT = re.compile(
    r"(?<!\d)(?:0\d{2,3}[-—\s]?\d{7,8}(?:[-转]\d{1,6})?|400[-\s]?\d{3,4}[-\s]?\d{3,4}|"
    r"[2-8]\d{6,7}(?!\d)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|www\.\S+)"
)
LISTED = re.compile(r"^\[(.*)\]$", re.S)
SINGLE_TEXT = (
    "employer",
    "department",
    "title",
    "code",
    "education",
    "degree",
    "age",
    "city",
    "district",
    "place",
    "industry",
    "employer_size",
    "employer_kind",
    "employer_code",
    "source",
    "kind",
    "link",
    "published",
    "valid_until",
    "pay",
    "pay_min",
    "pay_max",
)
CONDITION_COLUMNS = (conditions.SEX, conditions.ETHNICITY, conditions.RELIGION, conditions.HOUSEHOLD)
SCANNED = (
    ("title", False),
    ("department", False),
    ("conditions", True),
    ("note", True),
    ("duties", False),
    ("experience", True),
    ("age", True),
    ("headcount", True),
    ("skills", False),
)


class RowReader:
    """Reads the rows of one table; made once per table, called once per row."""

    def __init__(
        self, sheet: Sheet, columns: Sequence[Column], defaults: Mapping[str, str], employer: str = ""
    ) -> None:
        self.sheet = sheet
        self.columns = [
            column for column in columns if column.refused is None and column.field not in ("ignored", "index")
        ]
        self.plan = [(column.index, column.field, self.tag(column)) for column in self.columns]
        self.place = {column.field: column.index for column in reversed(self.columns)}
        self.headers = {column.field: column.header for column in reversed(self.columns)}
        self.defaults = {name: text for name, text in defaults.items() if text}
        self.employer = employer

    def tag(self, column: Column) -> str:
        """The words set before a value when several columns share a field, "" where the field speaks for itself."""
        header = column.header.replace(JOIN, "")
        if column.field == "extra":
            return header or column.label
        if column.field in CONDITION_COLUMNS:
            return header or conditions.WORDS_OF_COLUMN[column.field]
        alike = [other for other in self.columns if other.field == column.field]
        return "" if (len(alike) < 2 and not column.header.startswith("是否")) or UNLABELLED.search(header) else header

    def read(self, cells: Sequence[str], number: int, employer: str) -> Draft | RowRefused:
        """The draft of a row of clean cells; `employer` is what stood above when the cell is empty."""
        texts: dict[str, str] = {}
        extra: dict[str, str] = {}
        heads: list[tuple[str, str]] = []
        special: list[tuple[str, Mark]] = []
        width = len(cells)
        for index, name, tag in self.plan:
            if index >= width:
                continue
            text = cells[index]
            if not text or says_nothing(text):
                continue
            if len(text) >= 11:
                text = persons.masked(text)
            if name == "headcount":
                heads.append((tag, text))
            elif name == "extra":
                extra[tag] = text
            elif name == "facts":
                self.take_facts(text, texts, extra, tag)
            elif name in CONDITION_COLUMNS:
                for mark in conditions.in_column(name, text):
                    words = f"{tag}：{text}"[:200]
                    add(texts, "conditions", words)
                    special.append(("conditions", Mark(mark.kind, words, mark.wording)))
            elif name in texts and name in SINGLE_TEXT:
                extra.setdefault(tag or name, text)
            elif text not in NOTHING_SAID or name in ("education", "degree", "experience", "majors", "age", "pay"):
                add(texts, name, f"{tag}：{text}" if tag else listed(text))
        return self.finish(texts, extra, heads, special, number, employer)

    def take_facts(self, text: str, texts: dict[str, str], extra: dict[str, str], tag: str) -> None:
        """Spread a cell of several facts over their fields; what is not understood stays as it is."""
        rest = []
        for name, part in facts.split(text):
            if name is None or name in texts:
                rest.append(part)
            else:
                texts[name] = part
        if rest:
            extra[tag or "facts"] = "；".join(rest)

    def finish(
        self,
        texts: dict[str, str],
        extra: dict[str, str],
        heads: list[tuple[str, str]],
        special: list[tuple[str, Mark]],
        number: int,
        employer: str,
    ) -> Draft | RowRefused:
        """Judge the row's values and read their meaning."""
        texts.setdefault("employer", employer or self.employer)
        used = []
        for name, text in self.defaults.items():
            if not texts.get(name) and not (name == "headcount" and heads):
                texts[name] = text
                used.append(name)
        for name, lacking, limit in (("title", NO_TITLE, TITLE_LIMIT), ("employer", NO_EMPLOYER, EMPLOYER_LIMIT)):
            text = visible(texts.get(name, "").replace("\n", " ")).strip()
            if not text:
                return self.refused(number, name, Problem(lacking))
            if len(text) > limit:
                return self.refused(number, name, Problem(TOO_LONG, {"length": len(text), "limit": limit}))
            if name == "title" and not LETTER.search(text):
                return self.refused(number, name, Problem(NO_LETTERS))
            texts[name] = text
        if heads:
            texts["headcount"] = joined_heads(heads)
        contact = texts.get("contact")
        if contact:
            texts["contact"] = "；".join(dict.fromkeys(PUBLIC_CONTACT.findall(contact[:1000])))
        texts["place"] = workplace(texts.get("city", ""), texts.get("district", ""), texts.get("place", ""))
        marks = special
        for name, broad in SCANNED:
            said = texts.get(name, "")
            if said and conditions.TRIGGER.search(said):
                known = {mark.words for _field, mark in special}
                marks = marks + [
                    (name, mark)
                    for mark in conditions.in_text(said, broad)
                    if not any(mark.words in words for words in known)
                ]
        for text in extra.values():
            if len(text) > 1 and conditions.TRIGGER.search(text):
                marks = marks + [("extra", mark) for mark in conditions.in_text(text)]
        return Draft(
            self.sheet.name,
            number,
            texts,
            headcount.parse(texts.get("headcount", "")),
            education.parse(texts.get("education", "")),
            majors.parse(texts.get("majors", "")),
            self.pay(texts),
            dates.parse(texts["valid_until"]) if "valid_until" in texts else None,
            kind_of(texts.get("kind", ""))
            or kind_of(texts["title"][-12:] if "实习" in texts["title"] or "兼职" in texts["title"] else ""),
            extra,
            marks,
            tuple(used),
        )

    def pay(self, texts: dict[str, str]) -> pay.Pay:
        """The pay of the row, from one column or from two bounds."""
        if "pay" not in texts and ("pay_min" in texts or "pay_max" in texts):
            found = pay.of_bounds(texts.get("pay_min", ""), texts.get("pay_max", ""), self.headers.get("pay_min", ""))
            texts["pay"] = found.text
            return found
        return pay.parse(texts.get("pay", ""), self.headers.get("pay", ""))

    def refused(self, number: int, name: str, problem: Problem) -> RowRefused:
        """The refusal of a row, naming the cell."""
        index = self.place.get(name)
        cell = f"A{number}" if index is None else self.sheet.cell_name(number, index)
        return RowRefused(self.sheet.name, number, cell, problem)


def add(texts: dict[str, str], name: str, text: str) -> None:
    """Append a text to a field."""
    texts[name] = f"{texts[name]}；{text}" if name in texts else text


@lru_cache(maxsize=5000)
def listed(text: str) -> str:
    """A list printed by a program (['SQL', 'Excel']) as people write it."""
    if found := LISTED.match(text):
        return "、".join(part.strip(" '\"") for part in found[1].split(",") if part.strip(" '\""))
    return text


def joined_heads(heads: list[tuple[str, str]]) -> str:
    """One headcount from several columns: the total where there is one, else the parts."""
    if len(heads) == 1 and not re.search("^.*[男女]$", heads[0][0]):
        return heads[0][1]
    total = next(
        (text for tag, text in heads if re.search("合计|总|小计|^招|total", tag) and not re.search("男|女", tag)), ""
    )
    if total:
        return total
    parts = [f"{tag[-1]}{text}" for tag, text in heads if tag and tag[-1] in "男女" and text not in ("0", "不限")]
    return "".join(parts) or heads[0][1]


def workplace(city: str, district: str, place: str) -> str:
    """One place from up to three columns, saying nothing twice."""
    parts: list[str] = []
    for part in (city, district, place):
        if part and not any(part in seen for seen in parts):
            parts = [seen for seen in parts if seen not in part]
            parts.append(part)
    return "".join(parts) if all("一" <= part[-1] <= "鿿" for part in parts) else " ".join(parts)

"""Splitting the plain text of a policy into its clauses: 第…条, or numbered headings where there are none.

Documents of offices number clauses through the whole text (第一条, 第二条 …), below chapters (第一章 总则), or they
have numbered headings (一、 and 1.) with paragraphs beneath. What stands before the first of them is kept as a clause
without a number; the name of a chapter becomes the heading of each clause in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

NUMERALS = "〇零一二三四五六七八九十百千两"
ARTICLE = re.compile(rf"^(第[{NUMERALS}\d]{{1,8}}条(?:之[{NUMERALS}\d]{{1,3}})?)[ :：、]*(.*)$")
CHAPTER = re.compile(rf"^(第[{NUMERALS}\d]{{1,8}}[编章节])[ :：、]*(.{{0,60}})$")
HEADING = re.compile(rf"^([{NUMERALS}]{{1,4}}、)\s*(.*)$")
NUMBERED = re.compile(r"^(\d{1,3}[.．、])(?!\d)\s*(.*)$")
CLAUSE_IN_ENGLISH = re.compile(r"^((?:Article|Section|Clause)\s+\d{1,4}[A-Za-z]?)[.:]?\s*(.*)$", re.IGNORECASE)
DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
LONGEST, MOST = 300_000, 1_000
LONGEST_HEADING = 40
ENDS = "。；;.！？"


class TooLong(ValueError):
    """The text has more letters, or more clauses, than a policy can have."""


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause as it was found: its number as printed, its heading, its text."""

    number: str
    heading: str
    text: str


def split(text: str) -> list[ClauseText]:
    """The clauses of the text, in order; a text without any numbers is one clause. Raises TooLong."""
    if len(text) > LONGEST:
        raise TooLong
    lines = [_plain(line) for line in text.splitlines()]
    for begins in (ARTICLE, CLAUSE_IN_ENGLISH, HEADING, NUMBERED):
        if any(begins.match(line) for line in lines):
            found = _split(lines, begins)
            break
    else:
        whole = "\n".join(line for line in lines if line)
        found = [ClauseText("", "", whole)] if whole else []
    if len(found) > MOST:
        raise TooLong
    return found


def reckoned(number: str) -> int | None:
    """What the number of a clause counts, however it is written: 12 for 第十二条, 十二, 12 and Article 12; None when it
    counts nothing, or is one of those put in between (第十二条之一)."""
    plain = unicodedata.normalize("NFKC", number).strip(" 第条款项、.,()")
    plain = re.sub(r"^(?:article|section|clause)\s*", "", plain, flags=re.IGNORECASE)
    if plain.isascii() and plain.isdecimal() and len(plain) < 6:
        return int(plain)
    if not plain or any(letter not in DIGITS and letter not in TENS for letter in plain):
        return None
    total, digit = 0, 0
    for letter in plain:
        if letter in TENS:
            total, digit = total + (digit or 1) * TENS[letter], 0
        else:
            digit = DIGITS[letter]
    return total + digit


def joined(clauses: list[ClauseText]) -> str:
    """Text that is split into these clauses again: what is shown to be changed."""
    parts, chapter = [], ""
    for one in clauses:
        if CHAPTER.match(one.heading) and one.heading != chapter:
            chapter = one.heading
            parts.append(chapter)
        named = "" if CHAPTER.match(one.heading) else one.heading
        parts.append(" ".join(filter(None, (one.number, named))) + ("\n" if named else " ") + one.text)
    return "\n".join(part.strip() for part in parts)


def _split(lines: list[str], begins: re.Pattern[str]) -> list[ClauseText]:
    found: list[ClauseText] = []
    number, heading, chapter = "", "", ""
    body: list[str] = []

    def close() -> None:
        if number or body:
            text = "\n".join(body)
            own = begins is not ARTICLE and not text  # a heading with nothing beneath is what the clause says
            found.append(ClauseText(number, "" if own else heading, heading if own else text))

    for line in filter(None, lines):
        if match := begins.match(line):
            close()
            number, rest = match[1], match[2].strip()
            # What follows the number on its own line, short and without an end of sentence, is a heading.
            named = bool(rest) and begins is not ARTICLE and len(rest) <= LONGEST_HEADING and rest[-1] not in ENDS
            heading, body = (rest, []) if named else (chapter, [rest] if rest else [])
        elif begins is ARTICLE and CHAPTER.match(line):
            close()
            number, heading, body, chapter = "", "", [], line
        else:
            body.append(line)
    close()
    return found


def _plain(line: str) -> str:
    """A line without spaces around it or marks that nobody sees; full-width spaces and digits made plain."""
    wide = line.replace("\u3000", " ").replace("\t", " ")
    seen = "".join(one for one in wide if unicodedata.category(one) not in ("Cf", "Cc"))
    return re.sub(r" {2,}", " ", seen).strip()

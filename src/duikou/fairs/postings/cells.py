"""A raw cell of any program made into clean text."""

from __future__ import annotations

import datetime
import re
from typing import Any

from .limits import CELL_CHARACTERS

ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xa0\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3000\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\uffff\ue000-\uf8ff\ud800-\udfff]|_x000[dD]_"
)
AS_SPACE = re.compile("[\x0c\xa0\u2000-\u200a\u202f\u205f\u3000]")
AS_BREAK = re.compile("\r\n?|\x0b|\x85|\u2028|\u2029|_x000[dD]_\n?")
SPACES = re.compile(r"[ \t]{2,}")
NOTHING = frozenset(
    {"-", "--", "—", "——", "/", "\\", "null", "NULL", "None", "none", "nan", "NaN", "N/A", "n/a", "#N/A", "undefined"}
)


def clean(value: Any) -> str:
    """The cell as text: trimmed, without control, zero-width and direction marks; line breaks kept as \\n.

    A whole number read as 2.0 becomes "2"; a date becomes 2026-11-23. A formula stays the text it is.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        return "是" if value else "否"
    elif isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    elif isinstance(value, int):
        return str(value)
    elif isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    elif isinstance(value, (list, tuple)):
        return "，".join(filter(None, (clean(part) for part in value)))
    else:
        text = str(value)
    if len(text) > CELL_CHARACTERS:
        text = text[:CELL_CHARACTERS]
    if not text.isprintable() and ODD.search(text):
        text = ODD.sub("", AS_SPACE.sub(" ", AS_BREAK.sub("\n", text)))
    text = text.strip()
    return SPACES.sub(" ", text) if "  " in text or "\t" in text else text


def visible(text: str) -> str:
    """The text without the few letters that take up space but show nothing."""
    return ODD.sub("", text) if ODD.search(text) else text


def says_nothing(text: str) -> bool:
    """Whether the text is one of the ways to leave a cell empty: a dash, a slash, null …"""
    return not text or text in NOTHING

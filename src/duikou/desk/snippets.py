"""A piece of a text around the words that were looked for, with these marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from duikou.index import words

LENGTH, BEFORE = 110, 30


def snippet(text: str, query: str, *, length: int = LENGTH) -> SafeString:
    """About so many letters of `text` as HTML, from a little before the first word of `query` in it; its beginning when
    none is there."""
    plain = " ".join(text.split())
    looked = _pattern(query)
    found = looked.search(plain) if looked else None
    start = max(0, found.start() - BEFORE) if found else 0
    start = 0 if start < BEFORE // 2 else start
    piece = plain[start : start + length]
    shown = _marked(piece, looked) if looked else conditional_escape(piece)
    # Every piece of it is escaped.
    return mark_safe(("… " if start else "") + shown + (" …" if start + length < len(plain) else ""))


def _pattern(query: str) -> re.Pattern[str] | None:
    parts: list[str] = []
    for piece in words.PIECE.finditer(words.normal(query[: words.LONGEST_QUERY])):
        parts += words.cut(piece[0]) if piece["han"] else [piece[0]]
    known = sorted(set(parts), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, known)), re.IGNORECASE) if known else None


def _marked(piece: str, looked: re.Pattern[str]) -> str:
    def parts() -> Iterator[str]:
        end = 0
        for found in looked.finditer(piece):
            yield conditional_escape(piece[end : found.start()])
            yield f"<mark>{conditional_escape(found[0])}</mark>"
            end = found.end()
        yield conditional_escape(piece[end:])

    return "".join(parts())

"""The one tokenizer: from text to lexemes, for documents and for queries, the same on both databases.

A Chinese text becomes its single characters and the pairs of neighbours within its words; rjieba says where the
words are, so that 和服 is not found in 产品和服务. In titles and names every pair counts, so that no part of a name is
missed. A query's words become the same pairs, all of which must be there. Latin words and numbers stay whole (`c++`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from duikou.index.pinyin import reading, readings

PIECE = re.compile(
    r"(?P<han>[〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]+)|[^\W_〇㐀-䶿一-鿿]+(?:[+#]+|(?:[.\-][^\W_㐀-䶿一-鿿]+)*)"
)
PART = re.compile(r"[.\-]")
LONGEST_TEXT = 6000
LONGEST_QUERY = 100
LONGEST_LEXEME = 40
MOST_QUERY_LEXEMES = 24
IN_TITLE = "."  # marks a lexeme that stands in the title
LABEL = "="  # marks a facet's value


def normal(text: str) -> str:
    """`text` for comparison: full-width forms made narrow, lower case, ü as v, no control characters."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("ü", "v")
    return plain if plain.isprintable() else "".join(sign if sign.isprintable() else " " for sign in plain)


@lru_cache(maxsize=5_000)
def cut(run: str) -> tuple[str, ...]:
    """A run of Chinese characters cut into words."""
    import rjieba  # its dictionary takes 30 MB: only in processes that search or index

    return tuple(rjieba.cut(run, True))


@lru_cache(maxsize=20_000)
def inner(word: str) -> tuple[str, ...]:
    """The shorter words within a long one (律师 and 助理 in 律师助理)."""
    import rjieba

    return tuple(part for part in rjieba.cut_for_search(word, True) if 1 < len(part) < len(word))


@lru_cache(maxsize=5_000)
def _of_run(run: str, every_pair: bool) -> frozenset[str]:
    found = set(run)
    for part in (run,) if every_pair else cut(run):
        found.update(pairs(part))
    return frozenset(found)


def pairs(word: str) -> list[str]:
    """The pairs of neighbouring characters; the character itself when there is only one."""
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def _latin(word: str) -> set[str]:
    return {part[:LONGEST_LEXEME] for part in (word, *PART.split(word)) if part}


def _fold(text: str, every_pair: bool) -> frozenset[str]:
    found: set[str] = set()
    for piece in PIECE.finditer(normal(text[:LONGEST_TEXT])):
        found |= _of_run(piece[0], every_pair) if piece["han"] else _latin(piece[0])
    return frozenset(found)


@lru_cache(maxsize=500)
def of_text(text: str) -> frozenset[str]:
    """Lexemes of a longer text. Kept for equal texts: lists of majors repeat a great deal."""
    return _fold(text, every_pair=False)


@lru_cache(maxsize=1_000)
def of_name(text: str) -> frozenset[str]:
    """Lexemes of a title or a name, with what people may type for it in Latin letters."""
    return _fold(text[:200], every_pair=True) | _typed(text[:200], together=2)


@lru_cache(maxsize=1_000)
def of_title(text: str) -> frozenset[str]:
    """Lexemes of a title; those of its own letters a second time with the mark that they stand in the title."""
    plain = _fold(text[:200], every_pair=True)
    return plain.union(_typed(text[:200], together=3), [IN_TITLE + lexeme for lexeme in plain])


def of_code(text: str) -> str:
    """The lexeme of a number or code, found as a whole; empty when it has no letters and digits only."""
    code = normal(text.strip())[:LONGEST_LEXEME]
    return code if code.isascii() and code.isalnum() else ""


def _typed(text: str, together: int) -> set[str]:
    found: set[str] = set()
    for piece in PIECE.finditer(normal(text)):
        if piece["han"]:
            run = cut(piece[0])
            found.update(readings(run, together=together))
            for word in run:
                if len(word) > 2:
                    found.update(*[reading(part) for part in inner(word)])
    found.discard("")
    return {lexeme[:LONGEST_LEXEME] for lexeme in found}


def of_query(text: str) -> tuple[str, ...]:
    """The lexemes a document must all have to be found by `text`; empty when it says nothing searchable.
    Only the first 100 characters and 24 lexemes count."""
    found: dict[str, None] = {}
    for piece in PIECE.finditer(normal(text[:LONGEST_QUERY])):
        words: Iterable[str] = cut(piece[0]) if piece["han"] else ()
        found.update(dict.fromkeys(lexeme for word in words for lexeme in pairs(word)))
        if not piece["han"]:
            found[piece[0][:LONGEST_LEXEME]] = None
    return tuple(found)[:MOST_QUERY_LEXEMES]

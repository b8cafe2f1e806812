"""Whether a name, of a field, a column or a key of JSON, stands for something that is never kept about a person.

The program looks for such names in what it is made of (`duikou.base.proofs`), and its tests do.
"""

from __future__ import annotations

import re
from functools import lru_cache

from duikou.base.refused_words import CHINESE_PERSONS, CHINESE_THINGS, FAMILIES, PERSONS, THINGS, Family

MOST_JOINED = 4  # words of one name that together can be one of the list: date_of_birth

_PERSONS, _THINGS = frozenset(PERSONS.split()), frozenset(THINGS.split())
_CHINESE_PERSONS, _CHINESE_THINGS = re.compile(CHINESE_PERSONS), re.compile(CHINESE_THINGS)
_WORDS = {word.replace("_", ""): family for family in FAMILIES for word in family.words.split()}
_ALONE = {word.replace("_", ""): family for family in FAMILIES for word in family.alone.split()}
_CHINESE = tuple((re.compile(family.chinese, re.IGNORECASE), family) for family in FAMILIES if family.chinese)
_SUFFIX = re.compile("(?:情况|信息|号码|姓名)$")
_CHINESE_NAMES = {
    _SUFFIX.sub("", name.lower()): family for family in FAMILIES for name in filter(None, family.chinese.split("|"))
}
_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_HAN, _LETTERS = re.compile(r"[㐀-鿿]"), re.compile(r"[a-z㐀-鿿]")


@lru_cache(maxsize=8192)
def refused(name: str, *, of: str = "") -> str:
    """What a field of this name would keep that is never kept about a person, in English (`religion`); empty for a name
    that says nothing of the kind. `of` is the name of the class that it stands in: a place may have a photo."""
    pieces = pieces_of(name)
    bare = "".join(piece for piece in pieces if piece not in _PERSONS)
    found = [_ALONE[bare]] if bare in _ALONE else []
    found += [_WORDS[run] for run in _runs(pieces) if run in _WORDS]
    return _first([*found, *_in_chinese(name)], name, of)


@lru_cache(maxsize=8192)
def refused_label(text: str, *, of: str = "") -> str:
    """The same for what a screen calls a field: its Chinese is looked through, its English refused when all of it is
    such a name (“Date of birth”), as a sentence may say “device” and ask for none."""
    whole = "".join(pieces_of(text))
    found = [words[whole] for words in (_WORDS, _ALONE) if whole in words]
    return _first([*found, *_in_chinese(text)], text, of)


def refused_whole(text: str) -> Family | None:
    """The family of names that a whole text is one of, as the header of a column; None if it is more than a name."""
    plain = "".join(_LETTERS.findall(text.lower()))
    return _WORDS.get(plain) or _ALONE.get(plain) or _CHINESE_NAMES.get(_SUFFIX.sub("", plain))


def _in_chinese(text: str) -> list[Family]:
    return [family for pattern, family in _CHINESE if pattern.search(text)] if _HAN.search(text) else []


def _first(found: list[Family], name: str, of: str) -> str:
    if not found:
        return ""
    about = {*pieces_of(name), *pieces_of(of)}
    of_a_person = bool(_PERSONS & about) or bool(_CHINESE_PERSONS.search(name))
    of_a_thing = not of_a_person and (bool(_THINGS & about) or bool(_CHINESE_THINGS.search(name)))
    return next((one.what for one in found if not (one.of_things and of_a_thing)), "")


def pieces_of(name: str) -> list[str]:
    """The words of a name in any spelling (`home_address`, `homeAddress`, `Home address`), in small letters."""
    return [piece.lower() for piece in _PIECES.findall(name) if not piece.isdigit()]


def _runs(pieces: list[str]) -> list[str]:
    """Every run of up to MOST_JOINED words, written as one, the longest first: a mother tongue is no mother."""
    lengths = range(MOST_JOINED, 0, -1)
    return ["".join(pieces[start : start + length]) for length in lengths for start in range(len(pieces))]

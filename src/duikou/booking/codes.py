"""The short code people read out or type: found even when a letter was taken for its look-alike."""

from __future__ import annotations

import unicodedata
from itertools import product

from duikou.base.ids import CODE_LENGTH, read_code

# Letters no code has, and those that are mistaken for them in print, in handwriting and aloud.
LOOK_ALIKES = {
    "0": "QD",
    "O": "QD",
    "1": "7J",
    "I": "7J",
    "L": "7J",
    "2": "7",
    "Z": "7",
    "5": "6",
    "S": "6",
    "8": "3E",
    "B": "3E",
    "U": "W",
    "V": "WY",
}


def possible_codes(text: str) -> list[str]:
    """The codes that `text` can mean, the likeliest first: full-width letters, lower case, spaces and dashes are
    read as usual, each look-alike as what it may stand for. None when it cannot be a code."""
    typed = read_code(unicodedata.normalize("NFKC", text))
    if len(typed) != CODE_LENGTH or sum(letter in LOOK_ALIKES for letter in typed) > CODE_LENGTH // 2:
        return []
    return ["".join(letters) for letters in product(*(LOOK_ALIKES.get(letter, letter) for letter in typed))]

"""Public ids and codes that people read out."""

from __future__ import annotations

import os
import time
import uuid
from functools import cache
from itertools import product

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: none can be mistaken for another when read aloud or written by hand.
CODE_LETTERS = "34679ACDEFGHJKMNPQRTWXY"
CODE_LENGTH = 6


def new_id() -> uuid.UUID:
    """A new UUID version 7 (RFC 9562, section 5.7): random, and in order of time, so that indexes stay compact."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[uuid.UUID]:
    """So many new UUIDs version 7 of this moment."""
    return [uuid.UUID(text) for text in new_id_texts(count)]


def new_id_texts(count: int) -> list[str]:
    """So many new UUIDs version 7 as 32 hexadecimal digits."""
    moment = (time.time_ns() // 1_000_000).to_bytes(6, "big").hex()
    noise = os.urandom(10 * count).hex()
    return [
        f"{moment}7{noise[at : at + 3]}{'89ab'[int(noise[at + 3], 16) & 3]}{noise[at + 4 : at + 19]}"
        for at in range(0, 20 * count, 20)
    ]


def new_code() -> str:
    """A new typed code of six letters and digits without look-alikes; about 148 million are possible."""
    return new_codes(1)[0]


def new_codes(count: int) -> list[str]:
    """So many new typed codes; two may be equal, as two drawn one after the other may."""
    halves = _halves()
    # 64 random bits for each: that the rest of a division is not quite even shows in one of a hundred billion.
    drawn = memoryview(os.urandom(8 * count)).cast("Q")
    return [halves[number // len(halves) % len(halves)] + halves[number % len(halves)] for number in drawn]


@cache
def _halves() -> list[str]:
    return ["".join(letters) for letters in product(CODE_LETTERS, repeat=CODE_LENGTH // 2)]


def read_code(text: str) -> str:
    """The code a person typed: upper case, without spaces and dashes."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def show_code(code: str) -> str:
    """A code as it is printed: `K7H-4PX`."""
    return f"{code[:3]}-{code[3:]}" if len(code) == CODE_LENGTH else code

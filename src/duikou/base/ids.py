"""Public ids and codes that people read out."""

from __future__ import annotations

import secrets
import time
import uuid

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: none can be mistaken for another when read aloud or written by hand.
CODE_LETTERS = "34679ACDEFGHJKMNPQRTWXY"
CODE_LENGTH = 6


def new_id() -> uuid.UUID:
    """A new UUID version 7 (RFC 9562, section 5.7): random, and in order of time, so that indexes stay compact."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def new_code() -> str:
    """A new typed code of six letters and digits without look-alikes; about 148 million are possible."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """The code a person typed: upper case, without spaces and dashes."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def show_code(code: str) -> str:
    """A code as it is printed: `K7H-4PX`."""
    return f"{code[:3]}-{code[3:]}" if len(code) == CODE_LENGTH else code

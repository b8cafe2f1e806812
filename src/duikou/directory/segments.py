"""How long a text message is, and how many it is paid as."""

from __future__ import annotations

from typing import NamedTuple

# UCS-2, as Chinese needs it (3GPP TS 23.038): a message alone, and one of several that are put together again.
ALONE, OF_SEVERAL = 70, 67


class Length(NamedTuple):
    """Letters as they are counted (two for one beyond the Basic Multilingual Plane), and messages that are paid."""

    letters: int
    segments: int


def length_of(text: str) -> Length:
    """How long `text` is as a text message in UCS-2, the signature before it not counted. A letter is never cut in
    two."""
    widths = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    if sum(widths) <= ALONE:
        return Length(sum(widths), 1 if text else 0)
    segments, left = 0, 0
    for width in widths:
        if width > left:
            segments, left = segments + 1, OF_SEVERAL
        left -= width
    return Length(sum(widths), segments)

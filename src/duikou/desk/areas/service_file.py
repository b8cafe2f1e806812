"""The one file that the page “which window serves me” answers from: areas, streets and exceptions, and which centre
each leads to. No address, no person, and nothing of the centres but their key: what they are is on the page itself.

Text keeps places as numbers in lists of the same file. `outline` is what `encoding.written_arcs` writes, in steps of a
hundred-thousandth of a degree.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from duikou.desk.areas.encoding import written_arcs
from duikou.desk.areas.outline import COARSE, outline_of
from duikou.desk.areas.shapes import UNITS, Shape
from duikou.desk.areas.streets import MOST_NUMBER, Part, plain

VERSION = 1
ERROR_METRES = 5.0  # how far a simplified border may lie beside the drawn one
BORDER_METRES = 15  # so near to a border both sides are named: a telephone knows no better where it is


@dataclass(frozen=True, slots=True)
class Exemption:
    """What is otherwise in an area for some days, in words, and the centre that serves meanwhile, if another does."""

    words: Mapping[str, str]
    first: date
    last: date | None = None
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """An area as it goes into the file: what it is called, the key of the centre that serves it, its shape and streets,
    either of which may be missing."""

    name: Mapping[str, str]
    centre: str
    shape: Shape = ()
    streets: Sequence[Part] = ()
    exemptions: Sequence[Exemption] = ()


def build(areas: Sequence[Served], *, published: date, general: str = "") -> bytes:
    """The file, as UTF-8 JSON; the same for the same areas in the same order. `general` is the key of the centre for
    addresses that none serves."""
    keys = {key for one in areas for key in (one.centre, *(other.instead for other in one.exemptions))} | {general}
    centres = sorted(keys - {""})
    at = {key: place for place, key in enumerate(centres)}
    outline = outline_of([one.shape for one in areas], error=ERROR_METRES)
    said: dict[str, Any] = {
        "version": VERSION,
        "published": published.isoformat(),
        "border": BORDER_METRES,
        "units": UNITS // COARSE,
        "last_number": MOST_NUMBER,
        "general": at.get(general, -1),
        "centres": centres,
        "areas": [
            [at[one.centre], dict(one.name), rings, [_exemption(other, at) for other in one.exemptions]]
            for one, rings in zip(areas, outline.areas, strict=True)
        ],
        "outline": written_arcs(outline.arcs),
        "streets": _streets(areas),
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(content: bytes) -> str:
    """The part of the file's name that changes with it."""
    return hashlib.sha256(content).hexdigest()[:16]


def _exemption(one: Exemption, at: Mapping[str, int]) -> list[Any]:
    last = one.last.isoformat() if one.last else ""
    return [dict(one.words), one.first.isoformat(), last, at.get(one.instead, -1)]


def _streets(areas: Iterable[Served]) -> list[list[Any]]:
    """For each street how it is written, and its rules: the area, the first and last number, the parity, and 1 when
    these numbers are left out of what else is said of the area."""
    found: dict[str, tuple[str, list[list[int]]]] = {}
    for number, one in enumerate(areas):
        for part in one.streets:
            for name in part.names:
                rules = found.setdefault(plain(name), (name, []))[1]
                rules += [[number, some.first, some.last, some.parity, int(part.left_out)] for some in part.numbers]
    return [[shown, rules] for _plain, (shown, rules) in sorted(found.items())]

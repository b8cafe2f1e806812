"""What a room gives to the index: an entry with its words, labels and facets packed into bits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from duikou.index import words


@dataclass(frozen=True)
class Packing:
    """How facets share one 63-bit number: names with their widths in bits, lowest first."""

    widths: Mapping[str, int]
    places: Mapping[str, tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        places, shift = {}, 0
        for name, width in self.widths.items():
            places[name] = (shift, (1 << width) - 1)
            shift += width
        if shift > 63:
            raise ValueError("the facets do not fit into 63 bits")
        object.__setattr__(self, "places", places)

    def pack(self, **values: int) -> int:
        """The number that holds `values`; one that is too wide is kept as 0, which means unknown."""
        packed = 0
        for name, value in values.items():
            shift, mask = self.places[name]
            packed |= (value if 0 <= value <= mask else 0) << shift
        return packed

    def get(self, packed: int, name: str) -> int:
        """The value of facet `name`."""
        shift, mask = self.places[name]
        return packed >> shift & mask


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be found: its id in its room, its words by weight, the labels it can be filtered by, its facets."""

    ref: int
    title: str
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    group: int = 0
    pack: int = 0
    amount: int = 0
    until: int = 0

    def lexemes(self) -> set[str]:
        """Every lexeme it can be found by; labels carry their mark."""
        found: set[str] = set()
        found.update(
            words.of_title(self.title),
            *[words.of_name(name) for name in self.names],
            *[words.of_text(text) for text in self.texts],
            [words.LABEL + label for label in self.labels],
            [code for text in self.codes if (code := words.of_code(text))],
        )
        return found


def digest(entry: Entry) -> int:
    """A signed 64-bit number that changes when anything of the entry does."""
    said = repr((entry.title, entry.names, entry.texts, entry.codes, sorted(entry.labels), entry.group, entry.pack))
    tail = f"{entry.amount}:{entry.until}"
    return int.from_bytes(hashlib.blake2b((said + tail).encode(), digest_size=8).digest(), "big", signed=True)

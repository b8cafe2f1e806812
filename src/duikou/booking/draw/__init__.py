"""The draw: pure and open to checking by anybody (ADR 0025). No tables, no clock, no chance: the same list and the
same seed give the same places everywhere."""

from duikou.booking.draw.checking import Checked, check
from duikou.booking.draw.files import result
from duikou.booking.draw.lists import BadList, DrawList, Entry, canonical, digest, read
from duikou.booking.draw.rounds import Drawn, Place, Why, drawn
from duikou.booking.draw.seeds import BadSeed, clean_seed

__all__ = (
    "BadList", "BadSeed", "Checked", "DrawList", "Drawn", "Entry", "Place", "Why",
    "canonical", "check", "clean_seed", "digest", "drawn", "read", "result",
)  # fmt: skip

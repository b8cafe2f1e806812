"""How many of the found posts each filter would leave: counted from the bits that the search returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from duikou.fairs.facet_bits import ANY_MAJOR, DISCIPLINES, KINDS, PAY_STEPS, UNKNOWN_EDUCATION, packing
from duikou.fairs.filters import Filters
from duikou.fairs.majors import LEVELS

OPEN, ON_SITE, ONLINE = 1, 2, 4  # bits of a stand's state
Combination = tuple[int, int]  # a document's bits and its stand's state
Test = Callable[[int, int], bool]


@dataclass(slots=True)
class Counts:
    """Posts per value of each filter, were it chosen in place of the present choice, all other choices kept."""

    education: Counter[int] = field(default_factory=Counter)
    majors: Counter[str] = field(default_factory=Counter)
    any_major: int = 0
    place: Counter[int] = field(default_factory=Counter)
    pay: Counter[int] = field(default_factory=Counter)
    kind: Counter[str] = field(default_factory=Counter)
    way: Counter[str] = field(default_factory=Counter)
    open: int = 0
    total: int = 0


def tests_of(filters: Filters, place: int) -> dict[str, Test]:
    """For each filter that is set, whether a combination passes it. `place` is the number of the chosen place."""
    bits, tests = packing.get, dict[str, Test]()
    if filters.level and not filters.show_all:
        mine = 1 << LEVELS.index(filters.level) | UNKNOWN_EDUCATION
        tests["education"] = lambda pack, _state: bool(bits(pack, "education") & mine)
    if filters.field:
        wanted = 1 << DISCIPLINES.index(filters.field)
        tests["majors"] = lambda pack, _state: bool(bits(pack, "majors") & wanted)
    if filters.place:
        tests["place"] = lambda pack, _state: place > 0 and bits(pack, "place") == place
    if filters.pay:
        step = 1 << PAY_STEPS.index(filters.pay)
        tests["pay"] = lambda pack, _state: bool(bits(pack, "pay") & step)
    if filters.kind:
        kind = KINDS.index(filters.kind)
        tests["kind"] = lambda pack, _state: bits(pack, "kind") == kind
    if filters.way:
        way = ONLINE if filters.way == "online" else ON_SITE
        tests["way"] = lambda _pack, state: bool(state & way)
    if filters.open:
        tests["open"] = lambda _pack, state: bool(state & OPEN)
    return tests


def count(combinations: Mapping[Combination, int], tests: Mapping[str, Test]) -> tuple[Counts, set[Combination]]:
    """The counts, and the combinations that pass every test. A combination that fails one filter alone counts for that
    filter's other values."""
    counts, passing = Counts(), set[Combination]()
    for combination, number in combinations.items():
        failed = [name for name, test in tests.items() if not test(*combination)]
        if not failed:
            passing.add(combination)
            counts.total += number
        if len(failed) < 2:
            _add(counts, combination, number, failed[0] if failed else "")
    return counts, passing


def _add(counts: Counts, combination: Combination, number: int, only: str) -> None:
    pack, state = combination
    bits = packing.get
    if only in ("", "education"):
        education = bits(pack, "education")
        for at, level in enumerate(LEVELS):
            if education & (1 << at | UNKNOWN_EDUCATION):
                counts.education[level] += number
    if only in ("", "majors"):
        named = bits(pack, "majors")
        counts.any_major += number if named & ANY_MAJOR else 0
        for at in _set_bits(named & ~ANY_MAJOR):
            counts.majors[DISCIPLINES[at]] += number
    if only in ("", "place"):
        counts.place[bits(pack, "place")] += number
    if only in ("", "pay"):
        for at in _set_bits(bits(pack, "pay") & 0x3F):
            counts.pay[PAY_STEPS[at]] += number
    if only in ("", "kind"):
        counts.kind[KINDS[bits(pack, "kind")]] += number
    if only in ("", "way"):
        counts.way["on_site"] += number if state & ON_SITE else 0
        counts.way["online"] += number if state & ONLINE else 0
    if only in ("", "open"):
        counts.open += number if state & OPEN else 0


def _set_bits(number: int) -> Sequence[int]:
    return [at for at in range(number.bit_length()) if number >> at & 1]

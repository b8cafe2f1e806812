"""How many of the found posts each filter would leave: counted from the bits that the search returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import compress

from duikou.fairs.facet_bits import ANY_MAJOR, DISCIPLINES, KINDS, PAY_STEPS, UNKNOWN_EDUCATION, packing
from duikou.fairs.filters import Filters
from duikou.fairs.majors import LEVELS

OPEN, ON_SITE, ONLINE = 1, 2, 4  # bits of a stand's state
Test = Callable[[int], bool]
LANE = 20  # bits of a lane: enough for a million hits


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
    """For each filter that is set, whether a value of its facet passes. `place` is the number of the chosen place."""
    tests = dict[str, Test]()
    if filters.level and not filters.show_all:
        mine = 1 << LEVELS.index(filters.level) | UNKNOWN_EDUCATION
        tests["education"] = lambda education: bool(education & mine)
    if filters.field:
        wanted = 1 << DISCIPLINES.index(filters.field)
        tests["majors"] = lambda majors: bool(majors & wanted)
    if filters.place:
        tests["place"] = lambda number: number == place > 0
    if filters.pay:
        step = 1 << PAY_STEPS.index(filters.pay)
        tests["pay"] = lambda pay: bool(pay & step)
    if filters.kind:
        chosen = KINDS.index(filters.kind)
        tests["kind"] = lambda kind: kind == chosen
    if filters.way:
        way = ONLINE if filters.way == "online" else ON_SITE
        tests["way"] = lambda state: bool(state & way)
    if filters.open:
        tests["open"] = lambda state: bool(state & OPEN)
    return tests


def count(packs: Sequence[int], states: Sequence[int], tests: Mapping[str, Test]) -> tuple[Counts, list[bool] | None]:
    """The counts of hits with these bits and states of their stands; and which hits pass every test (None: all do).

    Written for thousands of hits at a time: every loop over hits runs inside the interpreter's own functions."""
    values = {name: _column(packs, name) for name in packing.widths} | {"way": states, "open": states}
    passed = {name: _passed(values[name], test) for name, test in tests.items()}
    everything = _all(list(passed.values()))
    counts = Counts(total=len(packs) if everything is None else sum(everything))

    def left(name: str) -> Iterable[int]:
        others = _all([hits for other, hits in passed.items() if other != name])
        return values[name] if others is None else compress(values[name], others)

    education = _bits(left("education"))
    unknown = education[UNKNOWN_EDUCATION.bit_length() - 1]
    counts.education.update({level: education[at] + unknown for at, level in enumerate(LEVELS)})
    majors = _bits(left("majors"))
    counts.majors.update({code: majors[at] for at, code in enumerate(DISCIPLINES)})
    counts.any_major = majors[ANY_MAJOR.bit_length() - 1]
    counts.place.update(left("place"))
    pay = _bits(left("pay"))
    counts.pay.update({step: pay[at] for at, step in enumerate(PAY_STEPS)})
    counts.kind.update({KINDS[number]: many for number, many in Counter(left("kind")).items()})
    way = _bits(left("way"))
    counts.way.update({"on_site": way[1], "online": way[2]})
    counts.open = _bits(left("open"))[0]
    return counts, everything


def _column(packs: Sequence[int], name: str) -> list[int]:
    shift, mask = packing.places[name]
    return [pack >> shift & mask for pack in packs]


def _passed(values: Sequence[int], test: Test) -> list[bool]:
    passing = {value for value in set(values) if test(value)}
    return list(map(passing.__contains__, values))


def _all(passed: Sequence[list[bool]]) -> list[bool] | None:
    if len(passed) < 2:
        return passed[0] if passed else None
    return list(map(all, zip(*passed, strict=True)))


@cache
def _lanes(bits: int) -> int:
    """The bits apart, each in a lane wide enough to be summed over all hits."""
    return sum(1 << at * LANE for at in range(bits.bit_length()) if bits >> at & 1)


def _bits(values: Iterable[int]) -> list[int]:
    """How often each bit is set."""
    summed = sum(map(_lanes, values))
    return [summed >> at * LANE & (1 << LANE) - 1 for at in range(16)]

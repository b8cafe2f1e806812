"""Invented fairs for `bench draw`: who wishes for what, where the stands are, when they have time."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from itertools import accumulate

from duikou.booking.day_plan import Bounds, Time
from duikou.booking.draw import DrawList, Entry

ROUND = "drand quicknet, round 24051733"
SEED = "5b1cbdfbe1c2a0d40a0b6d0ea2a3b1f8e1c7f5d6b7a8c9d0e1f2a3b4c5d6e7f8"
CAP = 3
TIMES = 24
WISHES_OF_A_STAND = 250
MINUTES = 15
AISLE = 20  # stands in a row of the hall


@dataclass(frozen=True)
class InventedFair:
    """A fair before its draw. `times` are those of each stand, in minutes of the day; `bounds` of those who come late
    or leave early."""

    listed: DrawList
    times: dict[int, list[Time]]
    bounds: dict[int, Bounds]


def invented_fair(
    wishes: int, *, stands: int, times: int, each: int = 5, cap: int = CAP, kept: float = 0.1
) -> InventedFair:
    """A fair with so many wishes, `each` for a person on average, at stands whose popularity falls as their rank
    rises (a tenth of them gets a third of the wishes). A stand has one to four tables, the popular ones more, half of
    them begin five minutes later, lunch is at one of two hours; a share of places is `kept` for people without a
    booking. One in twenty comes late or leaves early."""
    chance = random.Random(f"{wishes} {stands} {times}")
    weights = list(accumulate(1 / (rank + 4) ** 0.75 for rank in range(stands)))
    keys = [str(number) for number in range(1, stands + 1)]
    tables = {key: max(1, 4 - at * 4 // stands) for at, key in enumerate(keys)}
    entries: list[Entry] = []
    left = wishes
    while left > 0:
        count = min(left, chance.randint(1, 2 * each - 1))
        chosen: dict[str, None] = {}
        while len(chosen) < min(count, stands):
            chosen[chance.choices(keys, cum_weights=weights)[0]] = None
        entries.append(Entry(f"E{len(entries):06}", tuple(chosen)))
        left -= len(chosen)
    listed = DrawList(
        draw="bench",
        title="Bench",
        cap=cap,
        places={key: math.floor(times * tables[key] * (1 - kept)) for key in keys},
        entries=entries,
        source="drand",
        source_name=ROUND,
    )
    bounds = {}
    for person in range(len(entries)):
        if chance.random() < 0.05:
            bounds[person] = Bounds(earliest=10 * 60) if chance.random() < 0.5 else Bounds(latest=14 * 60)
    return InventedFair(listed, {int(key): _times(int(key), times, tables[key]) for key in keys}, bounds)


def minutes_between(here: int, there: int) -> int:
    """The walk between two stands: a minute for each aisle of the hall, half a minute along it for ten stands."""
    (row, along), (other, beside) = divmod(here, AISLE), divmod(there, AISLE)
    return 0 if here == there else math.ceil(abs(row - other) * 0.5 + abs(along - beside) * 0.05)


def _times(stand: int, count: int, tables: int) -> list[Time]:
    start = 9 * 60 + 5 * (stand % 2)
    lunch = 12 * 60 + 30 * (stand // 2 % 2)
    made: list[Time] = []
    while len(made) < count:
        if start < lunch + 60 and start + MINUTES > lunch:
            start = lunch + 60
        made.append(Time(stand * 1000 + len(made), start, start + MINUTES, tables))
        start += MINUTES
    return made

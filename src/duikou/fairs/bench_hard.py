"""A day on which not all can be seated, for `bench draw --hard`: planned without a solver and with one."""

from __future__ import annotations

import math
import random
import time
from typing import Any

from duikou.booking.day_plan import Bounds, Day, Time, faults, plan, solver_for

TIMES, MINUTES, TABLES = 24, 10, 10
PLACES_OF_A_PERSON = 5
STANDS_IN_A_ROW = 32
SECONDS = 10  # as docs/settings.md has it


def hard_day(places: int) -> Day:
    """So many places won, five by each person, at stands that are full but for a hundredth; times of ten minutes
    without a break between them, one to six minutes to walk, so that nobody can go from one straight to the next; and a
    fifth of the people come late or leave early."""
    people = math.ceil(places / PLACES_OF_A_PERSON)
    stands = max(PLACES_OF_A_PERSON, round(places / (TIMES * TABLES) * 1.01))
    chance = random.Random(places)
    left, pairs, bounds = dict.fromkeys(range(1, stands + 1), TIMES * TABLES), [], {}
    for person in range(people):
        for stand in chance.sample(range(1, stands + 1), PLACES_OF_A_PERSON):
            if left[stand]:
                left[stand] -= 1
                pairs.append((person, stand))
        if chance.random() < 0.2:
            away = MINUTES * chance.randint(1, TIMES * 2 // 3)
            bounds[person] = Bounds(away) if chance.random() < 0.5 else Bounds(latest=TIMES * MINUTES - away)
    times = [(at * MINUTES, (at + 1) * MINUTES) for at in range(TIMES)]
    return Day(
        pairs,
        {one: [Time(one * 1000 + at, *of, TABLES) for at, of in enumerate(times)] for one in range(1, stands + 1)},
        bounds=bounds,
        walk=lambda here, there: min(6, 1 + abs(here - there) // STANDS_IN_A_ROW),
    )


def measure(places: int) -> dict[str, Any]:
    """The plan of such a day, and how long it took, without a solver and with one; `impossible` and `undecided` are of
    those for whom no time was found."""
    day = hard_day(places)
    begun = time.perf_counter()
    alone = plan(day)
    between = time.perf_counter()
    made = plan(day, solver=solver_for(SECONDS))
    took = time.perf_counter() - between
    return {
        "places": len(list(day.pairs)),
        "placed": len(alone.placed),
        "plan_s": round(between - begun, 2),
        "solver": len(made.placed),
        "impossible": made.solved.impossible,
        "undecided": made.solved.undecided,
        "solver_s": round(took, 1),
        "faults": len(faults(day, made)),
    }

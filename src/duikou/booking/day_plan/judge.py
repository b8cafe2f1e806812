"""An independent judge of plans. Knows nothing of how they are made, so that nobody who makes them need be believed."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from duikou.booking.day_plan.parts import Bounds, Day, Plan


def faults(day: Day, made: Plan) -> list[str]:
    """Everything that is wrong with a plan, in words: somebody who is forgotten, a time with more people than places,
    a person outside their hours, in two places, or without the time to walk. Looks each up by the plain definition."""
    pairs = set(day.pairs)
    by_key = {one.key: (resource, one) for resource, many in day.times.items() for one in many}
    wrong = []
    if made.placed.keys() | made.unplaced.keys() != pairs or made.placed.keys() & made.unplaced.keys():
        wrong.append("somebody is forgotten, or is there twice")
    sat: defaultdict[int, int] = defaultdict(int)
    held: defaultdict[int, list[tuple[int, int, int | None]]] = defaultdict(list)
    for (person, resource), key in made.placed.items():
        where, slot = by_key[key]
        if where != resource:
            wrong.append(f"{person} has a time of another resource")
        sat[key] += 1
        held[person].append((slot.starts, slot.ends, resource))
        bounds = day.bounds.get(person, Bounds())
        if bounds.earliest is not None and slot.starts < bounds.earliest:
            wrong.append(f"{person} is not there yet")
        if bounds.latest is not None and slot.ends > bounds.latest:
            wrong.append(f"{person} has left")
    wrong += [f"{key} is over its places" for key, people in sat.items() if people > by_key[key][1].places]
    for person, many in held.items():
        fixed = [(one.starts, one.ends, one.resource) for one in day.busy.get(person, ())]
        for one, other in [*combinations(many, 2), *((a, b) for a in many for b in fixed)]:
            first, second = sorted((one, other), key=lambda at: at[:2])
            walk = _walk(day, one[2], other[2])
            if first[1] + walk > second[0]:
                wrong.append(f"{person} cannot be at {first} and {second}")
    return wrong


def _walk(day: Day, here: int | None, there: int | None) -> int:
    return 0 if here is None or there is None or here == there else day.walk(here, there)

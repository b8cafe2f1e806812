"""What hangs together, because it has something in common: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping


def hanging_together(things: Mapping[int, Collection[Hashable]]) -> list[list[int]]:
    """The keys of `things` in groups: two are in one when they have a thing in common, or are linked by others that
    have. Each group, and all groups, in the order of their keys."""
    touching: defaultdict[Hashable, list[int]] = defaultdict(list)
    for key, has in things.items():
        for thing in has:
            touching[thing].append(key)
    groups, seen = [], set[int]()
    for first in sorted(things):
        if first in seen:
            continue
        seen.add(first)
        group, ahead = [], [first]
        while ahead:
            group.append(key := ahead.pop())
            near = {other for thing in things[key] for other in touching[thing]} - seen
            seen |= near
            ahead += near
        groups.append(sorted(group))
    return groups

"""A day's plan in the making: who sits where when, in small lists of numbers, and the ways to seat one more."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from duikou.booking.day_plan.parts import Day, Plan, Why

NOWHERE = -1
MOST_TRIES = 40  # exchanges of two times that are tried for one pair before it is left
MOST_LOOKS = 400  # people at a resource who are asked to move over for one pair

Moves = list[tuple[int, int]]  # an engagement and the time it gets, in the order in which they are made


class Clashes(dict[int, int]):
    """For one interval: the times (as bits) that are too near to it, by the minutes to walk."""

    def __init__(self, starts: int, ends: int, intervals: list[tuple[int, int]]) -> None:
        self._starts, self._ends, self._intervals = starts, ends, intervals

    def __missing__(self, walk: int) -> int:
        begin, end = self._starts - walk, self._ends + walk
        mask = sum(1 << at for at, (starts, ends) in enumerate(self._intervals) if starts < end and begin < ends)
        self[walk] = mask
        return mask


class Board:
    """Engagements are numbered in the order of their turn, people and resources in the order of their keys, times by
    their interval: equal intervals at several resources are one number, and a set of times is an integer's bits."""

    def __init__(self, day: Day) -> None:
        order = day.order
        pairs = list(day.pairs)
        pairs.sort(key=(lambda pair: (order(pair), pair)) if order else None)
        if len(set(pairs)) < len(pairs):
            raise ValueError("a pair is there twice")
        self._day, self.pairs = day, pairs
        people = {one: at for at, one in enumerate(sorted({person for person, _resource in pairs}))}
        busy = {one: day.busy[one] for one in people if one in day.busy}
        places = sorted(
            {resource for _person, resource in pairs}
            | {one.resource for many in busy.values() for one in many if one.resource is not None}
        )
        resources = {one: at for at, one in enumerate(places)}
        self.person = [people[person] for person, _resource in pairs]
        self.resource = [resources[resource] for _person, resource in pairs]
        self.at = [NOWHERE] * len(pairs)
        self.intervals = sorted(
            {(one.starts, one.ends) for resource in places for one in day.times.get(resource, ())}
            | {(one.starts, one.ends) for many in busy.values() for one in many}
        )
        number = {one: at for at, one in enumerate(self.intervals)}
        self.clashes = [Clashes(starts, ends, self.intervals) for starts, ends in self.intervals]
        self.walks: list[list[int] | None] = [None] * len(places)
        self._places = places
        self._lay(number)
        self.held: list[list[int]] = [[] for _one in people]
        self.fixed: list[list[tuple[int, int]]] = [[] for _one in people]
        for who, many in busy.items():
            self.fixed[people[who]] = [
                (number[one.starts, one.ends], NOWHERE if one.resource is None else resources[one.resource])
                for one in many
            ]
        self.out = [0] * len(people)
        for who, bounds in day.bounds.items():
            if who in people and (bounds.earliest, bounds.latest) != (None, None):
                self.out[people[who]] = sum(
                    1 << at
                    for at, (starts, ends) in enumerate(self.intervals)
                    if (bounds.earliest is not None and starts < bounds.earliest)
                    or (bounds.latest is not None and ends > bounds.latest)
                )

    def _lay(self, number: dict[tuple[int, int], int]) -> None:
        """The times of each resource: which it has, which have a place left, how many, and who sits there."""
        self.has, self.free = [0] * len(self._places), [0] * len(self._places)
        self.left: list[dict[int, int]] = []
        self.sitting: list[dict[int, list[int]]] = []
        self.keys: list[dict[int, int]] = []
        for at, resource in enumerate(self._places):
            times = [one for one in self._day.times.get(resource, ()) if one.places > 0]
            self.left.append({number[one.starts, one.ends]: one.places for one in times})
            self.keys.append({number[one.starts, one.ends]: one.key for one in times})
            self.sitting.append({time: [] for time in self.left[-1]})
            if len(self.left[-1]) < len(times):
                raise ValueError("a resource has two equal times")
            self.has[at] = self.free[at] = sum(1 << time for time in self.left[-1])

    def fill(self) -> None:
        """Seat everybody who can be seated: who has a time already first, then each in turn; whoever found none is
        asked again when all the others sit, for they may sit otherwise now."""
        for one, pair in enumerate(self.pairs):
            time = self.home_of(one) if pair in self._day.now else NOWHERE
            if time != NOWHERE and (self.open_to(one) & self.free[self.resource[one]]) >> time & 1:
                self._sit(one, time)
        missed = [one for one in range(len(self.pairs)) if self.at[one] == NOWHERE and not self.seat(one)]
        for one in missed:
            self.seat(one)

    def home_of(self, one: int) -> int:
        """The time that an engagement has before the plan, if that is one with a place."""
        kept = self._day.now.get(self.pairs[one])
        times = () if kept is None else self.keys[self.resource[one]].items()
        return next((time for time, key in times if key == kept), NOWHERE)

    def reseat(self, times: Sequence[int]) -> None:
        """Let each sit at the time given for it. Raises ValueError and KeyError for what is none."""
        changed = [one for one, (at, time) in enumerate(zip(self.at, times, strict=True)) if at != time]
        self._make([(one, times[one]) for one in changed if times[one] != NOWHERE])

    def plan(self) -> Plan:
        """What was found, by the caller's keys."""
        placed = {
            pair: self.keys[self.resource[one]][self.at[one]]
            for one, pair in enumerate(self.pairs)
            if self.at[one] != NOWHERE
        }
        unplaced = {pair: self._why(one) for one, pair in enumerate(self.pairs) if self.at[one] == NOWHERE}
        return Plan(placed, unplaced)

    def seat(self, one: int) -> bool:
        """Seat an engagement that has no time, moving others if need be; whether it worked."""
        moves = self._room(one, 0) or self._by_moving_own(one) or self._by_exchange(one)
        if moves is None:
            return False
        self._make(moves)
        return True

    def _make(self, moves: Moves) -> None:
        for which, _time in moves:
            if self.at[which] != NOWHERE:
                self._rise(which)
        for which, time in moves:
            self._sit(which, time)

    def open_to(self, one: int, *, without: int = NOWHERE) -> int:
        """The times at the engagement's resource that go with all else its person has, as bits; full ones too.
        `without` is another engagement of the person that is not counted."""
        person, resource = self.person[one], self.resource[one]
        walk = self.walks[resource] or self._walk_from(resource)
        clashes, at, mask = self.clashes, self.at, self.out[person]
        for other in self.held[person]:
            if other != one and other != without:
                mask |= clashes[at[other]][walk[self.resource[other]]]
        for interval, place in self.fixed[person]:
            mask |= clashes[interval][walk[place] if place != NOWHERE else 0]
        return self.has[resource] & ~mask

    def suited(self, one: int) -> int:
        """The times at the engagement's resource that go with the hours of its person and with what they have and
        keep elsewhere, whatever the plan gives them, as bits."""
        person, resource = self.person[one], self.resource[one]
        walk, mask = self.walk_from(resource), self.out[person]
        for interval, place in self.fixed[person]:
            mask |= self.clashes[interval][walk[place] if place != NOWHERE else 0]
        return self.has[resource] & ~mask

    def walk_from(self, resource: int) -> list[int]:
        """The minutes from this resource to each."""
        return self.walks[resource] or self._walk_from(resource)

    def _walk_from(self, resource: int) -> list[int]:
        here = self._places[resource]
        row = [0 if there == here else self._day.walk(here, there) for there in self._places]
        self.walks[resource] = row
        return row

    def _sit(self, one: int, time: int) -> None:
        resource = self.resource[one]
        self.at[one] = time
        self.held[self.person[one]].append(one)
        self.sitting[resource][time].append(one)
        self.left[resource][time] -= 1
        if not self.left[resource][time]:
            self.free[resource] &= ~(1 << time)

    def _rise(self, one: int) -> None:
        resource, time = self.resource[one], self.at[one]
        self.at[one] = NOWHERE
        self.held[self.person[one]].remove(one)
        self.sitting[resource][time].remove(one)
        self.left[resource][time] += 1
        self.free[resource] |= 1 << time

    def _room(self, one: int, taken: int) -> Moves | None:
        """Moves within its resource that seat `one`, the fewest there are: at a free time, or where somebody sits who
        can move over, to a free time or to where somebody can move over. `taken` are times that it may not have."""
        resource = self.resource[one]
        wanted = self.open_to(one) & ~taken
        free = self.free[resource] | (1 << self.at[one] if self.at[one] != NOWHERE else 0)
        if wanted & free:
            return [(one, _lowest(wanted & free))]
        if not free or not wanted:
            return None
        sitting = self.sitting[resource]
        came: dict[int, tuple[int, int]] = {}  # a time: who could move there, and from which
        queue, seen, looks = deque(_bits(wanted)), wanted, 0
        while queue:
            time = queue.popleft()
            for other in sitting[time]:
                looks += 1
                could = self.open_to(other) & ~seen
                if could & free:
                    moves = [(other, _lowest(could & free))]
                    while time in came:
                        other, before = came[time]
                        moves.append((other, time))
                        time = before
                    return [*moves, (one, time)]
                for next_time in _bits(could):
                    came[next_time] = (other, time)
                    queue.append(next_time)
                seen |= could
            if looks > MOST_LOOKS:
                return None
        return None

    def _by_moving_own(self, one: int) -> Moves | None:
        """Seat `one` at a free time that goes with all but one of the person's others, which moves elsewhere."""
        person, resource = self.person[one], self.resource[one]
        walk = self.walks[resource] or self._walk_from(resource)
        free = self.free[resource]
        if not free:
            return None
        for other in self.held[person]:
            there = self.resource[other]
            if there == resource:
                continue
            for time in _bits(self.open_to(one, without=other) & free):
                moves = self._room(other, self.clashes[time][walk[there]])
                if moves:
                    return [*moves, (one, time)]
        return None

    def _by_exchange(self, one: int) -> Moves | None:
        """Seat `one` at a time at which the person is free and the resource full, by exchanging this time and another
        along a path of people and resources that ends where there is a place (an alternating path of two colours)."""
        resource, tries = self.resource[one], 0
        if not self.free[resource]:
            return None
        for mine in _bits(self.open_to(one)):
            for theirs in _bits(self.free[resource]):
                tries += 1
                if tries > MOST_TRIES:
                    return None
                moves = self._exchange(resource, mine, theirs)
                if moves is not None:
                    return [*moves, (one, mine)]
        return None

    def _exchange(self, resource: int, mine: int, theirs: int) -> Moves | None:
        """Moves that free a place at `mine`, given that `theirs` is free there; None when somebody cannot."""
        moves: Moves = []
        moved: set[int] = set()
        while True:
            for other in self.sitting[resource][mine]:
                if other in moved:
                    continue
                step = self._step(other, mine, theirs)
                if step is not None:
                    break
            else:
                return None
            moves += step
            moved.update(which for which, _time in step)
            if len(step) == 1:
                return moves
            resource = self.resource[step[1][0]]
            if self.free[resource] >> mine & 1:
                return moves

    def _step(self, other: int, mine: int, theirs: int) -> Moves | None:
        """`other` goes from `mine` to `theirs`; whatever its person has at `theirs` goes to `mine`."""
        swapped = next((own for own in self.held[self.person[other]] if self.at[own] == theirs), NOWHERE)
        if not self.open_to(other, without=swapped) >> theirs & 1:
            return None
        if swapped == NOWHERE:
            return [(other, theirs)]
        walk = self.walks[self.resource[other]] or self._walk_from(self.resource[other])
        too_near = self.clashes[theirs][walk[self.resource[swapped]]]
        if not (self.open_to(swapped, without=other) & ~too_near) >> mine & 1:
            return None
        return [(other, theirs), (swapped, mine)]

    def _why(self, one: int) -> Why:
        person, resource = self.person[one], self.resource[one]
        if not self.has[resource]:
            return Why.NO_TIMES
        if not self.has[resource] & ~self.out[person]:
            return Why.BOUNDS
        if not self.suited(one):
            return Why.BUSY
        return Why.CLASH if self.free[resource] else Why.FULL


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low

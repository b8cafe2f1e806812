"""What a day's plan is made of, and what comes out. Plain values: no models, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Pair = tuple[int, int]  # a person and a resource, as keys
Minutes = int  # since any moment that is the same for all of a plan


class Why(StrEnum):
    """Why somebody has no time at a resource."""

    NO_TIMES = "no_times"  # the resource has none at all
    BOUNDS = "bounds"  # none between the moments from which and until which the person is there
    BUSY = "busy"  # each is too near to what the person has elsewhere
    FULL = "full"  # more people than places
    CLASH = "clash"  # there are places, but none that goes with the person's other times
    MOVES = "moves"  # more others would have to move than may
    LIMIT = "limit"  # the person has as many places as one may have


@dataclass(frozen=True, slots=True)
class Time:
    """A time at a resource, `key` being the caller's name of it, with `places` for those who are still to be placed."""

    key: int
    starts: Minutes
    ends: Minutes
    places: int = 1


@dataclass(frozen=True, slots=True)
class Bounds:
    """From when until when somebody can be there; None for all the day."""

    earliest: Minutes | None = None
    latest: Minutes | None = None


@dataclass(frozen=True, slots=True)
class Busy:
    """What a person has already and keeps, at a resource or (None) somewhere from where it is no walk."""

    starts: Minutes
    ends: Minutes
    resource: int | None = None


def no_walk(_here: int, _there: int) -> Minutes:
    """Everything is at one spot."""
    return 0


@dataclass(frozen=True, slots=True)
class Day:
    """What a plan is made of. `pairs` are who is to be where; `times` those of each resource. `walk` gives the minutes
    from one resource to another, the same both ways. `order` says whose turn is first where not all fit (the pair
    itself decides where it says nothing); `now` are times that somebody has and keeps where possible."""

    pairs: Iterable[Pair]
    times: Mapping[int, Sequence[Time]]
    bounds: Mapping[int, Bounds] = field(default_factory=dict)
    busy: Mapping[int, Sequence[Busy]] = field(default_factory=dict)
    walk: Callable[[int, int], Minutes] = no_walk
    order: Callable[[Pair], Any] | None = None
    now: Mapping[Pair, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Solved:
    """What came of asking a solver (ADR 0037) about those whom the planner's own moves left without a time, or with one
    that does not suit: for how many it `found` one, for how many it proved that there is none beside all who sit, and
    how many it left `undecided` in its time; and how many fewer have to move (`spared`)."""

    class State(StrEnum):
        """Whether one was asked."""

        NOT_ASKED = "not_asked"  # nobody was left for whom there may be a time, or it is turned off
        MISSING = "missing"  # it is not installed
        BUSY = "busy"  # it looks at another plan
        FAILED = "failed"  # it gave no answer, or one that cannot be
        ASKED = "asked"

    state: State = State.NOT_ASKED
    found: int = 0
    impossible: int = 0
    undecided: int = 0
    spared: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Who has which time (its key), and who has none and why."""

    placed: dict[Pair, int]
    unplaced: dict[Pair, Why]
    solved: Solved = field(default=Solved(), kw_only=True)


@dataclass(frozen=True, slots=True)
class PlanAnew(Plan):
    """The same of a day that was planned before. `unsuited` are those whose time did not suit them any more; of these
    the `strained` keep it, because there is no other, and why."""

    unsuited: frozenset[Pair]
    strained: dict[Pair, Why]

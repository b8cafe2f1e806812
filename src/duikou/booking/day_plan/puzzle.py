"""A day and a plan of it in plain numbers: what a solver is asked, and what it answers, as one line of JSON each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Who sits where when, by number. Engagement `i` is of `person[i]` at `resource[i]`, may have the times `may[i]`
    (bits, by what its person has elsewhere and when they are there), has the time `at[i]` (-1: none) and, where it
    counts as a move that it sits elsewhere, `home[i]` (-1: it may sit anywhere). Times are numbers of `intervals`,
    `places` those of each resource by time, `walk` the minutes from one resource to the other. `want` are to be seated,
    in the order of their turn; the `strained` have a time that does not suit them. At most `most` may be away from home
    (None: as many as need be), and a person may be seated `room` more times (who is not in it, any number)."""

    intervals: list[tuple[int, int]]
    person: list[int]
    resource: list[int]
    may: list[int]
    at: list[int]
    home: list[int]
    places: list[list[tuple[int, int]]]
    walk: list[list[int]]
    want: list[int]
    strained: list[int] = field(default_factory=list)
    most: int | None = None
    room: list[tuple[int, int]] = field(default_factory=list)

    def as_text(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Puzzle:
        """What `as_text` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Answer:
    """The times of all engagements, and of those that were wanted: which are `found`, which are `impossible` (no plan
    seats them beside all who sit), and which could not be decided within the time."""

    at: list[int]
    found: list[int]
    impossible: list[int]
    undecided: list[int]

    def as_text(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Answer:
        """What `as_text` wrote. Raises ValueError or TypeError for anything else."""
        said = json.loads(text)
        if not isinstance(said, dict):
            raise ValueError("no answer")
        answer = cls(**said)
        for many in (answer.at, answer.found, answer.impossible, answer.undecided):
            if not isinstance(many, list) or not all(type(one) is int for one in many):
                raise ValueError("an answer is lists of numbers")
        return answer

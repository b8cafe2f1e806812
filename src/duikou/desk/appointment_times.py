"""The times of a window that can be booked: cut from its hours, and brought in step with those when they change. Pure.

What is free follows the grid of the present hours. What somebody has booked stays as long as the window is open then,
even if the grid is another one now; it ends only where the window is not open any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Times = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Laid:
    """A time that is there: its slot's primary key, from when until when (aware), whether somebody has booked it."""

    slot: int
    starts_at: datetime
    ends_at: datetime
    booked: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to be done: times to lay, free slots to take back, and slots to take back whose people must be told."""

    lay: Times
    drop: Collection[int]
    end: Collection[int]

    def __bool__(self) -> bool:
        return bool(self.lay or self.drop or self.end)


def cut(
    spans: Iterable[tuple[datetime, datetime]], *, minutes: int, walk_ins_every: int
) -> list[tuple[datetime, datetime]]:
    """The times of `minutes` each that fit into the spans (aware), from the beginning of each; of these every
    `walk_ins_every`-th of the day (0: none) is left out, for people without an appointment."""
    step, every = timedelta(minutes=minutes), []
    for opens, closes in spans:
        while opens + step <= closes:
            every.append((opens, opens + step))
            opens += step
    return [time for number, time in enumerate(every, start=1) if not walk_ins_every or number % walk_ins_every]


def changes(wanted: Times, there: Iterable[Laid], *, spans: Times, now: datetime) -> Changes:
    """How what is `there` comes to be as `wanted`, in a window that is open for `spans`. What has begun stays."""
    kept: list[Laid] = []
    drop: list[int] = []
    end: list[int] = []
    for one in there:
        within = any(opens <= one.starts_at and one.ends_at <= closes for opens, closes in spans)
        if one.starts_at <= now or (one.starts_at, one.ends_at) in wanted or (one.booked and within):
            kept.append(one)
        else:
            (end if one.booked else drop).append(one.slot)
    lay = [
        (begins, until)
        for begins, until in wanted
        if begins > now and not any(one.starts_at < until and begins < one.ends_at for one in kept)
    ]
    return Changes(lay, drop, end)

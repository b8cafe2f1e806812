"""What somebody's number in a queue is waiting for, in the words of the room whose queue it is: for its own page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from duikou.base.registry import Registry
from duikou.booking.models import Ticket


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The page of a number, in the active language. `title`: of what the queue is; `board`: the path of its call board;
    `place`: how the resource it was called to is called, `places`: how each of those it waits for (by primary key) is
    called, and what is there. What to do when it was `called`, is `serving`, on hold (`held`), passed over (`skipped`)
    or has `left`, and while it waits. `banner`: a template above the places, with its `context`."""

    title: Any
    board: str
    called: str
    serving: str
    held: str
    skipped: str
    left: str
    waits: str
    places: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    banner: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


# Each room gives the words of a number of its own, None for others.
rooms: Registry[Callable[[Ticket], NumberWords | None]] = Registry()


def words_of(ticket: Ticket) -> NumberWords | None:
    """The words of the room whose queue the number (as `queries.queue.tickets` reads it) is in; None if no room knows
    it."""
    return next((words for room in rooms if (words := room(ticket)) is not None), None)

"""What happens at a place on a day: each room says what of its own does, and whoever shows a place asks them all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from duikou.base.registry import Registry


@dataclass(frozen=True, slots=True)
class Entry:
    """Something public at a place (its primary key), from when until when (aware), with a title in the reader's
    language, the path of its page, an id that stays (`fair:autumn`), and whether it is cancelled."""

    place: int
    starts_at: datetime
    ends_at: datetime
    title: str
    address: str
    uid: str
    cancelled: bool = False


# Each gives what of its room's happens at these places from the first day to the last (in the city's zone, both among
# them), public things only, in a number of queries that does not grow with places or days.
whats_on: Registry[Callable[[Collection[int], date, date], Iterable[Entry]]] = Registry()


def entries(places: Collection[int], first: date, last: date) -> list[Entry]:
    """What happens at these places on these days, by time."""
    found = [entry for ask in whats_on for entry in ask(places, first, last)] if places else []
    return sorted(found, key=lambda entry: (entry.starts_at, entry.ends_at, entry.uid))

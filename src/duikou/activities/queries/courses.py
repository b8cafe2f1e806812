"""Classes with their sessions, and how one joins them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet

from duikou.activities.models import Course, Session
from duikou.activities.queries.joining import with_waiting
from duikou.booking.models import Slot
from duikou.booking.rules import cancel_until, places_left

State = Course.State
SHOWN = (State.PUBLISHED, State.FINISHED, State.CANCELLED)
OFF = Session.State.CALLED_OFF
TAKES_PLACE = ~Q(sessions__state=OFF)


class How(StrEnum):
    """How one joins a class at this moment, or why one does not."""

    SIGN_UP = "sign_up"
    FULL = "full"
    UNDER_WAY = "under_way"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Shown:
    """A class with its sessions in order and how one joins; `left` seats, `waiting` people, until when one can join."""

    course: Course
    sessions: Sequence[Session]
    how: How
    left: int = 0
    seats: int = 0
    waiting: int = 0
    may_wait: bool = False
    joins_before: datetime | None = None

    @property
    def held(self) -> list[Session]:
        """The sessions that take place."""
        return [one for one in self.sessions if one.state != OFF]

    @property
    def hours(self) -> float:
        """How long all sessions that take place are together, in hours."""
        return hours_of(self.sessions)


def hours_of(sessions: Iterable[Session]) -> float:
    """How long these are together but for those called off, in hours, to a tenth."""
    held = [one for one in sessions if one.state != OFF]
    return round(sum((one.ends_at - one.starts_at).total_seconds() for one in held) / 3600, 1)


def taking_place(course: Course) -> list[Session]:
    """The sessions of a class that were not called off, in order."""
    return list(course.sessions.exclude(state=OFF).order_by("starts_at", "pk"))


def whole(things: QuerySet[Course]) -> QuerySet[Course]:
    """These with all that a page of them shows, with their sessions in order."""
    sessions = Prefetch("sessions", Session.objects.select_related("place").order_by("starts_at", "pk"))
    return things.select_related("kind", "channel", "organiser", "place", "offer").prefetch_related(sessions)


def timed(things: QuerySet[Course]) -> Any:
    """These with when the first session begins and the last one ends of those that take place: `first` and `last`."""
    first, last = Min("sessions__starts_at", filter=TAKES_PLACE), Max("sessions__ends_at", filter=TAKES_PLACE)
    return things.annotate(first=first, last=last)


def shown() -> QuerySet[Course]:
    """The classes the public may know of."""
    return whole(Course.objects.filter(state__in=SHOWN))


def coming(*, now: datetime, wanted: Mapping[str, Any] | None = None) -> QuerySet[Course]:
    """Those announced that are not over, those that can still be joined first, then by their first session. `wanted`:
    fields with the value they must have; `free` leaves those out that cannot be joined now, `refs` are primary keys."""
    chosen = {name: value for name, value in (wanted or {}).items() if value}
    free, refs = chosen.pop("free", False), chosen.pop("refs", None)
    found = timed(whole(Course.objects.filter(state=State.PUBLISHED, **chosen))).filter(last__gt=now)
    if refs is not None:
        found = found.filter(pk__in=refs)
    slots = Slot.objects.filter(offer=OuterRef("offer"), starts_at__gt=now)
    if free:
        found = found.filter(Exists(slots.filter(taken__lt=F("capacity"))))
    ordered: QuerySet[Course] = found.annotate(joinable=Exists(slots)).order_by("-joinable", "first", "pk")
    return ordered


def with_joining(courses: Iterable[Course], *, now: datetime) -> list[Shown]:
    """Each (read by `whole`) with how one joins it. One query."""
    listed = list(courses)
    slots = with_waiting(Slot.objects.filter(offer__in=[one.offer_id for one in listed]))
    return [_joined(one, *slots[one.offer_id], now) for one in listed]


def _joined(course: Course, slot: Slot, waiting: int, now: datetime) -> Shown:
    sessions = list(course.sessions.all())
    seats = slot.capacity
    if course.state == State.CANCELLED:
        return Shown(course, sessions, How.CANCELLED, seats=seats)
    if course.state == State.FINISHED or slot.ends_at <= now:
        return Shown(course, sessions, How.OVER, seats=seats)
    if slot.starts_at <= now:
        return Shown(course, sessions, How.UNDER_WAY, seats=seats)
    left = places_left(slot)
    how = How.SIGN_UP if left else How.FULL
    return Shown(course, sessions, how, left, seats, waiting, now < cancel_until(slot), slot.starts_at)

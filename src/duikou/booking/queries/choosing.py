"""The times that can still be had at a table, a window, in a class, as somebody choosing one needs them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Q
from django.utils import timezone

from duikou.booking.models import Booking, Slot, WaitingEntry
from duikou.booking.rules import places_left

NOON, EVENING = 12, 18


@dataclass(frozen=True, slots=True)
class Time:
    """One time: aware start and end, places left for bookings, the start of a booking of this browser that it overlaps,
    and what it is held at."""

    slot: uuid.UUID
    starts_at: datetime
    ends_at: datetime
    left: int
    on_site: bool
    online: bool
    overlaps: datetime | None = None
    waiting: int = 0
    label: str = ""
    seats: int = 1

    @property
    def full(self) -> bool:
        """Whether too few places are left for so many `seats`."""
        return self.left < self.seats


@dataclass(frozen=True, slots=True)
class Part:
    """The times of one part of one day: `morning`, `afternoon` or `evening` of `day` in the city's zone."""

    day: date
    part: str
    times: tuple[Time, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """All coming times, how many people wait for any of them, and what kinds of meeting there are."""

    all: tuple[Time, ...]
    waiting: int

    @property
    def free(self) -> tuple[Time, ...]:
        """Those with a place left."""
        return tuple(time for time in self.all if not time.full)

    @property
    def full(self) -> tuple[Time, ...]:
        """Those without one, for the waiting list."""
        return tuple(time for time in self.all if time.full)

    @property
    def both_ways(self) -> bool:
        """Whether somebody can choose between coming and meeting online."""
        return any(time.on_site for time in self.all) and any(time.online for time in self.all)

    @property
    def online_only(self) -> bool:
        """Whether every time is online."""
        return bool(self.all) and not any(time.on_site for time in self.all)

    @property
    def parts(self) -> list[Part]:
        """The times by day and part of the day."""
        return [Part(day, part, tuple(group)) for (day, part), group in groupby(self.all, _part_of)]

    def find(self, slot: str) -> Time | None:
        """The time with this slot id."""
        return next((time for time in self.all if str(time.slot) == slot), None)

    def without(self, slot: uuid.UUID) -> Times:
        """The same times but for one."""
        return replace(self, all=tuple(time for time in self.all if time.slot != slot))

    def nearest(self, moment: datetime) -> list[Time]:
        """Up to six free times, the nearest to `moment` first."""
        return sorted(self.free, key=lambda time: abs(time.starts_at - moment))[:6]


def times_at(
    resources: Collection[int],
    *,
    now: datetime,
    mine: Sequence[Booking] = (),
    online: bool | None = None,
    seats: int = 1,
) -> Times:
    """The times at these resources (primary keys) that begin after `now`, in two queries; `mine` are the live bookings
    this browser knows. `online` keeps those held online (True) or on site (False). With less than `seats` left a time
    is full."""
    if not resources:
        return Times((), 0)
    slots = Slot.objects.filter(resource__in=resources, withdrawn=False, starts_at__gt=now).select_related("resource")
    if online is not None:
        slots = slots.filter(online=True) if online else slots.filter(on_site=True)
    slots = slots.annotate(waiters=Count("waiting", filter=Q(waiting__state=WaitingEntry.State.WAITING)))
    waiting = WaitingEntry.objects.filter(resource__in=resources, state=WaitingEntry.State.WAITING).count()
    return Times(tuple(_times(slots.order_by("starts_at", "id"), mine, seats)), waiting)


def _times(slots: Iterable[Slot], mine: Sequence[Booking], seats: int) -> Iterator[Time]:
    for slot in slots:
        clash = next((b.slot.starts_at for b in mine if _overlap(b.slot, slot)), None)
        yield Time(
            slot=slot.public_id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            left=places_left(slot),
            on_site=slot.on_site,
            online=slot.online,
            overlaps=clash,
            label=slot.resource.label,
            seats=seats,
            waiting=slot.waiters,  # type: ignore[attr-defined]  # annotated above
        )


def _overlap(one: Slot, other: Slot) -> bool:
    return any(begin < until and since < end for begin, end in one.times for since, until in other.times)


def _part_of(time: Time) -> tuple[date, str]:
    local = timezone.localtime(time.starts_at)
    part = "morning" if local.hour < NOON else "afternoon" if local.hour < EVENING else "evening"
    return local.date(), part

"""What is on, as everybody sees it: what comes, on which day, how one joins, and what it was like."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from duikou.activities.models import Activity, Campaign, Channel, Kind
from duikou.activities.queries.joining import with_waiting
from duikou.booking.models import Slot
from duikou.booking.rules import cancel_until, places_left
from duikou.directory.models import Place

State = Activity.State
SHOWN = (State.PUBLISHED, State.HELD, State.CANCELLED)
TAKES_PLACE = (State.PUBLISHED, State.HELD)


class How(StrEnum):
    """How one joins at this moment, or why one does not."""

    JUST_COME = "just_come"
    SIGN_UP = "sign_up"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Shown:
    """An activity and how one joins; of one with places, how many are left for signing up, how many are kept for those
    who just come, how many groups wait, and whether waiting still makes sense."""

    activity: Activity
    how: How
    left: int = 0
    kept: int = 0
    waiting: int = 0
    may_wait: bool = False


def shown() -> QuerySet[Activity]:
    """The activities the public may know of, with all that a list shows of them, by time."""
    known = Activity.objects.filter(state__in=SHOWN)
    return known.select_related("kind", "channel", "organiser", "place", "campaign", "series", "offer").order_by(
        "starts_at", "pk"
    )


def coming(*, now: datetime, wanted: Mapping[str, Any] | None = None) -> QuerySet[Activity]:
    """Those that are not over, the next first; `wanted`: fields with the value they must have, empty ones for any."""
    chosen = {name: value for name, value in (wanted or {}).items() if value}
    return shown().filter(ends_at__gt=now, **chosen)


def in_month(first: date, *, wanted: Mapping[str, Any]) -> QuerySet[Activity]:
    """Those of the city's month that begins on `first`, whether or not they are over."""
    chosen = {name: value for name, value in wanted.items() if value}
    last = (first + timedelta(days=31)).replace(day=1)
    return shown().filter(starts_at__lt=midnight(last), ends_at__gt=midnight(first), **chosen)


def midnight(day: date) -> datetime:
    """The beginning of a day in the city's zone."""
    return timezone.make_aware(datetime.combine(day, time()))


def with_joining(activities: Iterable[Activity], *, now: datetime) -> list[Shown]:
    """Each with how one joins it. One query."""
    listed = list(activities)
    offers = {one.offer_id for one in listed if one.offer_id}
    slots = with_waiting(Slot.objects.filter(offer__in=offers, withdrawn=False))
    return [_joined(one, slots.get(one.offer_id or 0), now) for one in listed]


def _joined(activity: Activity, joining: tuple[Slot, int] | None, now: datetime) -> Shown:
    if activity.state == State.CANCELLED:
        return Shown(activity, How.CANCELLED)
    if activity.state == State.HELD or activity.ends_at <= now:
        return Shown(activity, How.OVER)
    if joining is None:
        return Shown(activity, How.JUST_COME)
    slot, waits = joining
    left = places_left(slot)
    if slot.starts_at <= now:
        return Shown(activity, How.CLOSED, kept=slot.kept)
    return Shown(
        activity,
        How.SIGN_UP if left else How.FULL,
        left=left,
        kept=slot.kept,
        waiting=waits,
        may_wait=now < cancel_until(slot),
    )


def by_day(listed: Sequence[Shown], *, since: date) -> list[tuple[date, list[Shown]]]:
    """The same by the city's day on which each begins, `since` for those that began before."""

    def day(one: Shown) -> date:
        return max(timezone.localdate(one.activity.starts_at), since)

    return [(found, list(group)) for found, group in groupby(sorted(listed, key=day), day)]


def weeks_of(first: date, days: Mapping[date, int]) -> list[list[tuple[date, int] | None]]:
    """The weeks of a month from Monday on: each day with its number of `days`, None for days of other months."""
    return [
        [(day, days.get(day, 0)) if day.month == first.month else None for day in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]


def next_ones(*, now: datetime, most: int) -> list[Shown]:
    """The next ones that take place, for the front page. Two queries."""
    found = coming(now=now).filter(state=State.PUBLISHED)[:most]
    return with_joining(found, now=now)


def kinds_in_use() -> QuerySet[Kind]:
    """The kinds of which anything was ever shown."""
    return Kind.objects.filter(pk__in=Activity.objects.filter(state__in=SHOWN).values("kind"))


def channels_in_use() -> QuerySet[Channel]:
    """The channels by which anything was ever shown."""
    return Channel.objects.filter(pk__in=Activity.objects.filter(state__in=SHOWN).values("channel"))


def places_in_use(*, now: datetime) -> QuerySet[Place]:
    """The places where something is still to come."""
    return Place.objects.filter(pk__in=Activity.objects.filter(state__in=SHOWN, ends_at__gt=now).values("place"))


def campaigns_shown() -> QuerySet[Campaign]:
    """The campaigns everybody sees, the latest first."""
    return Campaign.objects.filter(published=True).select_related("organiser")

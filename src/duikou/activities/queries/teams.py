"""Teams of volunteers and their shifts, as everybody and as their keepers see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet

from duikou.activities.models import Shift, VolunteerTeam
from duikou.activities.queries.joining import with_waiting
from duikou.booking.models import Booking, Resource, Slot, WaitingEntry
from duikou.booking.rules import cancel_until, places_left

State = VolunteerTeam.State


class Joining(StrEnum):
    """How one joins a shift at this moment, or why one does not."""

    OPEN = "open"
    INVITED = "invited"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ShownShift:
    """A shift and how one joins it: how many helpers it has places for, how many are still wanted, how many wait, and
    whether waiting still makes sense."""

    shift: Shift
    how: Joining
    helpers: int = 0
    left: int = 0
    waiting: int = 0
    may_wait: bool = False


def teams_shown() -> QuerySet[VolunteerTeam]:
    """The teams that everybody may know of, by name of their body."""
    return VolunteerTeam.objects.filter(state=State.SHOWN).select_related("body", "place").order_by("body_id", "pk")


def shifts_shown() -> QuerySet[Shift]:
    """The shifts that everybody may know of, by time: those of teams that are shown, and those that were."""
    known = Shift.objects.exclude(team__state=State.DRAFT)
    return known.select_related("team__body", "place", "offer").order_by("starts_at", "pk")


def shifts_ahead(*, now: datetime) -> QuerySet[Shift]:
    """Those of teams that are shown which are not over, the next first."""
    return shifts_shown().filter(team__state=State.SHOWN, ends_at__gt=now)


def listed(things: QuerySet[Shift]) -> QuerySet[Shift]:
    """These with all that a page of their keepers shows."""
    return things.select_related("team__body", "place", "offer")


def with_joining(shifts: Iterable[Shift], *, now: datetime) -> list[ShownShift]:
    """Each with how one joins it. One query."""
    found = list(shifts)
    slots = with_waiting(Slot.objects.filter(offer__in=[one.offer_id for one in found]))
    return [_joined(one, *slots[one.offer_id], now) for one in found]


def _joined(shift: Shift, slot: Slot, waits: int, now: datetime) -> ShownShift:
    if shift.state == Shift.State.CANCELLED:
        return ShownShift(shift, Joining.CANCELLED)
    left = places_left(slot)
    facts: dict[str, Any] = {"helpers": slot.capacity, "left": left, "waiting": waits}
    if shift.ends_at <= now:
        return ShownShift(shift, Joining.OVER, **facts)
    if shift.starts_at <= now:
        return ShownShift(shift, Joining.CLOSED, **facts)
    if shift.restricted_to:
        return ShownShift(shift, Joining.INVITED, **facts)
    if left:
        return ShownShift(shift, Joining.OPEN, **facts)
    return ShownShift(shift, Joining.FULL, may_wait=now < cancel_until(slot), **facts)


def resources_beside(shift: Shift, *, now: datetime) -> list[int]:
    """The resources (primary keys) of the team's other coming shifts that everybody may join: where a helper can move
    to."""
    others = Shift.objects.filter(
        team=shift.team_id, team__state=State.SHOWN, state=Shift.State.OPEN, restricted_to={}, starts_at__gt=now
    )
    offers = others.exclude(pk=shift.pk).values_list("offer", flat=True)
    return list(Resource.objects.filter(offer__in=list(offers)).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Enrolled:
    """How many have joined a shift, how many of them are confirmed by an invitation, and how many wait."""

    joined: int
    confirmed: int
    waiting: int

    @property
    def to_ask(self) -> int:
        """How many have joined and are not confirmed."""
        return self.joined - self.confirmed


def enrolled(shift: Shift) -> Enrolled:
    """The present numbers of a shift. Two queries."""
    counted = Booking.objects.filter(offer=shift.offer_id, state__in=Booking.LIVE).aggregate(
        joined=Count("pk"), confirmed=Count("pk", filter=Q(channel=Booking.Channel.INVITED))
    )
    waiting = WaitingEntry.objects.filter(offer=shift.offer_id, state=WaitingEntry.State.WAITING).count()
    return Enrolled(waiting=waiting, **counted)

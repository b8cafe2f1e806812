"""What is free, and what a person may still book: shown before anybody chooses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q

from duikou.booking import rules
from duikou.booking.models import Booking, Offer, Resource, Slot, Standing, WaitingEntry
from duikou.booking.models.offers import spans_of
from duikou.booking.refusals import Refusal
from duikou.booking.rules import Engagement, PersonStanding, counts
from duikou.directory.models import Person


@dataclass(frozen=True, slots=True)
class LimitShown:
    """`live` bookings of `limit` in an offer; `left` may still be made."""

    live: int
    limit: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.live)


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time of an offer as it is shown: `left` seats for the public, `waiting` people before a newcomer to the
    list, and `no`: why this person (or, not knowing them, anybody) cannot book it now."""

    slot_id: int
    public_id: UUID
    resource_id: int
    label: str
    starts_at: datetime
    ends_at: datetime
    left: int
    waiting: int
    on_site: bool
    online: bool
    no: Refusal | None

    @property
    def bookable(self) -> bool:
        return self.no is None


def places_left(slots: Iterable[Slot]) -> dict[int, int]:
    """Seats the public can still book now, by slot id, in one query. Expired holds still count until released."""
    rows = Slot.objects.filter(pk__in=[slot.pk for slot in slots], withdrawn=False)
    return {
        pk: max(0, left) for pk, left in rows.values_list("pk", F("capacity") - F("kept") - F("taken")).order_by("pk")
    }


def standing_of(offer: Offer, *, person: Person | None = None, bookings: Iterable[UUID] = ()) -> LimitShown:
    """How many live bookings of `offer` the person holds and may hold. Somebody without an account is known by the
    public ids of the `bookings` kept in their browser; when those are of several people, the one with most counts."""
    people = [person.pk] if person else _people_of(bookings)
    rows = Standing.objects.filter(offer=offer, person__in=people).values_list("live", flat=True)
    return LimitShown(max(rows, default=0), offer.limit_per_person)


def free_times(
    offer: Offer,
    *,
    now: datetime,
    resource: Resource | None = None,
    person: Person | None = None,
    bookings: Iterable[UUID] = (),
    online: bool | None = None,
    seats: int = 1,
) -> list[FreeTime]:
    """The times of `offer` (or of one `resource`) that have not begun, in order, in at most five queries whatever
    their number. `person`, or the `bookings` of a browser as in `standing_of`, lets `no` speak for them. `online`
    keeps those held online (True) or on site (False)."""
    where = Q(resource=resource) if resource else Q()
    if online is not None:
        where &= Q(online=True) if online else Q(on_site=True)
    slots = list(
        Slot.objects.filter(where, offer=offer, withdrawn=False, starts_at__gt=now)
        .select_related("resource")
        .order_by("starts_at", "resource_id")
    )
    people = [person.pk] if person else _people_of(bookings)
    standing = _standing(offer, people)
    at_slot, at_resource = _waiting(offer)
    times = []
    for slot in slots:
        slot.offer = offer
        mode = online if online is not None else not slot.on_site
        no = rules.may_book(slot, standing, now=now, seats=seats, online=mode)
        times.append(
            FreeTime(
                slot_id=slot.pk,
                public_id=slot.public_id,
                resource_id=slot.resource_id,
                label=slot.resource.label,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                left=rules.places_left(slot),
                waiting=at_slot.get(slot.pk, 0) + at_resource.get(slot.resource_id, 0),
                on_site=slot.on_site,
                online=slot.online,
                no=no,
            )
        )
    return times


def _people_of(bookings: Iterable[UUID]) -> list[int]:
    ids = list(bookings)
    if not ids:
        return []
    rows = Booking.objects.filter(public_id__in=ids, person__isnull=False).values_list("person_id", flat=True)
    return sorted({pk for pk in rows if pk is not None})


def _standing(offer: Offer, people: list[int]) -> PersonStanding:
    live = max(Standing.objects.filter(offer=offer, person__in=people).values_list("live", flat=True), default=0)
    rows = Booking.objects.filter(person__in=people, state__in=Booking.LIVE).select_related("slot").order_by("pk")
    return PersonStanding(
        live,
        offer.limit_per_person,
        [
            Engagement(
                one.pk,
                one.slot_id,
                one.slot.resource_id,
                one.slot.starts_at,
                one.slot.ends_at,
                counts(one.channel),
                spans_of(one.slot.meetings),
            )
            for one in rows
        ],
    )


def _waiting(offer: Offer) -> tuple[dict[int | None, int], dict[int, int]]:
    rows = WaitingEntry.objects.filter(offer=offer, state=WaitingEntry.State.WAITING)
    counted = rows.order_by().values_list("slot_id", "resource_id").annotate(number=Count("pk"))
    at_slot: dict[int | None, int] = {}
    at_resource: dict[int, int] = {}
    for slot_id, resource_id, number in counted:
        if slot_id is None:
            at_resource[resource_id] = at_resource.get(resource_id, 0) + number
        else:
            at_slot[slot_id] = number
    return at_slot, at_resource

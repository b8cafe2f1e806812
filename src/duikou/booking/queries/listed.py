"""Offers, slots and bookings a page at a time, for other systems that read them on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from duikou.base import cursors
from duikou.base.cursors import Slice
from duikou.booking.models import Booking, Offer, Slot, WaitingEntry

SHOWN = (Offer.State.OPEN, Offer.State.CLOSED, Offer.State.CANCELLED)


def offer_shown(public_id: UUID) -> Offer | None:
    """The offer, when the public may know of it."""
    return Offer.objects.select_related("by").filter(public_id=public_id, state__in=SHOWN).first()


def offers_listed(*, cursor: str | None, limit: int) -> Slice[Offer]:
    """Offers that the public may know of, the newest first. One query. Raises BadCursor."""
    offers = Offer.objects.select_related("by").filter(state__in=SHOWN).order_by("-pk")
    if cursor:
        offers = offers.filter(pk__lt=cursors.read(cursor, int)[0])
    return cursors.cut(list(offers[: limit + 1]), limit, lambda offer: (offer.pk,))


def slots_listed(
    offer: Offer,
    *,
    now: datetime,
    resource: int | None = None,
    since: datetime | None = None,
    online: bool | None = None,
    free: bool = False,
    cursor: str | None,
    limit: int,
) -> Slice[Slot]:
    """The times of `offer` (or of one resource of it) that begin after `now`, in order, with `waiters`: how many wait
    for each, or for any time of its resource. `free` keeps those with a place left. Raises BadCursor."""
    slots = slots_with_waiters().filter(offer=offer, withdrawn=False, starts_at__gt=max(now, since or now))
    if resource is not None:
        slots = slots.filter(resource=resource)
    if online is not None:
        slots = slots.filter(online=True) if online else slots.filter(on_site=True)
    if free:
        slots = slots.filter(taken__lt=F("capacity") - F("kept"))
    if cursor:
        begun, last = cursors.read(cursor, int, int)
        moment = cursors.moment(begun)
        slots = slots.filter(Q(starts_at__gt=moment) | Q(starts_at=moment, pk__gt=last))
    rows = list(slots.order_by("starts_at", "pk")[: limit + 1])
    return cursors.cut(rows, limit, lambda slot: (cursors.number(slot.starts_at), slot.pk))


def slots_with_waiters() -> QuerySet[Slot]:
    """Slots with resource, offer and `waiters`."""
    waiting = WaitingEntry.objects.filter(state=WaitingEntry.State.WAITING).order_by()
    at_slot = waiting.filter(slot=OuterRef("pk")).values("slot").annotate(number=Count("pk")).values("number")
    anywhere = (
        waiting.filter(resource=OuterRef("resource"), slot=None)
        .values("resource")
        .annotate(number=Count("pk"))
        .values("number")
    )
    waiters = Coalesce(Subquery(at_slot), Value(0)) + Coalesce(Subquery(anywhere), Value(0))
    return Slot.objects.select_related("resource", "offer").annotate(waiters=waiters)


def bookings_listed(offer: Offer, *, person: int | None = None, cursor: str | None, limit: int) -> Slice[Booking]:
    """The bookings of `offer` (or those of one person in it) in the order they were made. Raises BadCursor."""
    bookings = Booking.objects.filter(offer=offer).select_related("slot__resource", "offer", "check_in")
    if person is not None:
        bookings = bookings.filter(person=person)
    if cursor:
        bookings = bookings.filter(pk__gt=cursors.read(cursor, int)[0])
    return cursors.cut(list(bookings.order_by("pk")[: limit + 1]), limit, lambda booking: (booking.pk,))

"""Bookings by their ids and codes, the roll of an event, and how many there are."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from duikou.base.sealed import look_up_hash
from duikou.booking.codes import possible_codes
from duikou.booking.models import Booking, Offer, Resource, Slot, WaitingEntry

Attendance = Booking.Attendance


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of an offer: `places` (capacity of slots not withdrawn) and `taken` are seats, the rest bookings.
    `booked` are live ones, `arrived` and `no_show` parts of them."""

    places: int
    taken: int
    booked: int
    held: int
    arrived: int
    no_show: int
    cancelled: int
    waiting: int


def _whole(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    return bookings.select_related("slot__resource", "slot__offer", "offer__place", "offer__by", "person", "check_in")


def booking_of(public_id: UUID | str) -> Booking | None:
    """The booking with this public id, with slot, resource, offer, place, person and check-in; None if unknown."""
    try:
        return _whole(Booking.objects.all()).get(public_id=UUID(str(public_id)))
    except (Booking.DoesNotExist, ValueError):
        return None


def bookings_of(public_ids: Iterable[UUID]) -> list[Booking]:
    """The bookings with these public ids, by time of their slots; unknown ones are left out."""
    return list(_whole(Booking.objects.filter(public_id__in=list(public_ids))).order_by("slot__starts_at", "pk"))


def find_by_code(text: str, *, offer: Offer | None = None) -> Booking | None:
    """The booking whose code was typed as `text`, look-alike letters allowed; None when none, or more than one,
    fits."""
    codes = possible_codes(text)
    where = Q(code__in=codes) & (Q(offer=offer) if offer else Q())
    found = list(_whole(Booking.objects.filter(where))[:2]) if codes else []
    return found[0] if len(found) == 1 else None


def booking_by_key(key: str) -> Booking | None:
    """The booking that the form with this one-time key made."""
    return _whole(Booking.objects.filter(claim_key=key)).first() if key else None


def bookings_of_person(person_id: int) -> list[Booking]:
    """Every booking kept with a person, by time."""
    return list(_whole(Booking.objects.filter(person=person_id)).order_by("slot__starts_at", "pk"))


def booking_by_code(code: str, contact: str) -> Booking | None:
    """The booking with this code, if it was made with this (normal) contact. Both questions are always asked, so that
    the answer takes as long when the code is wrong as when the contact is."""
    wanted = look_up_hash(contact)
    booking = find_by_code(code)
    person = booking.person if booking else None
    known = bytes(person.contact_hash) if person else bytes(32)
    return booking if hmac.compare_digest(wanted, known) and person else None


def roll(offer: Offer, *, resource: Resource | None = None) -> QuerySet[Booking]:
    """The confirmed bookings of `offer` (or of one resource) by time, with slot, resource, person and check-in: the
    door's list, to be searched in memory."""
    where = Q(slot__resource=resource) if resource else Q()
    confirmed = Booking.objects.filter(where, offer=offer, state=Booking.State.CONFIRMED)
    return _whole(confirmed).order_by("slot__starts_at", "slot__resource_id", "pk")


def counts_of(offer: Offer) -> Counts:
    """The present numbers of `offer`, in three queries."""
    live = Q(state__in=Booking.LIVE)
    seats = Slot.objects.filter(offer=offer, withdrawn=False).aggregate(places=Sum("capacity"), taken=Sum("taken"))
    numbers = Booking.objects.filter(offer=offer).aggregate(
        booked=Count("pk", filter=live),
        held=Count("pk", filter=Q(state=Booking.State.HELD)),
        arrived=Count("pk", filter=live & Q(attendance=Attendance.ARRIVED)),
        no_show=Count("pk", filter=live & Q(attendance=Attendance.NO_SHOW)),
        cancelled=Count("pk", filter=Q(state=Booking.State.CANCELLED)),
    )
    waiting = WaitingEntry.objects.filter(offer=offer, state=WaitingEntry.State.WAITING).count()
    return Counts(places=seats["places"] or 0, taken=seats["taken"] or 0, waiting=waiting, **numbers)

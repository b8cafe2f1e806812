"""What the person who booked sees: a post to book, their booking, their place on a waiting list."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Sequence

from django.db.models import QuerySet

from duikou.base.sealed import look_up_hash
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.queries import find_by_code
from duikou.fairs.models import Fair, Interview, Post, Stand

SHOWN = (Fair.State.PUBLISHED, Fair.State.RUNNING, Fair.State.CLOSED, Fair.State.CANCELLED)


def post_to_book(slug: str, post_id: uuid.UUID) -> Post | None:
    """The published post with its fair, employer and stand; None when the public may not see it."""
    posts = Post.objects.select_related("fair__offer", "fair__place", "employer", "stand__resource")
    return posts.filter(fair__slug=slug, fair__state__in=SHOWN, public_id=post_id, state=Post.State.PUBLISHED).first()


def takes_bookings(post: Post) -> bool:
    """Whether the post's employer has an approved stand with times."""
    stand = post.stand
    return stand is not None and stand.state == Stand.State.APPROVED and stand.resource_id is not None


def booking_of(public_id: uuid.UUID) -> Booking | None:
    """The booking of an interview with all that its own page shows; None when there is none."""
    booking = _bookings().filter(public_id=public_id).first()
    return _whole(booking) if booking else None


def booking_by_key(key: str) -> Booking | None:
    """The booking that the form with this one-time key made."""
    booking = _bookings().filter(claim_key=key).first()
    return _whole(booking) if booking else None


def bookings_of(public_ids: Sequence[uuid.UUID]) -> list[Booking]:
    """Those of the bookings that exist, by time."""
    if not public_ids:
        return []
    found = [_whole(booking) for booking in _bookings().filter(public_id__in=public_ids)]
    return sorted(found, key=lambda booking: (booking.slot.starts_at, booking.pk))


def bookings_of_person(person_id: int) -> list[Booking]:
    """Every booking kept with a person, for "all that is stored about me", by time."""
    return [_whole(booking) for booking in _bookings().filter(person=person_id).order_by("slot__starts_at", "id")]


def _bookings() -> QuerySet[Booking]:
    return Booking.objects.filter(slot__resource__stand__isnull=False).select_related(
        "offer__fair__place",
        "slot__resource__stand__employer",
        "slot__resource__stand__fair",
        "person",
        "check_in",
        "interview__fair__place",
        "interview__stand__employer",
        "interview__post",
    )


def _whole(booking: Booking) -> Booking:
    """The booking with an interview even while the news of its promotion is on its way (one in memory only)."""
    if not hasattr(booking, "interview"):
        Interview(booking=booking, fair=booking.offer.fair, stand=booking.slot.resource.stand)
    return booking


def live(bookings: Sequence[Booking]) -> list[Booking]:
    """Those that still hold a place."""
    return [booking for booking in bookings if booking.state in Booking.LIVE]


def booking_by_code(code: str, contact: str) -> Booking | None:
    """The booking with this code, if it was made with this (normal) contact. Both questions are always asked, so that
    the answer takes as long when the code is wrong as when the contact is."""
    wanted = look_up_hash(contact)
    booking = find_by_code(code)
    person = booking.person if booking else None
    known = bytes(person.contact_hash) if person else bytes(32)
    return booking if hmac.compare_digest(wanted, known) and person else None


def waiting_of(public_id: uuid.UUID) -> WaitingEntry | None:
    """The place on a waiting list with what its own page shows."""
    return next(iter(waiting_entries([public_id])), None)


def waiting_entries(public_ids: Sequence[uuid.UUID]) -> list[WaitingEntry]:
    """Those of the places on waiting lists that exist, oldest first."""
    if not public_ids:
        return []
    return list(_waiting().filter(public_id__in=public_ids))


def waiting_of_person(person_id: int) -> list[WaitingEntry]:
    """Every place on a waiting list that somebody still waits at, oldest first."""
    return list(_waiting().filter(person=person_id, state=WaitingEntry.State.WAITING))


def _waiting() -> QuerySet[WaitingEntry]:
    entries = WaitingEntry.objects.filter(resource__stand__isnull=False).select_related(
        "offer__fair", "resource__stand__employer", "slot__offer", "person", "booking", "waited_post__post"
    )
    return entries.order_by("pk")


def ahead_of(booking: Booking) -> int:
    """How many people who have arrived are to be talked to at this stand before `booking`."""
    return (
        Interview.objects.filter(
            stand=booking.interview.stand,
            started_at=None,
            ended_at=None,
            booking__attendance=Booking.Attendance.ARRIVED,
            booking__state__in=Booking.LIVE,
            booking__slot__starts_at__lt=booking.slot.starts_at,
        )
        .exclude(booking=booking)
        .count()
    )

"""What the person who booked sees: a post to book, their booking, their place on a waiting list."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Sequence

from duikou.base.sealed import look_up_hash
from duikou.booking.models import Booking, WaitingEntry
from duikou.fairs.models import Fair, Interview, Post, Stand

SHOWN = (Fair.State.PUBLISHED, Fair.State.RUNNING, Fair.State.CLOSED, Fair.State.CANCELLED)


def post_to_book(slug: str, post_id: uuid.UUID) -> Post | None:
    """The published post with its fair, employer and stand; None when the public may not see it."""
    posts = Post.objects.select_related("fair__offer", "fair__place", "employer", "stand__resource")
    return posts.filter(
        fair__slug=slug, fair__state__in=SHOWN, public_id=post_id, state=Post.State.PUBLISHED
    ).first()


def takes_bookings(post: Post) -> bool:
    """Whether the post's employer has an approved stand with times."""
    stand = post.stand
    return stand is not None and stand.state == Stand.State.APPROVED and stand.resource_id is not None


def booking_of(public_id: uuid.UUID) -> Booking | None:
    """The booking with all that its own page shows, the interview's post and stand included."""
    return (
        Booking.objects.select_related(
            "slot",
            "offer",
            "person",
            "check_in",
            "interview__fair__place",
            "interview__fair__offer",
            "interview__stand__employer",
            "interview__stand__resource",
            "interview__post",
        )
        .filter(public_id=public_id, interview__isnull=False)
        .first()
    )


def bookings_of(public_ids: Sequence[uuid.UUID]) -> list[Booking]:
    """Those of the bookings that exist, by time."""
    if not public_ids:
        return []
    bookings = Booking.objects.select_related(
        "slot", "interview__fair", "interview__stand__employer", "interview__post"
    ).filter(public_id__in=public_ids, interview__isnull=False)
    return sorted(bookings, key=lambda booking: (booking.slot.starts_at, booking.pk))


def live(bookings: Sequence[Booking]) -> list[Booking]:
    """Those that still hold a place."""
    return [booking for booking in bookings if booking.state in Booking.LIVE]


def booking_by_code(code: str, contact: str) -> Booking | None:
    """The booking with this code, if it was made with this (normal) contact. Both questions are always asked, so that
    the answer takes as long when the code is wrong as when the contact is."""
    wanted = look_up_hash(contact)
    booking = Booking.objects.select_related("person").filter(code=code).first()
    person = booking.person if booking else None
    known = bytes(person.contact_hash) if person else bytes(32)
    same = hmac.compare_digest(wanted, known)
    return booking if same and person else None


def waiting_of(public_id: uuid.UUID) -> WaitingEntry | None:
    """The place on a waiting list with what its own page shows."""
    return (
        WaitingEntry.objects.select_related(
            "offer__fair", "resource__stand__employer", "slot", "person", "booking"
        )
        .filter(public_id=public_id)
        .first()
    )


def interviews_of_person(person_id: int) -> list[Interview]:
    """Every interview that is kept for a person, for "what is stored about me", by time."""
    interviews = Interview.objects.select_related("booking__slot", "fair", "stand__employer", "post")
    return list(interviews.filter(booking__person=person_id).order_by("booking__slot__starts_at", "id"))

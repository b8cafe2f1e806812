"""Who was at which session of a class: names for its register, numbers for all else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from duikou.activities import course_rules as rules
from duikou.activities.models import Course, Presence, Session
from duikou.booking.models import Booking


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands in a class: sessions they were ticked at, those whose register nobody took, and whether that
    is enough for the certificate."""

    present: int
    unregistered: int
    earned: bool


def seated(course: Course) -> QuerySet[Booking]:
    """The bookings that stand, with the person of each, in the order in which they were made."""
    found = Booking.objects.filter(offer=course.offer_id, state=Booking.State.CONFIRMED, person__isnull=False)
    return found.select_related("person", "slot__resource", "offer").order_by("pk")


def present_at(session: Session) -> set[int]:
    """The bookings (primary keys) that were ticked at a session."""
    return set(Presence.objects.filter(session=session).values_list("booking", flat=True))


def unregistered_of(courses: Collection[int]) -> dict[int, int]:
    """By class (primary key): how many sessions took place without anybody being ticked, as far as is known now."""
    taken = Session.objects.filter(course__in=courses, by_register=False, course__state=Course.State.FINISHED)
    held = taken.exclude(state=Session.State.CALLED_OFF).order_by()
    return dict(held.values_list("course").annotate(n=Count("pk")).values_list("course", "n"))


def ticked(bookings: Collection[int]) -> dict[int, int]:
    """By booking (primary key): at how many sessions somebody was ticked."""
    found = Presence.objects.filter(booking__in=bookings).exclude(session__state=Session.State.CALLED_OFF).order_by()
    return dict(found.values_list("booking").annotate(n=Count("pk")).values_list("booking", "n"))


def standing_of(course: Course, booking: Booking) -> Standing:
    """How the person of this booking stands. Two queries."""
    present, missed = ticked([booking.pk]).get(booking.pk, 0), unregistered_of([course.pk]).get(course.pk, 0)
    return Standing(present, missed, rules.earned(course, present=present, unregistered=missed))


def earned_by(course: Course) -> list[int]:
    """The bookings (primary keys) of a class, all over, that were at enough sessions for the certificate."""
    sessions = Session.objects.filter(course=course, by_register=False).exclude(state=Session.State.CALLED_OFF)
    missed, bookings = sessions.count(), [one.pk for one in seated(course)]
    return [pk for pk, n in ticked(bookings).items() if rules.earned(course, present=n, unregistered=missed)]

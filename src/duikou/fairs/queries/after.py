"""What is read when a fair is over: who has not said what came of their talks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from duikou.booking.models import Booking
from duikou.fairs.models import Fair, Interview

ASKED_FOR = timedelta(days=3)  # after a fair its people are asked, by a worker that was away meanwhile too
OF_USE = timedelta(days=14)


def just_over(now: datetime) -> QuerySet[Fair]:
    """The fairs that have ended in the last days and did take place."""
    over = Fair.objects.filter(ends_at__lte=now, ends_at__gt=now - ASKED_FOR)
    return over.filter(state__in=(Fair.State.RUNNING, Fair.State.CLOSED)).order_by("pk")


def unanswered(fair: Fair) -> QuerySet[Booking]:
    """The talks at `fair` of people who came and have not said what came of them; the latest first."""
    came = Booking.objects.filter(
        offer=fair.offer_id, state=Booking.State.CONFIRMED, attendance=Booking.Attendance.ARRIVED, person__isnull=False
    )
    silent = came.filter(interview__fair=fair, interview__said=Interview.Said.NOTHING)
    return silent.order_by("-slot__starts_at", "-pk")


def unanswered_of(booking: Booking) -> list[Booking]:
    """Those of the same person at the same fair, in the order of their times."""
    rows = unanswered(booking.interview.fair).filter(person=booking.person_id)
    return list(rows.select_related("slot", "interview__stand__employer", "interview__fair"))[::-1]

"""Who is asked how it went on, and how many answered what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from duikou.booking.models import Booking
from duikou.fairs.how_it_goes import DAYS, LAST_DAY, OPEN_FOR, Followed, followed
from duikou.fairs.models import Fair, FollowUp, FollowUpCount


def follow_up_of(public_id: UUID) -> FollowUp | None:
    """The row with all that its page shows; None when nothing more is asked."""
    rows = FollowUp.objects.select_related("person", "stand__employer", "stand__fair")
    return rows.filter(public_id=public_id).first()


def follow_up_at(booking: Booking) -> FollowUp | None:
    """What the person of a booking agreed to be asked about its stand, if anything."""
    if booking.person_id is None:
        return None
    rows = FollowUp.objects.select_related("person", "stand__employer", "stand__fair")
    return rows.filter(person=booking.person_id, stand=booking.interview.stand_id).first()


def follow_ups_of(person_id: int) -> list[FollowUp]:
    """All that somebody agreed to be asked."""
    rows = FollowUp.objects.filter(person=person_id).select_related("stand__employer", "stand__fair")
    return list(rows.order_by("since", "pk"))


def follow_ups_agreed_by(person_id: int, bookings: Collection[UUID]) -> set[UUID]:
    """The public ids of what somebody agreed to be asked about the stands of these bookings of theirs."""
    known = Booking.objects.filter(person=person_id, public_id__in=list(bookings))
    rows = FollowUp.objects.filter(person=person_id, stand__in=known.values("interview__stand"))
    return set(rows.values_list("public_id", flat=True))


def to_ask(days: int, *, today: date) -> QuerySet[FollowUp]:
    """Those to whom this question is open today and was not put yet."""
    first, last = today - timedelta(days=days + OPEN_FOR - 1), today - timedelta(days=days)
    return FollowUp.objects.filter(since__gte=first, since__lte=last, asked__lt=days).order_by("pk")


def follow_ups_over(now: datetime) -> QuerySet[FollowUp]:
    """Those of whom nothing more is asked: their last day has passed, or the last question is answered."""
    return FollowUp.objects.filter(
        Q(since__lt=timezone.localdate(now) - timedelta(days=LAST_DAY)) | Q(answered=F("asked"), asked=DAYS[-1])
    )


def counts_of(fair: Fair) -> dict[int, Followed]:
    """How many were asked each question and answered what, by days, as it may be shown."""
    rows = {one.days: one for one in FollowUpCount.objects.filter(fair=fair)}
    found = ((days, rows.get(days)) for days in DAYS)
    return {
        days: followed(asked=one.asked, yes=one.yes, no=one.no, withheld=one.withheld) if one else Followed()
        for days, one in found
    }

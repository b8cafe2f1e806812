"""Events that are over, and the people who are still tied to them although they should not be."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce

from duikou.booking.models import Booking, Chance, DrawEntry, Offer, Standing, Ticket, WaitingEntry

NOT_CAME_KEPT, CAME_KEPT = timedelta(days=1), timedelta(days=30)


def ended(before: datetime) -> QuerySet[Offer]:
    """The offers whose last time was over by then; of one without any time, whose booking was."""
    return Offer.objects.annotate(ended=Coalesce(Max("slots__ends_at"), "closes_at")).filter(ended__lte=before)


def bookings_kept_too_long(now: datetime) -> QuerySet[Booking]:
    """Bookings that should have lost their person by `now`: a day after the event when nobody came, else 30 days."""
    late = Q(offer__in=_pks(now - CAME_KEPT)) | (
        ~Q(attendance=Booking.Attendance.ARRIVED) & Q(offer__in=_pks(now - NOT_CAME_KEPT))
    )
    return Booking.objects.filter(late, person__isnull=False)


def entries_kept_too_long(now: datetime) -> QuerySet[WaitingEntry]:
    """Places on waiting lists that should have lost their person by `now`: a day after the event."""
    return WaitingEntry.objects.filter(offer__in=_pks(now - NOT_CAME_KEPT), person__isnull=False)


def draw_entries_kept_too_long(now: datetime) -> QuerySet[DrawEntry]:
    """Entries in draws that should have lost their person by `now`: a day after the event."""
    return DrawEntry.objects.filter(draw__offer__in=_pks(now - NOT_CAME_KEPT), person__isnull=False)


def hours_kept_too_long(now: datetime) -> QuerySet[DrawEntry]:
    """Entries that should have lost the hours of their person by `now`: a day after the event, or with the person."""
    said = Q(there_from__isnull=False) | Q(there_until__isnull=False)
    return DrawEntry.objects.filter(said, Q(draw__offer__in=_pks(now - NOT_CAME_KEPT)) | Q(person=None))


def tickets_kept_too_long(now: datetime) -> QuerySet[Ticket]:
    """Numbers in queues that should have lost their person by `now`: a day after the event."""
    return Ticket.objects.filter(offer__in=_pks(now - NOT_CAME_KEPT), person__isnull=False)


def chances_kept_too_long(now: datetime) -> QuerySet[Chance]:
    """Places that were held out and should be forgotten by `now`: a day after the event."""
    return Chance.objects.filter(offer__in=_pks(now - NOT_CAME_KEPT))


def standings_kept_too_long(now: datetime) -> QuerySet[Standing]:
    """Standings that should be gone by `now`: 30 days after the event."""
    return Standing.objects.filter(offer__in=_pks(now - CAME_KEPT))


def _pks(before: datetime) -> QuerySet[Offer, int]:
    return ended(before).values_list("pk", flat=True)

"""Events that are over, and the people who are still tied to them although they should not be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce

from duikou.booking.models import Booking, Chance, Draw, DrawEntry, Offer, Standing, Ticket, WaitingEntry

NOT_CAME_KEPT, CAME_KEPT = timedelta(days=1), timedelta(days=30)
CAME, MAY_COME, WILL_NOT = "came", "may_come", "will_not"


def ended(before: datetime) -> QuerySet[Offer]:
    """The offers whose last time was over by then; of one without any time, whose booking was."""
    return Offer.objects.annotate(ended=Coalesce(Max("slots__ends_at"), "closes_at")).filter(ended__lte=before)


def bookings_kept_too_long(now: datetime) -> QuerySet[Booking]:
    """Bookings that should have lost their person by `now`: a day after the event when nobody came, else 30 days."""
    late = Q(offer__in=_pks(now - CAME_KEPT)) | (
        ~Q(attendance=Booking.Attendance.ARRIVED) & Q(offer__in=_pks(now - NOT_CAME_KEPT))
    )
    return Booking.objects.filter(late, person__isnull=False)


def how_long_kept(bookings: Iterable[Booking], waiting: Iterable[WaitingEntry], entries: Iterable[DrawEntry]) -> str:
    """For how long somebody with these is kept: CAME (CAME_KEPT after the event), WILL_NOT (NOT_CAME_KEPT), or MAY_COME
    (which of the two is open yet). With an entry comes what was won by it; the entries' draws are loaded."""
    bookings, entries = list(bookings), list(entries)
    if entries:
        bookings += Booking.objects.filter(won_by__entry__in=entries)
    if any(one.attendance == Booking.Attendance.ARRIVED for one in bookings):
        return CAME
    open_yet = any(one.state in Booking.LIVE for one in bookings)
    open_yet = open_yet or any(one.state == WaitingEntry.State.WAITING for one in waiting)
    open_yet = open_yet or any(
        one.draw.settled_at is None and one.draw.state != Draw.State.CALLED_OFF for one in entries
    )
    return MAY_COME if open_yet else WILL_NOT


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

"""Hours: of a shift for those who confirm them, and of a book for its owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from duikou.activities.models import HoursBook, HoursEntry, KeptShift, Shift, ShiftHours
from duikou.booking.models import Booking

BOOK_KEPT = timedelta(days=2 * 365)


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who came to a shift, by the code of their booking; `entry`: what stands in their book, if they have one
    and the hours are confirmed."""

    booking: Booking
    keeps: bool
    entry: HoursEntry | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a book comes to: minutes in all, how many shifts, from the first to the last day, and who confirmed them."""

    minutes: int
    shifts: int
    first: date | None
    last: date | None
    bodies: Sequence[str]


def arrived_at(shift: Shift) -> QuerySet[Booking]:
    """The bookings whose helper was there."""
    here = Booking.objects.filter(offer=shift.offer_id, attendance=Booking.Attendance.ARRIVED)
    return here.select_related("check_in").order_by("code")


def helpers_of(shift: Shift) -> list[Helper]:
    """Everybody who was there and had joined, without names. Three queries."""
    books = dict(KeptShift.objects.filter(booking__offer=shift.offer_id).values_list("booking", "book"))
    standing = HoursEntry.objects.filter(shift=shift, reverses=None, reversed_by=None)
    entries = {one.book_id: one for one in standing}
    return [Helper(one, one.pk in books, entries.get(books.get(one.pk, 0))) for one in arrived_at(shift)]


def hours_of(shift: Shift) -> ShiftHours | None:
    """What was confirmed of a shift, if it was."""
    return ShiftHours.objects.filter(shift=shift).first()


def book_with(code: str) -> HoursBook | None:
    """The book with this code."""
    return HoursBook.objects.filter(code=code).first()


def entries_of(book: HoursBook) -> QuerySet[HoursEntry]:
    """All entries of a book, the latest first."""
    return HoursEntry.objects.filter(book=book).select_related("shift__team", "body").order_by("-day", "-pk")


def summary_of(book: HoursBook) -> Summary:
    """What a book comes to, without what was taken back."""
    standing = entries_of(book).filter(reverses=None, reversed_by=None, minutes__gt=0)
    listed = list(standing)
    days = [one.day for one in listed]
    return Summary(
        minutes=sum(one.minutes for one in listed),
        shifts=len(listed),
        first=min(days, default=None),
        last=max(days, default=None),
        bodies=list(dict.fromkeys(str(one.body) for one in listed)),
    )


def coming_in(book: HoursBook, *, now: datetime) -> list[Booking]:
    """The bookings of shifts to come whose hours go into this book."""
    live = Booking.objects.filter(kept_shift__book=book, state__in=Booking.LIVE, slot__starts_at__gt=now)
    waits = ~Q(attendance=Booking.Attendance.ARRIVED)
    return list(live.filter(waits).select_related("slot", "offer").order_by("slot__starts_at"))


def books_kept_too_long(now: datetime) -> QuerySet[HoursBook]:
    """Books to which nothing was added for two years."""
    last = Coalesce(Max("entries__confirmed_at"), "created_at")
    return HoursBook.objects.annotate(last=last).filter(last__lt=now - BOOK_KEPT, kept_shifts=None)


def entries_kept_too_long(now: datetime) -> QuerySet[HoursEntry]:
    """The entries of those books."""
    return HoursEntry.objects.filter(book__in=books_kept_too_long(now).values("pk"))


def kept_shifts_over(now: datetime) -> QuerySet[KeptShift]:
    """Shifts tied to a book whose booking has lost its person."""
    return KeptShift.objects.filter(booking__person=None)


def minutes_in_books(shift: Shift) -> int:
    """The minutes of a shift that stand in books."""
    found = HoursEntry.objects.filter(shift=shift).aggregate(sum=Sum("minutes"))["sum"]
    return int(found or 0)

"""Hours: confirmed once by the team, put right by reversing entries, kept in a book for whoever wants one, and erased
by one press."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from duikou.activities import shift_rules as rules
from duikou.activities.models import HoursBook, HoursEntry, KeptShift, Shift, ShiftHours
from duikou.activities.queries.hours import (
    arrived_at,
    books_kept_too_long,
    coming_in,
    kept_shifts_over,
    minutes_in_books,
)
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.ids import new_code
from duikou.booking import actions as booking
from duikou.booking.models import Booking
from duikou.journal import actions as journal

THANKS = "shift_thanks"
PIECE = 200


@transaction.atomic
def confirm_hours(*, shift: Shift, minutes: int, by: Actor, otherwise: Mapping[int, int] | None = None) -> ShiftHours:
    """Confirm that everybody who was there gave so many minutes; `otherwise`: those of bookings (primary keys) that
    gave more or less. Kept are helpers and minutes together, and an entry in the book of whoever has one. Raises
    shift_rules.Refused, also when somebody has confirmed them at the same moment: they are confirmed once."""
    present = Shift.objects.select_for_update(of=("self",)).select_related("team__body", "offer").get(pk=shift.pk)
    here, now = list(arrived_at(present)), clock.now()
    each = {one.pk: (otherwise or {}).get(one.pk, minutes) for one in here}
    came = len(here) + present.walked_in
    if no := rules.may_confirm_hours(present, came=came, longest=max([minutes, *each.values()]), now=now):
        raise rules.Refused(no)
    in_all = sum(each.values()) + present.walked_in * minutes
    try:
        with transaction.atomic():
            made = ShiftHours.objects.create(shift=present, helpers=came, minutes=in_all, confirmed_at=now)
    except IntegrityError:
        raise rules.Refused(rules.Refusal.CONFIRMED) from None
    kept = KeptShift.objects.filter(booking__in=here).select_related("book").order_by("-booking_id")
    books = {one.book_id: (one.book, each[one.booking_id]) for one in kept}  # a book has a shift once
    HoursEntry.objects.bulk_create(_entry(present, book, gave, 0) for book, gave in books.values())
    journal.record(what="shift.hours", which=f"shift:{present.public_id}", by=by, helpers=came, minutes=in_all)
    booking.close_offer(present.offer, by=by)
    booking.mark_no_shows(present.offer, by=by)
    return made


def _entry(shift: Shift, book: HoursBook, minutes: int, revision: int) -> HoursEntry:
    return HoursEntry(
        book=book,
        shift=shift,
        body=shift.team.body,
        day=timezone.localdate(shift.starts_at),
        minutes=minutes,
        revision=revision,
        confirmed_at=clock.now(),
    )


@transaction.atomic
def correct_entry(*, entry: HoursEntry, minutes: int, by: Actor) -> HoursEntry:
    """Put the minutes of an entry right: it is reversed, and written again. Gives the new one. Raises
    shift_rules.Refused for one that somebody has reversed meanwhile."""
    if no := rules.may_correct(minutes=minutes):
        raise rules.Refused(no)
    total = ShiftHours.objects.select_for_update().get(shift=entry.shift_id)
    try:
        with transaction.atomic():
            back = _entry(entry.shift, entry.book, -entry.minutes, entry.revision)
            back.reverses = entry
            back.save(force_insert=True)
            new = _entry(entry.shift, entry.book, minutes, entry.revision + 1)
            new.save(force_insert=True)
    except IntegrityError:
        raise rules.Refused(rules.Refusal.WRONG_STATE) from None
    ShiftHours.objects.filter(pk=total.pk).update(minutes=F("minutes") - entry.minutes + minutes)
    _note_correction(entry.shift, total.minutes - entry.minutes + minutes, by)
    return new


@transaction.atomic
def correct_total(*, shift: Shift, minutes: int, by: Actor) -> ShiftHours:
    """Put the minutes of all helpers together right, where those are wrong who keep no book. Raises
    shift_rules.Refused for fewer than stand in books."""
    total = ShiftHours.objects.select_for_update().filter(shift=shift).first()
    if total is None:
        raise rules.Refused(rules.Refusal.NOT_CONFIRMED)
    if no := rules.may_correct_total(minutes=minutes, in_books=minutes_in_books(shift), helpers=total.helpers):
        raise rules.Refused(no)
    total.minutes = minutes
    total.save(update_fields=("minutes",))
    _note_correction(shift, minutes, by)
    return total


def _note_correction(shift: Shift, minutes: int, by: Actor) -> None:
    journal.record(what="shift.hours_corrected", which=f"shift:{shift.public_id}", by=by, minutes=minutes)


@transaction.atomic
def open_book(*, kept: Booking, name: str, by: Actor) -> HoursBook:
    """A new book under this name, for whoever has made the booking `kept`, whose hours go into it. Raises
    shift_rules.Refused as `keep_in` does."""
    book = HoursBook.objects.create(name=name, created_at=clock.now())
    keep_in(book=book, kept=kept, by=by)
    return book


@transaction.atomic
def keep_in(*, book: HoursBook, kept: Booking, by: Actor) -> None:
    """Let the hours of this booking go into `book`; done again it changes nothing. Raises shift_rules.Refused for what
    is no live booking of a shift, or once the hours are confirmed."""
    shift = Shift.objects.select_for_update(of=("self",)).filter(offer=kept.offer_id).first()
    confirmed = shift is not None and ShiftHours.objects.filter(shift=shift).exists()
    if no := rules.may_keep_hours(shift, live=kept.state in Booking.LIVE, confirmed=confirmed):
        raise rules.Refused(no)
    KeptShift.objects.update_or_create(booking=kept, defaults={"book": book})


@transaction.atomic
def renew_link(*, book: HoursBook) -> HoursBook:
    """Give the book a new code; links and slips with the former one open nothing any more."""
    book.code = new_code()
    book.save(update_fields=("code",))
    return book


def leave(*, book: HoursBook) -> int:
    """Give back the shifts to come whose hours were to go into this book, and erase it with all entries. Gives the
    number of shifts given back. Totals of teams stay; nothing says who has left, not even the journal."""
    given_back = 0
    for one in coming_in(book, now=clock.now()):
        answer = booking.cancel(one, by=Actor("person", ref=str(one.public_id)))
        given_back += isinstance(answer, Booking)
    _erase(book)
    return given_back


@transaction.atomic
def _erase(book: HoursBook) -> None:
    HoursEntry.objects.filter(book=book, reverses__isnull=False).delete()
    HoursBook.objects.filter(pk=book.pk).delete()


@transaction.atomic
def thank(*, shift: Shift, by: Actor) -> int:
    """Send the thanks of the team to everybody who was there, once. Gives the number of messages. Raises
    shift_rules.Refused."""
    here = [one for one in arrived_at(shift) if one.person_id]
    if no := rules.may_thank(shift, came=len(here), now=clock.now()):
        raise rules.Refused(no)
    if not Shift.objects.filter(pk=shift.pk, thanked_at=None).update(thanked_at=clock.now()):
        raise rules.Refused(rules.Refusal.THANKED)
    ends = clock.now() + rules.THANKS_FOR
    journal.queue_each(
        template=THANKS,
        recipients=[f"person:{one.person_id}" for one in here],
        about=[f"booking:{one.public_id}" for one in here],
        dedupe_keys=[f"{THANKS}:{one.public_id}" for one in here],
        expire_at=[ends] * len(here),
    )
    journal.record(what="shift.thanked", which=f"shift:{shift.public_id}", by=by, number=len(here))
    shift.refresh_from_db(fields=("thanked_at",))
    return len(here)


def drop_books() -> int:
    """Erase the books to which nothing was added for two years; gives the number. For retention."""
    dropped = 0
    while piece := list(books_kept_too_long(clock.now()).order_by("pk")[:PIECE]):
        for book in piece:
            _erase(book)
        dropped += len(piece)
    return dropped


def drop_kept_shifts() -> int:
    """Untie from books the bookings that have lost their person; gives the number. For retention."""
    gone = list(kept_shifts_over(clock.now()).values_list("pk", flat=True))
    return KeptShift.objects.filter(pk__in=gone).delete()[0]

"""A slot held at several times: what it takes up, until when it can be booked, when people are reminded and let go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duikou.booking import actions
from duikou.booking.actions.reminders import Reminders
from duikou.booking.letters import RENDERERS
from duikou.booking.models import Booking, Slot
from duikou.booking.queries import find_faults
from duikou.booking.queries.ended import bookings_kept_too_long
from duikou.booking.refusals import Reason
from duikou.journal.models import Message

from .conftest import FIRST, PERSON, STAFF, Book, City, Clock
from .test_claims import reason

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
TIMES = [(FIRST + WEEK * at, FIRST + WEEK * at + HOUR) for at in range(3)]


def several(city: City, *, joins_until: int = 1, capacity: int = 3) -> Slot:
    """A slot held at three weekly meetings."""
    slot = city.slot(capacity=capacity)
    actions.change_offer(slot.offer, closes_at=TIMES[-1][1], by=STAFF)
    assert actions.hold_at(slot, times=TIMES, joins_until=joins_until, by=STAFF) == 0
    return Slot.objects.get(pk=slot.pk)


def at(city: City, start: timedelta) -> Slot:
    """A slot of one hour that begins so long after the first meeting."""
    one = city.slot()
    actions.change_offer(one.offer, closes_at=FIRST + WEEK * 4, by=STAFF)
    assert actions.retime(one, starts_at=FIRST + start, ends_at=FIRST + start + HOUR, by=STAFF) == 0
    return Slot.objects.get(pk=one.pk)


def test_only_its_meetings_take_up_time(city: City, book: Book) -> None:
    slot, person = several(city), city.person()
    assert (slot.starts_at, slot.ends_at) == (FIRST, TIMES[-1][1])
    book(slot, person)
    assert isinstance(book(at(city, WEEK + HOUR), person), actions.Confirmed)
    assert reason(book(at(city, WEEK + HOUR / 2), person)) == Reason.OVERLAP
    other = city.person()
    book(at(city, WEEK * 2), other)
    assert reason(book(slot, other)) == Reason.OVERLAP
    assert find_faults() == []


def test_change_is_told_once_and_says_what_else_is_then(city: City, book: Book) -> None:
    slot, free, busy = several(city), city.person(), city.person()
    book(slot, free)
    book(slot, busy)
    book(at(city, WEEK + HOUR * 3), busy)
    Message.objects.all().delete()
    assert actions.hold_at(slot, times=TIMES, joins_until=1, by=STAFF) == 0
    moved = [TIMES[0], (FIRST + WEEK + HOUR * 3, FIRST + WEEK + HOUR * 4), TIMES[2]]
    assert actions.hold_at(slot, times=moved, joins_until=1, by=STAFF) == 2
    said = {one.recipient: RENDERERS["meetings"](one) for one in Message.objects.filter(template="meetings")}
    letters = {who: letter.body for who, letter in said.items() if letter}
    assert ["something else" in letters[f"person:{one.pk}"] for one in (free, busy)] == [False, True]
    assert set(Booking.objects.filter(slot=slot).values_list("sequence", flat=True)) == {1}
    for wrong in ([], [TIMES[0], (FIRST + HOUR / 2, FIRST + HOUR * 2)]):
        with pytest.raises(ValueError, match="meetings"):
            actions.hold_at(slot, times=wrong, joins_until=1, by=STAFF)


def test_late_comers_book_until_the_meeting_that_was_said(city: City, book: Book, time: Clock) -> None:
    slot = several(city, joins_until=2)
    early = book(slot, city.person()).booking
    time.at = FIRST - HOUR
    assert isinstance(actions.check_in(early, by=STAFF), actions.Arrival)
    time.at = FIRST + WEEK - HOUR
    assert isinstance(book(slot, city.person()), actions.Confirmed)
    time.at = FIRST + WEEK
    assert reason(book(slot, city.person())) == Reason.STARTED


def test_people_are_reminded_before_the_first_and_let_go_after_the_last(city: City, book: Book, time: Clock) -> None:
    slot = several(city, joins_until=2)
    booked = book(slot, city.person()).booking
    worker = Reminders()
    time.at = FIRST - timedelta(hours=20)
    assert (worker.queue(), worker.queue()) == (1, 0)
    time.at = FIRST + WEEK - timedelta(hours=20)
    assert Reminders().queue() == 0
    time.at = TIMES[-1][1] + timedelta(hours=23)
    assert not bookings_kept_too_long(time.at).exists()
    time.at = TIMES[-1][0]
    with pytest.raises(ValueError, match="not over"):
        actions.forget_persons(slot.offer, by=STAFF)
    time.at = TIMES[-1][1] + timedelta(hours=25)
    assert list(bookings_kept_too_long(time.at)) == [booked]
    assert reason(actions.cancel(booked, by=PERSON)) == Reason.TOO_LATE_TO_CANCEL

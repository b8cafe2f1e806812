"""At the door: check-in, walk-ins, no-shows, and what is forgotten afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duikou.booking import actions
from duikou.booking.actions import Arrival
from duikou.booking.models import Booking, CheckIn, Draw, DrawEntry, Slot, Standing, WaitingEntry
from duikou.booking.privacy import let_go
from duikou.booking.queries import counts_of, find_faults
from duikou.booking.refusals import Reason
from duikou.directory.models import Person
from duikou.journal.models import Entry

from .conftest import FIRST, PERSON, STAFF, Book, City, Clock
from .test_claims import reason


def test_check_in_is_once_and_says_when_it_was(city: City, book: Book, time: Clock) -> None:
    booking = book(city.slot(), city.person()).booking
    time.at = FIRST
    first = actions.check_in(booking, by=STAFF)
    time.move(minutes=5)
    second = actions.check_in(booking, by=STAFF, method=CheckIn.Method.CODE)
    assert isinstance(first, Arrival)
    assert isinstance(second, Arrival)
    assert (first.first, second.first, second.check_in, second.check_in.at) == (True, False, first.check_in, FIRST)
    assert Entry.objects.filter(what="booking.checked_in").count() == 1
    assert find_faults() == []


def test_check_in_taken_back_can_be_made_again(city: City, book: Book, time: Clock) -> None:
    booking = book(city.slot(), city.person()).booking
    time.at = FIRST
    actions.undo_check_in(booking, by=STAFF)
    actions.check_in(booking, by=STAFF)
    assert actions.undo_check_in(booking, by=STAFF).attendance == "expected"
    assert list(
        Entry.objects.filter(what__startswith="booking.check").order_by("pk").values_list("what", flat=True)
    ) == [
        "booking.checked_in",
        "booking.check_in_undone",
    ]
    assert find_faults() == []
    again = actions.check_in(booking, by=STAFF)
    assert isinstance(again, Arrival)
    assert again.first


def test_check_in_of_what_is_not_valid_is_refused(city: City, book: Book, time: Clock) -> None:
    slot = city.slot(capacity=3)
    held = book(slot, city.person(), hold=True).booking
    ended, late = (book(slot, city.person()).booking for _ in range(2))
    actions.cancel(ended, by=PERSON)
    assert reason(actions.check_in(late, by=STAFF)) == Reason.TOO_EARLY
    assert reason(actions.check_in(held, by=STAFF)) == Reason.NOT_CONFIRMED
    assert reason(actions.check_in(ended, by=STAFF)) == Reason.NOT_LIVE
    time.at = FIRST + timedelta(hours=13)
    assert reason(actions.check_in(late, by=STAFF)) == Reason.ENDED
    actions.cancel_offer(slot.offer, by=STAFF)
    assert reason(actions.check_in(late, by=STAFF)) == Reason.CANCELLED
    assert not CheckIn.objects.exists()


def test_walk_in_has_the_kept_place_and_is_in(city: City, book: Book, time: Clock) -> None:
    slot = city.slot(capacity=2, kept=1)
    book(slot, city.person())
    time.at = FIRST + timedelta(minutes=5)
    arrival = actions.walk_in(city.person(), slot=slot, by=STAFF)
    assert isinstance(arrival, Arrival)
    assert (arrival.booking.channel, arrival.booking.attendance, arrival.check_in.method) == (
        "walk_in",
        "arrived",
        "walk_in",
    )
    assert reason(actions.walk_in(city.person(), slot=slot, by=STAFF)) == Reason.FULL
    time.at = FIRST + timedelta(minutes=20)
    assert reason(actions.walk_in(city.person(), slot=slot, by=STAFF)) == Reason.ENDED
    assert find_faults() == []


def test_walk_in_does_not_count_towards_the_limit(city: City, book: Book, time: Clock) -> None:
    offer, person = city.offer(limit_per_person=1), city.person()
    book(city.slot(offer, first=FIRST + timedelta(hours=1)), person)
    slot = city.slot(offer)
    time.at = FIRST - timedelta(minutes=5)
    assert isinstance(actions.walk_in(person, slot=slot, by=STAFF), Arrival)
    assert Standing.objects.get().live == 1
    assert find_faults() == []


def test_walk_in_that_cannot_be_checked_in_books_nothing(city: City) -> None:
    slot = city.slot()
    assert reason(actions.walk_in(city.person(), slot=slot, by=STAFF)) == Reason.TOO_EARLY
    assert not Booking.objects.exists()
    assert Slot.objects.get(pk=slot.pk).taken == 0


def test_walk_in_with_a_double_click_books_once(city: City, time: Clock) -> None:
    slot, person = city.slot(capacity=2), city.person()
    time.at = FIRST
    first, second = (actions.walk_in(person, slot=slot, by=STAFF, key="k") for _ in range(2))
    assert isinstance(first, Arrival)
    assert isinstance(second, Arrival)
    assert (first.booking, second.first) == (second.booking, False)


def test_no_shows_are_marked_and_may_come_after_all(city: City, book: Book, time: Clock) -> None:
    slot = city.slot(capacity=2)
    came, missed = (book(slot, city.person()).booking for _ in range(2))
    time.at = FIRST
    actions.check_in(came, by=STAFF)
    assert actions.mark_no_shows(slot.offer, by=STAFF) == 0
    time.at = FIRST + timedelta(minutes=20)
    assert actions.mark_no_shows(slot.offer, by=STAFF) == 1
    counts = counts_of(slot.offer)
    assert (counts.booked, counts.arrived, counts.no_show, counts.places, counts.taken) == (2, 1, 1, 2, 2)
    late = actions.check_in(missed, by=STAFF)
    assert isinstance(late, Arrival)
    assert late.booking.attendance == "arrived"
    assert find_faults() == []


def test_forgetting_detaches_those_who_did_not_come_and_keeps_the_counts(city: City, book: Book, time: Clock) -> None:
    slot, elsewhere = city.slot(capacity=4), city.slot(first=FIRST + timedelta(days=9))
    came, missed, gone, waits = (city.person() for _ in range(4))
    book(elsewhere, gone)
    bookings = [book(slot, one).booking for one in (came, missed, gone)]
    book(slot, city.person())
    for number, booking in enumerate(bookings):
        Booking.objects.filter(pk=booking.pk).update(claim_key=f"k{number}")
    actions.wait(waits, resource=slot.resource, slot=slot, by=PERSON)
    with pytest.raises(ValueError, match="not over"):
        actions.forget_persons(slot.offer, by=STAFF)
    actions.leave(WaitingEntry.objects.get(), by=PERSON)
    actions.cancel(bookings[2], by=PERSON)
    time.at = FIRST
    actions.check_in(bookings[0], by=STAFF)
    time.at = FIRST + timedelta(hours=9)
    actions.mark_no_shows(slot.offer, by=STAFF)
    before = counts_of(slot.offer)
    assert actions.forget_persons(slot.offer, by=STAFF) == 4
    assert list(Booking.objects.exclude(claim_key=None).values_list("person", "claim_key")) == [(came.pk, "k0")]
    assert set(Person.objects.values_list("pk", flat=True)) == {came.pk, gone.pk}
    assert counts_of(slot.offer) == before
    assert find_faults() == []
    assert actions.forget_persons(slot.offer, by=STAFF, everyone=True) == 1
    assert set(Person.objects.values_list("pk", flat=True)) == {gone.pk}
    assert find_faults() == []


def test_forgetting_detaches_entries_in_the_draw_and_erases_whom_nothing_else_holds(city: City, time: Clock) -> None:
    slot, wished = city.slot(capacity=4), city.person()
    draw = Draw.objects.create(offer=slot.offer, wishes_until=FIRST, created_at=FIRST)
    DrawEntry.objects.create(draw=draw, person=wished, created_at=FIRST, changed_at=FIRST)
    time.at = FIRST + timedelta(hours=9)
    assert actions.forget_persons(slot.offer, by=STAFF) == 1
    assert list(DrawEntry.objects.values_list("person", flat=True)) == [None]
    assert not Person.objects.filter(pk=wished.pk).exists()


def test_worker_lets_people_go_in_time(city: City, book: Book, time: Clock) -> None:
    slot = city.slot(capacity=2)
    came, _missed = (book(slot, city.person()).booking for _ in range(2))
    time.at = FIRST
    actions.check_in(came, by=STAFF)
    time.at = FIRST + timedelta(hours=23)
    actions.mark_no_shows(slot.offer)
    assert let_go() == 0
    time.at = FIRST + timedelta(days=2)
    assert (let_go(), Person.objects.count()) == (1, 1)
    time.at = FIRST + timedelta(days=31)
    assert (let_go(), Person.objects.count()) == (1, 0)
    assert Booking.objects.count() == 2

"""Held places: confirmed in time, or released to whoever waits."""

from __future__ import annotations

from duikou.booking import actions
from duikou.booking.actions import Confirmed
from duikou.booking.models import Booking, Slot, WaitingEntry
from duikou.booking.queries import find_faults
from duikou.booking.refusals import Reason
from duikou.journal.models import Message

from .conftest import PERSON, STAFF, Book, City, Clock
from .test_claims import reason


def test_hold_keeps_the_place_and_says_nothing_yet(city: City, book: Book, time: Clock) -> None:
    slot = city.slot()
    hold = book(slot, city.person(), hold=True).booking
    assert (hold.state, hold.held_until) == ("held", time.at.replace(minute=10))
    assert reason(book(slot, city.person())) == Reason.FULL
    assert not Message.objects.exists()


def test_hold_confirmed_in_time_is_a_booking(city: City, book: Book, time: Clock) -> None:
    hold = book(city.slot(), city.person(), hold=True).booking
    time.move(minutes=9)
    first, again = actions.confirm(hold, by=PERSON), actions.confirm(hold, by=PERSON)
    assert isinstance(first, Booking)
    assert first == again
    assert (first.state, first.held_until) == ("confirmed", None)
    assert Message.objects.values_list("template", flat=True).get() == "booked"
    time.move(minutes=9)
    assert actions.release_expired() == 0


def test_hold_confirmed_too_late_is_refused(city: City, book: Book, time: Clock) -> None:
    hold = book(city.slot(), city.person(), hold=True).booking
    time.move(minutes=10)
    assert reason(actions.confirm(hold, by=PERSON)) == Reason.HOLD_EXPIRED
    actions.release_expired()
    assert reason(actions.confirm(hold, by=PERSON)) == Reason.HOLD_EXPIRED


def test_hold_of_a_cancelled_booking_or_offer_cannot_be_confirmed(city: City, book: Book) -> None:
    slot = city.slot(capacity=2)
    hold, other = (book(slot, city.person(), hold=True).booking for _ in range(2))
    actions.cancel(hold, by=PERSON)
    assert reason(actions.confirm(hold, by=PERSON)) == Reason.NOT_HELD
    slot.offer.state = "cancelled"
    slot.offer.save()
    assert reason(actions.confirm(other, by=PERSON)) == Reason.CANCELLED


def test_expired_holds_are_released(city: City, book: Book, time: Clock) -> None:
    slot = city.slot(capacity=60)
    holds = [book(slot, city.person(), hold=True).booking for _ in range(55)]
    time.move(minutes=10)
    assert actions.release_expired() == 55
    assert Booking.objects.get(pk=holds[0].pk).state == "expired"
    assert Slot.objects.get(pk=slot.pk).taken == 0
    assert actions.release_expired() == 0
    assert find_faults() == []


def test_expired_hold_gives_way_to_the_next_claim(city: City, book: Book, time: Clock) -> None:
    slot = city.slot()
    book(slot, city.person(), hold=True)
    time.move(minutes=10)
    assert isinstance(book(slot, city.person()), Confirmed)
    assert find_faults() == []


def test_expired_hold_goes_to_the_waiting_list_before_a_new_claim(city: City, book: Book, time: Clock) -> None:
    slot, waits = city.slot(), city.person()
    book(slot, city.person(), hold=True)
    entry = actions.wait(waits, resource=slot.resource, slot=slot, by=PERSON)
    assert isinstance(entry, WaitingEntry)
    time.move(minutes=10)
    assert reason(book(slot, city.person())) == Reason.FULL
    entry.refresh_from_db()
    # The refused claim wrote nothing of its own, but the release it found due stands.
    assert entry.booking is not None
    assert (entry.state, entry.booking.person) == ("promoted", waits)
    assert find_faults() == []


def test_expired_hold_can_be_cancelled(city: City, book: Book, time: Clock) -> None:
    hold = book(city.slot(), city.person(), hold=True).booking
    time.move(minutes=30)
    ended = actions.cancel(hold, by=STAFF)
    assert isinstance(ended, Booking)
    assert ended.state == "cancelled"
    assert find_faults() == []

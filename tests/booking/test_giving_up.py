"""Cancelling and moving."""

from __future__ import annotations

from datetime import timedelta

from duikou.booking import actions
from duikou.booking.models import Booking, Slot, Standing, WaitingEntry
from duikou.booking.queries import find_faults
from duikou.booking.refusals import Reason
from duikou.journal.models import Entry, Message

from .conftest import FIRST, PERSON, STAFF, Book, City, Clock
from .test_claims import reason


def test_cancel_frees_the_place(city: City, book: Book) -> None:
    slot, person = city.slot(), city.person()
    booking = book(slot, person).booking
    ended = actions.cancel(booking, by=PERSON)
    assert isinstance(ended, Booking)
    assert (ended.state, ended.why_ended) == ("cancelled", "by_person")
    assert Slot.objects.get(pk=slot.pk).taken == 0
    assert Standing.objects.get().live == 0
    assert book(slot, person).booking != booking
    assert find_faults() == []


def test_cancel_again_changes_nothing(city: City, book: Book) -> None:
    booking = book(city.slot(), city.person()).booking
    actions.cancel(booking, by=PERSON)
    before = Entry.objects.count(), Message.objects.count()
    assert actions.cancel(booking, by=PERSON) == booking
    assert (Entry.objects.count(), Message.objects.count()) == before
    assert find_faults() == []


def test_cancel_after_cancel_until_is_for_staff(city: City, book: Book, time: Clock) -> None:
    booking = book(city.slot(), city.person()).booking
    time.at = FIRST - timedelta(minutes=60)
    assert reason(actions.cancel(booking, by=PERSON)) == Reason.TOO_LATE_TO_CANCEL
    time.at = FIRST + timedelta(minutes=19)
    assert isinstance(actions.cancel(booking, by=STAFF), Booking)


def test_cancel_when_over_or_arrived_is_refused(city: City, book: Book, time: Clock) -> None:
    slot = city.slot(capacity=2)
    came, missed = (book(slot, city.person()).booking for _ in range(2))
    time.at = FIRST
    actions.check_in(came, by=STAFF)
    assert reason(actions.cancel(came, by=STAFF)) == Reason.ALREADY_ARRIVED
    time.at = FIRST + timedelta(minutes=20)
    assert reason(actions.cancel(missed, by=STAFF)) == Reason.ENDED


def test_rebook_moves_the_same_booking(city: City, book: Book) -> None:
    first, second, _third = city.slots(city.resource(city.offer()))
    booking = book(first, city.person()).booking
    code = booking.code
    moved = actions.rebook(booking, to=second, by=PERSON)
    assert isinstance(moved, Booking)
    assert (moved.pk, moved.public_id, moved.code) == (booking.pk, booking.public_id, code)
    assert (moved.slot, moved.sequence) == (second, 1)
    assert list(Slot.objects.order_by("starts_at").values_list("taken", flat=True)) == [0, 1, 0]
    assert Entry.objects.get(what="booking.moved").details["came_from"] == str(first.public_id)
    assert Message.objects.filter(template="moved").count() == 1
    again = actions.rebook(moved, to=second, by=PERSON)
    assert isinstance(again, Booking)
    assert again.sequence == 1
    assert find_faults() == []


def test_rebook_at_the_limit_and_into_an_overlap_of_itself_is_possible(city: City, book: Book) -> None:
    offer, person = city.offer(limit_per_person=1), city.person()
    first, later = city.slot(offer), city.slot(offer, first=FIRST + timedelta(minutes=10))
    moved = actions.rebook(book(first, person).booking, to=later, by=PERSON)
    assert isinstance(moved, Booking)
    assert Standing.objects.get().live == 1
    assert find_faults() == []


def test_rebook_refused_leaves_everything(city: City, book: Book, time: Clock) -> None:
    offer, person = city.offer(), city.person()
    mine, full, clash = city.slot(offer), city.slot(offer, first=FIRST + timedelta(hours=1)), city.slot(offer)
    other = city.slot()
    booking = book(mine, person).booking
    book(full, city.person())
    book(city.slot(first=FIRST + timedelta(hours=2)), person)
    assert reason(actions.rebook(booking, to=full, by=PERSON)) == Reason.FULL
    assert reason(actions.rebook(booking, to=other, by=PERSON)) == Reason.OTHER_OFFER
    elsewhere = city.slot(offer, first=FIRST + timedelta(hours=2))
    assert reason(actions.rebook(booking, to=elsewhere, by=PERSON)) == Reason.OVERLAP
    actions.withdraw_slots([clash], by=STAFF)
    assert reason(actions.rebook(booking, to=clash, by=PERSON)) == Reason.WITHDRAWN
    assert reason(actions.rebook(booking, to=Slot(pk=999_999), by=PERSON)) == Reason.UNKNOWN_SLOT
    time.at = FIRST - timedelta(minutes=59)
    assert reason(actions.rebook(booking, to=full, by=PERSON)) == Reason.TOO_LATE_TO_CANCEL
    booking.refresh_from_db()
    assert (booking.slot, booking.sequence) == (mine, 0)
    assert find_faults() == []


def test_rebook_of_a_cancelled_booking_is_refused(city: City, book: Book) -> None:
    first, second, _ = city.slots(city.resource(city.offer()))
    booking = book(first, city.person()).booking
    actions.cancel(booking, by=PERSON)
    assert reason(actions.rebook(booking, to=second, by=PERSON)) == Reason.NOT_LIVE
    assert reason(actions.rebook(booking, to=first, by=PERSON)) == Reason.NOT_LIVE


def test_rebook_hands_the_old_place_to_the_waiting_list(city: City, book: Book) -> None:
    first, second, _ = city.slots(city.resource(city.offer()))
    booking, waits = book(first, city.person()).booking, city.person()
    entry = actions.wait(waits, resource=first.resource, slot=first, by=PERSON)
    actions.rebook(booking, to=second, by=PERSON)
    entry.refresh_from_db()  # type: ignore[union-attr]
    assert entry.booking.slot == first  # type: ignore[union-attr]
    assert find_faults() == []


def test_cancelled_offer_tells_all_its_people_and_loses_nothing(city: City, book: Book) -> None:
    offer = city.offer()
    slots = city.slots(city.resource(offer), 5, capacity=60)
    people = [city.person() for _ in range(300)]
    claims = [actions.Claim(slots[n % 5].pk, one.pk) for n, one in enumerate(people)]
    assert all(isinstance(one, actions.Confirmed) for one in actions.claim_many(claims, by=PERSON))
    entry = actions.wait(city.person(), resource=slots[0].resource, slot=slots[0], by=PERSON)
    assert actions.cancel_offer(offer, by=STAFF, why={"en": "Storm"}) == 300
    assert Booking.objects.filter(state="cancelled", why_ended="offer_cancelled").count() == 300
    told = Message.objects.filter(template="offer_cancelled")
    assert {one.recipient for one in told} == {f"person:{one.pk}" for one in people}
    assert told[0].details["said"] == {"en": "Storm"}
    entry.refresh_from_db()  # type: ignore[union-attr]
    assert entry.state == "expired"  # type: ignore[union-attr]
    assert Message.objects.filter(template="waiting_ended").count() == 1
    assert not Slot.objects.exclude(taken=0).exists()
    assert actions.cancel_offer(offer, by=STAFF) == 0
    assert find_faults() == []


def test_cancellation_that_was_interrupted_is_finished_by_the_worker(city: City, book: Book) -> None:
    offer = city.offer()
    slot, gone = city.slot(offer, capacity=3), city.slot(capacity=1)
    book(slot, city.person())
    book(gone, city.person())
    for full in (slot, gone):
        actions.change_capacity(full, capacity=1, by=STAFF)
        assert isinstance(actions.wait(city.person(), resource=full.resource, slot=full, by=PERSON), WaitingEntry)
    type(offer).objects.filter(pk=offer.pk).update(state="cancelled")
    Slot.objects.filter(pk=gone.pk).update(withdrawn=True)
    assert len(find_faults()) == 4
    assert (actions.finish_cancellations(), actions.end_waiting()) == (2, 2)
    assert find_faults() == []


def test_withdrawn_slots_end_their_bookings_and_can_be_offered_again(city: City, book: Book) -> None:
    first, second, _ = city.slots(city.resource(city.offer()))
    book(first, city.person())
    kept = book(second, city.person()).booking
    entry = actions.wait(city.person(), resource=first.resource, slot=first, by=PERSON)
    assert actions.withdraw_slots([first], by=STAFF) == 1
    assert Message.objects.filter(template="cancelled").count() == 1
    kept.refresh_from_db()
    entry.refresh_from_db()  # type: ignore[union-attr]
    assert (kept.state, entry.state) == ("confirmed", "expired")  # type: ignore[union-attr]
    again = city.slots(first.resource, 2, capacity=4)
    assert [(one.pk, one.withdrawn, one.capacity) for one in again] == [(first.pk, False, 4), (second.pk, False, 1)]
    assert find_faults() == []


def test_who_has_arrived_keeps_the_booking_when_all_is_called_off(city: City, book: Book, time: Clock) -> None:
    offer = city.offer()
    slot, gone = city.slot(offer, capacity=2), city.slot(offer)
    came, other = book(slot, city.person()).booking, book(gone, city.person()).booking
    time.at = FIRST
    for booking in (came, other):
        actions.check_in(booking, by=STAFF)
    assert actions.withdraw_slots([gone], by=STAFF) == 0
    assert actions.cancel_offer(offer, by=STAFF, why={"en": "Storm"}) == 0
    assert actions.finish_cancellations() == 0
    assert set(Booking.objects.values_list("state", "attendance")) == {("confirmed", "arrived")}
    assert Message.objects.filter(template="offer_cancelled").count() == 2
    assert find_faults() == []

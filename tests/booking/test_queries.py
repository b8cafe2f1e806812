"""What is shown before anybody chooses, in a constant number of queries; faults that are found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from duikou.booking import actions
from duikou.booking.queries import free_times, places_left, roll, standing_of
from duikou.booking.refusals import Reason

from .conftest import FIRST, NOW, PERSON, STAFF, Book, City


def test_free_times_show_places_waiting_and_why_not(city: City, book: Book) -> None:
    offer = city.offer(limit_per_person=1)
    resource = city.resource(offer)
    slots = city.slots(resource, 3, capacity=2, kept=1)
    booking = book(slots[0], city.person()).booking
    actions.wait(city.person(), resource=resource, slot=slots[0], by=PERSON)
    actions.withdraw_slots([slots[2]], by=STAFF)
    times = free_times(offer, now=NOW)
    assert [(one.slot_id, one.left, one.waiting, one.bookable) for one in times] == [
        (slots[0].pk, 0, 1, False),
        (slots[1].pk, 1, 0, True),
    ]
    assert times[0].no is not None
    assert times[0].no.reason == Reason.FULL
    mine = free_times(offer, now=NOW, bookings=[booking.public_id])
    assert [one.no.reason for one in mine if one.no] == [Reason.DUPLICATE, Reason.LIMIT_AT_RESOURCE]
    assert free_times(offer, now=FIRST + timedelta(hours=1)) == []
    assert free_times(offer, now=NOW, online=True) == []
    assert places_left(slots) == {slots[0].pk: 0, slots[1].pk: 1}


def test_standing_is_shown_to_whoever_has_bookings_in_the_browser(city: City, book: Book) -> None:
    offer, person = city.offer(), city.person()
    assert (standing_of(offer).live, standing_of(offer).left) == (0, 3)
    first = book(city.slot(offer), person).booking
    book(city.slot(offer, first=FIRST + timedelta(hours=1)), person)
    assert standing_of(offer, person=person).live == 2
    shown = standing_of(offer, bookings=[first.public_id])
    assert (shown.live, shown.limit, shown.left) == (2, 3, 1)


def test_free_times_take_the_same_queries_for_one_and_for_many(
    city: City, book: Book, django_assert_num_queries: Any
) -> None:
    offer, person = city.offer(), city.person()
    resource = city.resource(offer)
    city.slots(resource, 1)
    booking = book(resource.slots.get(), person).booking
    for number in (1, 30):
        city.slots(resource, number)
        with django_assert_num_queries(5):
            assert len(free_times(offer, now=NOW, bookings=[booking.public_id])) == number
    with django_assert_num_queries(1):
        assert [one.person.name for one in roll(offer) if one.person] == ["Person 1"]


def test_claims_of_a_batch_take_the_same_queries_for_three_and_for_thirty(
    city: City, django_assert_num_queries: Any
) -> None:
    slot, slots = city.slot(capacity=90), city.slots(city.resource(city.offer()), 30, capacity=9)
    people = [city.person() for _ in range(33)]

    def claims(number: int) -> list[actions.Claim]:
        return [actions.Claim((slots[n] if n % 2 else slot).pk, people.pop().pk) for n in range(number)]

    with django_assert_num_queries(16, exact=False):
        assert all(isinstance(one, actions.Confirmed) for one in actions.claim_many(claims(3), by=PERSON))
    with django_assert_num_queries(16, exact=False):
        assert all(isinstance(one, actions.Confirmed) for one in actions.claim_many(claims(30), by=PERSON))

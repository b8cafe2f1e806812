"""Claiming a place: granted, refused with the reason, repeated without harm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import localtime

from duikou.booking import actions
from duikou.booking.actions import Claim, Confirmed
from duikou.booking.models import Booking, Slot, Standing
from duikou.booking.queries import find_faults, free_times
from duikou.booking.refusals import MESSAGES, Reason, Refusal
from duikou.journal.models import Entry, Message

from .conftest import FIRST, NOW, PERSON, STAFF, Book, City, Clock


def reason(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    assert answer.message
    assert "…" not in answer.message
    return answer.reason


def test_claim_books_a_place(city: City, book: Book) -> None:
    slot, person = city.slot(), city.person()
    answer = book(slot, person)
    assert isinstance(answer, Confirmed)
    assert (answer.booking.state, answer.booking.slot, answer.repeated) == ("confirmed", slot, False)
    slot.refresh_from_db()
    assert slot.taken == 1
    assert Standing.objects.values_list("person", "live", "limit").get() == (person.pk, 1, 3)
    assert Entry.objects.filter(what="booking.confirmed", which=f"booking:{answer.booking.public_id}").count() == 1
    assert Message.objects.values_list("template", "recipient").get() == ("booked", f"person:{person.pk}")
    assert find_faults() == []


def test_claim_of_a_full_slot_is_refused(city: City, book: Book) -> None:
    slot = city.slot()
    assert isinstance(book(slot, city.person()), Confirmed)
    assert reason(book(slot, city.person())) == Reason.FULL
    assert Booking.objects.count() == 1


def test_claim_leaves_the_kept_places_to_walk_ins(city: City, book: Book) -> None:
    slot = city.slot(capacity=2, kept=1)
    assert isinstance(book(slot, city.person()), Confirmed)
    assert reason(book(slot, city.person())) == Reason.FULL
    assert isinstance(book(slot, city.person(), channel=Booking.Channel.STAFF), Confirmed)
    assert find_faults() == []


@pytest.mark.parametrize("seats", [0, -1, 5, 70000])
def test_claim_with_bad_seats_is_refused(city: City, book: Book, seats: int) -> None:
    assert reason(book(city.slot(capacity=9), city.person(), seats=seats)) == Reason.BAD_SEATS


def test_claim_in_another_mode_is_refused(city: City, book: Book) -> None:
    offer = city.offer()
    on_site, online = city.slot(offer), city.slot(offer, on_site=False, online=True)
    assert reason(book(on_site, city.person(), online=True)) == Reason.ONLINE_NOT_OFFERED
    assert reason(book(online, city.person())) == Reason.ON_SITE_NOT_OFFERED
    assert isinstance(book(online, city.person(), online=True), Confirmed)


def test_claim_outside_the_booking_time_is_refused(city: City, book: Book, time: Clock) -> None:
    offer = city.offer()
    slot, person = city.slot(offer), city.person()
    time.at = NOW - timedelta(hours=2)
    assert reason(book(slot, person)) == Reason.NOT_OPEN_YET
    time.at = FIRST
    assert reason(book(slot, person)) == Reason.STARTED
    time.at = FIRST + timedelta(hours=9)
    assert reason(book(slot, person)) == Reason.CLOSED
    time.at = NOW
    actions.close_offer(offer, by=STAFF)
    assert reason(book(slot, person)) == Reason.CLOSED
    actions.cancel_offer(offer, by=STAFF)
    assert reason(book(slot, person)) == Reason.CANCELLED


def test_claim_of_a_draft_is_refused(city: City, book: Book) -> None:
    slot = city.slot()
    slot.offer.state = "draft"
    slot.offer.save()
    assert reason(book(slot, city.person())) == Reason.NOT_OPEN_YET


def test_claim_of_the_same_time_again_is_refused(city: City, book: Book) -> None:
    slot, person = city.slot(capacity=2), city.person()
    book(slot, person)
    assert reason(book(slot, person)) == Reason.DUPLICATE


def test_claim_overlapping_another_offer_is_refused(city: City, book: Book) -> None:
    person = city.person()
    mine, other = city.slot(), city.slot(first=FIRST + timedelta(minutes=10))
    after = city.slot(first=FIRST + timedelta(minutes=20))
    assert isinstance(book(mine, person), Confirmed)
    assert reason(book(other, person)) == Reason.OVERLAP
    assert isinstance(book(after, person), Confirmed)


def test_claims_beyond_the_limits_are_refused(city: City, book: Book) -> None:
    offer, person = city.offer(limit_per_person=2), city.person()
    here = city.slots(city.resource(offer), 2)
    later = FIRST + timedelta(hours=1)
    there = city.slots(city.resource(offer), 1, first=later)
    third = city.slots(city.resource(offer), 1, first=later + timedelta(hours=1))
    assert isinstance(book(here[0], person), Confirmed)
    assert reason(book(here[1], person)) == Reason.LIMIT_AT_RESOURCE
    assert isinstance(book(there[0], person), Confirmed)
    assert reason(book(third[0], person)) == Reason.LIMIT_REACHED
    assert find_faults() == []


def test_claim_for_what_does_not_exist_is_refused(city: City, book: Book) -> None:
    slot, person = city.slot(), city.person()
    for pk in (0, -1, 999_999, 1 << 70):
        assert reason(actions.claim(Claim(pk, person.pk), by=PERSON)) == Reason.UNKNOWN_SLOT
        assert reason(actions.claim(Claim(slot.pk, pk), by=PERSON)) == Reason.UNKNOWN_PERSON


def test_claim_with_the_same_key_gives_the_same_booking(city: City, book: Book) -> None:
    slot, other, person = *city.slots(city.resource(city.offer(limit_per_resource=3)), 2), city.person()
    first = book(slot, person, key="one")
    again = book(slot, person, key="one")
    assert (again.booking, again.repeated) == (first.booking, True)
    assert reason(book(other, person, key="one")) == Reason.KEY_REUSED
    assert reason(book(slot, city.person(), key="one")) == Reason.KEY_REUSED
    assert Booking.objects.count() == Message.objects.count() == 1
    moved = actions.rebook(first.booking, to=other, by=PERSON)
    assert book(slot, person, key="one").booking == moved


def test_batch_answers_in_order_of_arrival(city: City) -> None:
    slot, people = city.slot(capacity=2), [city.person() for _ in range(4)]
    answers = actions.claim_many([Claim(slot.pk, one.pk) for one in people], by=PERSON)
    assert [isinstance(one, Confirmed) for one in answers] == [True, True, False, False]


def test_batch_with_the_same_person_twice_keeps_to_the_limit(city: City) -> None:
    offer, person = city.offer(limit_per_person=1), city.person()
    first, second = city.slot(offer), city.slot(offer, first=FIRST + timedelta(hours=1))
    answers = actions.claim_many([Claim(first.pk, person.pk), Claim(second.pk, person.pk)], by=PERSON)
    assert isinstance(answers[0], Confirmed)
    assert reason(answers[1]) == Reason.LIMIT_REACHED
    twice = actions.claim_many([Claim(second.pk, city.person().pk, key="k")] * 1, by=PERSON)
    assert isinstance(twice[0], Confirmed)


def test_batch_with_a_double_click_books_once(city: City) -> None:
    wanted = Claim(city.slot(capacity=2).pk, city.person().pk, key="click")
    first, second = actions.claim_many([wanted, wanted], by=PERSON)
    assert isinstance(first, Confirmed)
    assert isinstance(second, Confirmed)
    assert (second.booking, second.repeated) == (first.booking, True)
    assert Booking.objects.count() == 1


def test_poisonous_claim_in_a_batch_fails_alone(city: City) -> None:
    slot, people = city.slot(capacity=9), [city.person() for _ in range(5)]
    claims = [Claim(slot.pk, one.pk, key=f"k{one.pk}") for one in people]
    claims[2] = Claim(slot.pk, people[2].pk, channel=None)  # type: ignore[arg-type]
    answers = actions.claim_many(claims, by=PERSON)
    assert [isinstance(one, Confirmed) for one in answers] == [True, True, False, True, True]
    assert reason(answers[2]) == Reason.FAILED
    assert Slot.objects.get(pk=slot.pk).taken == 4
    assert find_faults() == []


def test_every_reason_has_a_message() -> None:
    assert set(MESSAGES) == set(Reason)


def test_raised_limit_lets_the_person_go_on(city: City, book: Book) -> None:
    offer, person = city.offer(limit_per_person=1), city.person()
    first, second = city.slot(offer), city.slot(offer, first=FIRST + timedelta(hours=1))
    book(first, person)
    assert reason(book(second, person)) == Reason.LIMIT_REACHED
    actions.change_offer(offer, by=STAFF, limit_per_person=2)
    assert isinstance(book(second, person), Confirmed)
    actions.change_offer(offer, by=STAFF, limit_per_person=1)
    assert find_faults() == []


def test_slot_that_fills_while_the_form_is_open_is_refused_and_another_can_be_had(city: City, book: Book) -> None:
    offer = city.offer()
    shown = city.slots(city.resource(offer), 2)
    times = free_times(offer, now=NOW)
    assert [one.bookable for one in times] == [True, True]
    book(shown[0], city.person())
    late = city.person()
    assert reason(book(shown[0], late, key="form")) == Reason.FULL
    assert [one.bookable for one in free_times(offer, now=NOW)] == [False, True]
    assert isinstance(book(shown[1], late, key="form"), Confirmed)


def test_both_hours_of_the_night_when_clocks_go_back_can_be_booked(city: City, book: Book, settings: Any) -> None:
    """In Berlin on 31 October 2027, 02:30 comes twice; times are kept in UTC, so the two do not overlap."""
    settings.TIME_ZONE = "Europe/Berlin"
    first, again = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert localtime(first).strftime("%H:%M") == localtime(again).strftime("%H:%M") == "02:30"
    person, offers = city.person(), [city.offer(), city.offer()]
    for offer in offers:
        actions.change_offer(offer, by=STAFF, closes_at=again + timedelta(days=1))
    assert isinstance(book(city.slot(offers[0], first=first), person), Confirmed)
    assert isinstance(book(city.slot(offers[1], first=again), person), Confirmed)
    assert find_faults() == []


def test_clock_that_is_put_back_releases_nothing_early(city: City, book: Book, time: Clock) -> None:
    slot = city.slot()
    hold = book(slot, city.person(), hold=True).booking
    time.move(hours=-1)
    assert actions.release_expired() == 0
    time.at = NOW
    assert isinstance(actions.confirm(hold, by=PERSON), Booking)

"""Places about to be lost: held out to who is there and wished for them, one after the other, and given on once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from duikou.booking import actions
from duikou.booking.calling import shown_number
from duikou.booking.models import Booking, Chance, Offer, Resource, Slot, Ticket, WaitingEntry
from duikou.booking.queries import find_faults
from duikou.booking.queries.queue import line_at
from duikou.booking.queries.standby import open_chance_of
from duikou.booking.refusals import Reason, Refusal
from duikou.directory.models import Person
from duikou.journal.models import Entry, Message

from .conftest import FIRST, PERSON, STAFF, Book, City, Clock

pytestmark = pytest.mark.django_db


class Hall:
    """Two tables; at the first one a time that is booked out, and people who are there."""

    def __init__(self, city: City, book: Book, time: Clock) -> None:
        self.city, self.book, self.time = city, book, time
        self.offer: Offer = city.offer(limit_per_person=9, cancel_until_minutes=60)
        self.table = city.resource(self.offer)
        self.slots = [city.slots(self.table, 1, first=FIRST + timedelta(hours=n))[0] for n in (0, 1)]
        self.other = city.resource(self.offer)
        self.later = city.slots(self.other, 1, first=FIRST + timedelta(hours=3))[0]
        self.missing = book(self.slots[0], city.person()).booking

    def here(self, person: Person | None = None) -> Person:
        """Somebody who has booked something for later and is checked in."""
        somebody = person or self.city.person()
        slot = actions.lay_slots(
            self.city.resource(self.offer),
            times=[(FIRST + timedelta(hours=3), FIRST + timedelta(hours=4))],
            capacity=1,
            by=STAFF,
        )[0]
        booking = self.book(slot, somebody).booking
        assert isinstance(actions.check_in(booking, by=STAFF), actions.Arrival)
        return somebody

    def waits(self, person: Person, slot: Slot | None = None) -> WaitingEntry:
        entry = actions.wait(person, resource=self.table, slot=slot or self.slots[0], by=PERSON)
        assert isinstance(entry, WaitingEntry), entry
        return entry

    def number(self, *wishes: Resource) -> Ticket:
        answer = actions.take_number(self.offer, wishes=wishes, by=STAFF)
        assert isinstance(answer, Ticket)
        return answer

    def begun(self, minutes: float = 5) -> None:
        self.time.at = FIRST + timedelta(minutes=minutes)

    def hold_out(self) -> list[Chance]:
        actions.hold_out(self.offer, resources=[self.table.pk, self.other.pk])
        return list(Chance.objects.filter(state="open"))


@pytest.fixture
def hall(city: City, book: Book, time: Clock) -> Hall:
    time.at = FIRST - timedelta(hours=4)
    return Hall(city, book, time)


def taken(answer: Any) -> Booking:
    assert isinstance(answer, actions.Confirmed), answer
    return answer.booking


def test_place_that_nobody_came_for_goes_to_who_waited_and_is_there(hall: Hall) -> None:
    away, here = hall.city.person(), hall.here()
    hall.waits(away)
    hall.waits(here)
    hall.begun(4)
    assert hall.hold_out() == []  # its person may still come
    hall.begun(5)
    (chance,) = hall.hold_out()
    assert (chance.person, chance.missed, chance.slot) == (here, hall.missing, hall.slots[0])
    assert chance.until == hall.time.at + timedelta(minutes=3)
    message = Message.objects.get(template="chance")
    assert (message.recipient, message.expires_at, message.urgent) == (f"person:{here.pk}", chance.until, True)
    booking = taken(actions.take_chance(chance, by=PERSON))
    assert (booking.person, booking.channel, booking.attendance) == (here, "standby", "arrived")
    ticket = Ticket.objects.get(booking=booking)
    assert line_at(hall.table, now=hall.time.at).first() == ticket
    hall.missing.refresh_from_db()
    assert (hall.missing.given_on, hall.missing.attendance, hall.missing.state) == (True, "no_show", "confirmed")
    assert find_faults() == []


def test_nothing_is_held_out_twice_nor_to_two(hall: Hall) -> None:
    for person in (hall.here(), hall.here()):
        hall.waits(person)
    hall.begun()
    assert len(hall.hold_out()) == 1
    assert len(hall.hold_out()) == 1
    assert Entry.objects.filter(what="chance.held_out").count() == 1


def test_taken_again_it_is_the_same_place(hall: Hall) -> None:
    hall.waits(hall.here())
    hall.begun()
    (chance,) = hall.hold_out()
    assert taken(actions.take_chance(chance, by=PERSON)) == taken(actions.take_chance(chance, by=PERSON))
    assert Booking.objects.filter(channel="standby").count() == 1


def test_who_does_not_answer_lets_it_go_to_the_next(hall: Hall) -> None:
    first, second = hall.here(), hall.here()
    hall.waits(first)
    hall.waits(second)
    hall.begun()
    (chance,) = hall.hold_out()
    assert chance.person == first
    hall.time.move(minutes=3)
    (other,) = hall.hold_out()
    assert other.person == second
    late = actions.take_chance(chance, by=PERSON)
    assert isinstance(late, Refusal)
    assert late.reason == Reason.CHANCE_OVER
    assert taken(actions.take_chance(other, by=PERSON)).person == second


def test_declined_it_goes_to_the_next_at_once_and_is_not_asked_for_there_again(hall: Hall) -> None:
    first, second = hall.here(), hall.here()
    hall.waits(first)
    hall.waits(second)
    hall.begun()
    (chance,) = hall.hold_out()
    assert isinstance(actions.decline_chance(chance, by=PERSON), Chance)
    assert isinstance(actions.decline_chance(chance, by=PERSON), Chance)
    (other,) = hall.hold_out()
    assert other.person == second
    no = actions.take_chance(chance, by=PERSON)
    assert isinstance(no, Refusal)
    taken(actions.take_chance(other, by=PERSON))
    no = actions.decline_chance(other, by=PERSON)
    assert isinstance(no, Refusal)


def test_who_comes_after_all_keeps_the_place(hall: Hall) -> None:
    hall.waits(hall.here())
    hall.begun()
    (chance,) = hall.hold_out()
    assert isinstance(actions.check_in(hall.missing, by=STAFF), actions.Arrival)
    no = actions.take_chance(chance, by=PERSON)
    assert isinstance(no, Refusal)
    assert no.reason == Reason.CHANCE_GONE
    assert hall.hold_out() == []
    assert find_faults() == []


def test_who_comes_when_it_was_given_on_is_let_in_and_comes_first(hall: Hall) -> None:
    here, next_one = hall.here(), hall.here()
    hall.book(hall.slots[1], hall.city.person())
    hall.waits(here)
    hall.waits(next_one, hall.slots[1])
    hall.begun()
    (chance,) = hall.hold_out()
    taken(actions.take_chance(chance, by=PERSON))
    hall.time.move(minutes=1)
    arrival = actions.check_in(hall.missing, by=STAFF)
    assert isinstance(arrival, actions.Arrival)
    assert arrival.first
    late = actions.number_booking(arrival.booking, by=STAFF)
    waiting = list(line_at(hall.table, now=hall.time.at))
    assert late in waiting[:2]
    assert find_faults() == []
    # The next place at this table is theirs, and held out to nobody.
    hall.begun(65)
    assert hall.hold_out() == []
    for due in waiting:
        assert hall.hold_out() == []
        actions.serve(due, resource=hall.table, by=STAFF)
    assert [one.slot for one in hall.hold_out()] == [hall.slots[1]]


def test_table_that_is_behind_calls_who_waits_before_anybody_is_sent_there(hall: Hall) -> None:
    hall.number(hall.table)
    early = actions.lay_slots(
        hall.table, times=[(FIRST - timedelta(minutes=10), FIRST)], capacity=1, by=STAFF
    )[0]  # fmt: skip
    booked = hall.book(early, hall.city.person()).booking
    actions.check_in(booked, by=STAFF)
    waiting = actions.number_booking(booked, by=STAFF)
    hall.begun()
    assert hall.hold_out() == []
    actions.serve(waiting, resource=hall.table, by=STAFF)
    assert len(hall.hold_out()) == 1


def test_number_without_a_name_gets_a_place_too(hall: Hall) -> None:
    ticket = hall.number(hall.table)
    hall.begun()
    (chance,) = hall.hold_out()
    assert (chance.person, chance.ticket) == (None, ticket)
    assert not Message.objects.filter(template="chance").exists()
    assert open_chance_of(ticket=ticket.pk, now=hall.time.at) == chance
    booking = taken(actions.take_chance(chance, by=PERSON))
    ticket.refresh_from_db()
    assert (booking.person, ticket.booking, ticket.due_at) == (None, booking, hall.slots[0].starts_at)
    assert shown_number(ticket) == "A001"
    assert find_faults() == []


def test_order_is_waiting_list_then_numbers(hall: Hall) -> None:
    ticket = hall.number(hall.table)
    any_table = hall.number()
    here = hall.here()
    hall.waits(here)
    hall.begun()
    asked = []
    for _ in range(3):
        (chance,) = hall.hold_out()
        asked.append(chance.person or chance.ticket)
        actions.decline_chance(chance, by=PERSON)
    assert asked == [here, ticket, any_table]
    assert hall.hold_out() == []


def test_who_is_called_or_has_a_talk_then_is_not_asked(hall: Hall) -> None:
    ticket = hall.number()
    actions.serve(ticket, resource=hall.other, by=STAFF)
    busy = hall.here()
    hall.waits(busy)
    clash = actions.lay_slots(
        hall.city.resource(hall.offer), times=[(FIRST + timedelta(minutes=10), FIRST + timedelta(minutes=30))],
        capacity=1, by=STAFF,
    )[0]  # fmt: skip
    assert isinstance(hall.book(clash, busy), actions.Confirmed)
    hall.begun()
    assert hall.hold_out() == []


def test_free_place_is_held_out_when_the_waiting_list_is_over(hall: Hall) -> None:
    hall.number(hall.table)
    actions.cancel(hall.missing, by=STAFF)
    hall.time.at = FIRST - timedelta(minutes=16)
    assert hall.hold_out() == []
    hall.time.at = FIRST - timedelta(minutes=15)
    (chance,) = hall.hold_out()
    assert (chance.missed, chance.slot) == (None, hall.slots[0])
    assert hall.hold_out() == [chance]
    hall.book(hall.slots[0], hall.city.person())  # a free place is still anybody's: who comes first has it
    no = actions.take_chance(chance, by=PERSON)
    assert isinstance(no, Refusal)
    assert no.reason == Reason.CHANCE_GONE
    assert find_faults() == []


@pytest.mark.parametrize("change", [{"standby_minutes": 0}, {"state": "cancelled"}])
def test_nothing_is_given_on_where_that_is_off_or_all_is_cancelled(hall: Hall, change: dict[str, Any]) -> None:
    hall.number(hall.table)
    Offer.objects.filter(pk=hall.offer.pk).update(**change)
    hall.offer.refresh_from_db()
    hall.begun()
    assert hall.hold_out() == []


def test_paused_table_gives_nothing_on(hall: Hall) -> None:
    hall.number(hall.table)
    actions.pause(hall.table, by=STAFF)
    hall.begun()
    assert hall.hold_out() == []


def test_nothing_is_held_out_when_too_little_of_the_time_is_left(hall: Hall) -> None:
    hall.number(hall.table)
    hall.begun(17)
    assert len(hall.hold_out()) == 1
    Chance.objects.all().delete()
    hall.begun(17.1)
    assert [one for one in hall.hold_out() if one.slot == hall.slots[0]] == []


def test_number_whose_talk_begins_gets_the_place_of_who_did_not_come(hall: Hall) -> None:
    ticket = hall.number(hall.table)
    hall.begun(6)
    booking = actions.seat_number(ticket, resource=hall.table, by=STAFF)
    assert booking is not None
    ticket.refresh_from_db()
    hall.missing.refresh_from_db()
    assert (ticket.booking, booking.channel, booking.slot) == (booking, "walk_in", hall.slots[0])
    assert hall.missing.given_on
    assert find_faults() == []
    assert actions.seat_number(ticket, resource=hall.table, by=STAFF) == booking, "it has its place already"
    assert Booking.objects.filter(channel="walk_in").count() == 1


def test_number_at_the_table_goes_before_whom_it_was_held_out_to(hall: Hall) -> None:
    hall.waits(hall.here())
    ticket = hall.number(hall.table)
    hall.begun()
    (chance,) = hall.hold_out()
    assert actions.seat_number(ticket, resource=hall.table, by=STAFF) is not None
    no = actions.take_chance(chance, by=PERSON)
    assert isinstance(no, Refusal)
    assert no.reason == Reason.CHANCE_GONE
    assert find_faults() == []


def test_number_without_any_place_talks_all_the_same(hall: Hall) -> None:
    actions.check_in(hall.missing, by=STAFF)
    hall.book(hall.slots[1], hall.city.person())
    ticket = hall.number(hall.table)
    hall.begun(6)
    assert actions.seat_number(ticket, resource=hall.table, by=STAFF) is None
    assert Booking.objects.filter(channel="walk_in").count() == 0


def test_given_on_the_booking_can_still_be_cancelled_by_staff_and_gives_no_seat_back(hall: Hall) -> None:
    hall.waits(hall.here())
    hall.begun()
    (chance,) = hall.hold_out()
    taken(actions.take_chance(chance, by=PERSON))
    hall.missing.refresh_from_db()
    assert isinstance(actions.cancel(hall.missing, by=STAFF), Booking)
    hall.slots[0].refresh_from_db()
    assert hall.slots[0].taken == 1
    assert find_faults() == []


def test_chances_go_with_their_person_and_when_the_event_is_over(hall: Hall) -> None:
    person = hall.here()
    hall.waits(person)
    hall.number(hall.table)
    hall.begun()
    assert len(hall.hold_out()) == 1
    hall.time.at = FIRST + timedelta(days=3)
    actions.end_waiting()
    actions.forget_persons(hall.offer)
    assert Chance.objects.count() == 0

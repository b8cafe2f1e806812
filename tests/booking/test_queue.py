"""Numbers in a queue: given out once, called once, in order; every step from the states that have it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from duikou.base import clock
from duikou.booking import actions, calling, signals
from duikou.booking.actions import queue
from duikou.booking.calling import shown_number
from duikou.booking.models import Booking, Offer, Resource, Ticket
from duikou.booking.queries.queue import board_of, line, line_at, standing_in_line
from duikou.booking.refusals import Reason, Refusal
from duikou.journal.letters import letter_of
from duikou.journal.models import Entry, Message

from .conftest import FIRST, PERSON, STAFF, Book, City, Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(city: City) -> Offer:
    return city.offer()


@pytest.fixture
def table(city: City, offer: Offer) -> Resource:
    return city.resource(offer)


def take(offer: Offer, *wishes: Resource, **more: Any) -> Ticket:
    answer = actions.take_number(offer, by=STAFF, wishes=wishes, **more)
    assert isinstance(answer, Ticket), answer
    return answer


def called(answer: object) -> str:
    assert isinstance(answer, Ticket), answer
    return shown_number(answer)


def arrived(city: City, book: Book, slot: Any) -> Ticket:
    booking = book(slot, city.person()).booking
    return actions.number_booking(booking, by=STAFF)


def test_numbers_of_a_day_go_up_and_begin_anew_the_next(offer: Offer, time: Clock) -> None:
    assert [shown_number(take(offer)) for _ in range(3)] == ["A001", "A002", "A003"]
    actions.leave_queue(Ticket.objects.get(number=3), by=STAFF)
    assert shown_number(take(offer)) == "A004"  # never given out again that day
    time.move(days=1)
    assert shown_number(take(offer)) == "A001"


def test_numbers_beyond_three_digits_are_shown_whole() -> None:
    assert [shown_number(Ticket(series="B", number=n)) for n in (7, 1000)] == ["B007", "B1000"]


def test_series_of_offers_know_nothing_of_each_other(city: City, offer: Offer) -> None:
    take(offer)
    assert shown_number(take(city.offer())) == "A001"


def test_day_is_the_citys(offer: Offer, time: Clock) -> None:
    time.at = FIRST.replace(hour=15, minute=59)  # a minute before midnight in the city
    assert take(offer).number == 1
    time.move(minutes=1)
    assert take(offer).number == 1


def test_form_sent_twice_gives_one_number(offer: Offer) -> None:
    assert take(offer, key="form").pk == take(offer, key="form").pk
    assert Ticket.objects.count() == 1


def test_no_numbers_before_the_offer_is_open_or_once_it_is_cancelled(offer: Offer) -> None:
    for state in (Offer.State.DRAFT, Offer.State.CANCELLED):
        Offer.objects.filter(pk=offer.pk).update(state=state)
        offer.refresh_from_db()
        answer = actions.take_number(offer, by=STAFF)
        assert isinstance(answer, Refusal)
        assert answer.reason == Reason.QUEUE_CLOSED


def test_wish_for_a_place_of_another_offer_is_refused(city: City, offer: Offer) -> None:
    answer = actions.take_number(offer, by=STAFF, wishes=[city.resource(city.offer())])
    assert isinstance(answer, Refusal)
    assert (answer.reason, Ticket.objects.count()) == (Reason.UNKNOWN_SLOT, 0)


def test_line_is_booked_and_due_then_numbers_then_booked_for_later(
    city: City, offer: Offer, table: Resource, book: Book, time: Clock
) -> None:
    slots = city.slots(table, 3)
    time.at = FIRST - timedelta(minutes=9)
    later, due = arrived(city, book, slots[2]), arrived(city, book, slots[0])
    early, other = take(offer, table), take(offer, city.resource(offer))
    anywhere = take(offer)
    assert list(line_at(table, now=clock.now())) == [due, early, anywhere, later]
    assert list(line(offer, now=clock.now())) == [due, early, other, anywhere, later]
    assert [one.before for one in standing_in_line(anywhere, now=clock.now())] == []
    assert [one.before for one in standing_in_line(later, now=clock.now())] == [3]


def test_next_is_called_once_and_stands_on_the_board(offer: Offer, table: Resource, time: Clock) -> None:
    heard: list[dict[str, Any]] = []

    def hear(**news: Any) -> None:
        heard.append(news)

    signals.called.connect(hear)
    first, second = take(offer, table), take(offer)
    assert called(actions.call_next(table, by=STAFF)) == "A001"
    time.move(seconds=30)
    assert called(actions.call_next(table, by=STAFF)) == "A002"
    assert [(one.number, one.label) for one in board_of(offer, now=clock.now())] == [("A002", "A1"), ("A001", "A1")]
    answer = actions.call_next(table, by=STAFF)
    assert isinstance(answer, Refusal)
    assert answer.reason == Reason.NOBODY_WAITING
    time.move(seconds=30)
    again = actions.recall(first, by=STAFF)
    assert isinstance(again, Ticket)
    assert again.recalls == 1
    assert [one.number for one in board_of(offer, now=clock.now())] == ["A001", "A002"]
    actions.finish(second, by=STAFF)
    assert [one.number for one in board_of(offer, now=clock.now())] == ["A001"]


@pytest.mark.django_db(transaction=True)
def test_call_is_told_to_the_rooms_above(offer: Offer, table: Resource) -> None:
    heard: list[Any] = []

    def hear(**news: Any) -> None:
        heard.append((news["ticket_id"], news["resource_id"]))

    signals.called.connect(hear)
    ticket = take(offer, table)
    actions.call_next(table, by=STAFF)
    actions.recall(ticket, by=STAFF)
    assert heard == [(ticket.pk, table.pk)] * 2


def test_board_of_yesterday_is_empty(offer: Offer, table: Resource, time: Clock) -> None:
    take(offer)
    actions.call_next(table, by=STAFF)
    time.move(days=1)
    assert board_of(offer, now=clock.now()) == []


def test_paused_place_calls_nobody_until_it_is_opened(offer: Offer, table: Resource) -> None:
    take(offer)
    assert actions.pause(table, by=STAFF)
    assert not actions.pause(table, by=STAFF)
    answer = actions.call_next(table, by=STAFF)
    assert isinstance(answer, Refusal)
    assert answer.reason == Reason.QUEUE_PAUSED
    assert actions.open_again(table, by=STAFF)
    assert called(actions.call_next(table, by=STAFF)) == "A001"


def test_number_on_hold_or_passed_over_is_not_next_and_keeps_its_place(offer: Offer, table: Resource) -> None:
    one, two, three = (take(offer) for _ in range(3))
    actions.hold(one, by=STAFF)
    assert called(actions.call_next(table, by=STAFF)) == "A002"
    actions.skip(two, by=STAFF)
    for back in (one, two):
        actions.resume(back, by=STAFF)
    assert list(line_at(table, now=clock.now())) == [one, two, three]
    assert called(actions.call(three, resource=table, by=STAFF)) == "A003"


STEPS = {
    "call": calling.CALL,
    "recall": calling.RECALL,
    "serve": calling.SERVE,
    "finish": calling.FINISH,
    "skip": calling.SKIP,
    "hold": calling.HOLD,
    "resume": calling.RESUME,
    "leave_queue": calling.LEAVE,
}


@pytest.mark.parametrize("state", Ticket.State.values)
@pytest.mark.parametrize("action", STEPS)
def test_step_is_taken_from_the_states_of_the_table_and_from_no_other(
    offer: Offer, table: Resource, action: str, state: str
) -> None:
    ticket, step = take(offer), STEPS[action]
    Ticket.objects.filter(pk=ticket.pk).update(state=state, called_at=clock.now(), resource=table)
    more = {"resource": table} if action in ("call", "serve") else {}
    before = Entry.objects.count()
    answer = getattr(queue, action)(ticket, by=STAFF, **more)
    ticket.refresh_from_db()
    if state in step.sources:
        assert (ticket.state, Entry.objects.latest("pk").what) == (step.target, f"ticket.{step.name}")
    else:
        assert isinstance(answer, Refusal)
        assert (answer.reason, ticket.state, Entry.objects.count()) == (Reason.NUMBER_MOVED_ON, state, before)
        assert "A001" in str(answer)


def test_booking_has_one_number_of_its_day(city: City, table: Resource, book: Book, time: Clock) -> None:
    slot = city.slots(table, 1)[0]
    booking = book(slot, city.person()).booking
    time.at = FIRST
    ticket = actions.number_booking(booking, by=STAFF)
    assert shown_number(ticket) == "B001"
    assert actions.number_booking(booking, by=STAFF) == ticket
    assert ticket.due_at == slot.starts_at
    assert [one.resource for one in ticket.wishes.all()] == [table]


def test_check_in_taken_back_takes_the_number_out_and_the_next_brings_it_back(
    city: City, table: Resource, book: Book, time: Clock
) -> None:
    booking = book(city.slots(table, 1)[0], city.person()).booking
    time.at = FIRST
    actions.check_in(booking, by=STAFF)
    ticket = actions.number_booking(booking, by=STAFF)
    actions.undo_check_in(booking, by=STAFF)
    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.LEFT
    assert list(line_at(table, now=clock.now())) == []
    actions.check_in(booking, by=STAFF)
    assert actions.number_booking(booking, by=STAFF) == ticket
    assert list(line_at(table, now=clock.now())) == [ticket]


def test_person_who_is_erased_leaves_the_queue(city: City, offer: Offer) -> None:
    person = city.person()
    ticket = take(offer, person=person)
    assert actions.erase_person(person_id=person.pk, which="ticket:1", by=PERSON)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.person_id) == (Ticket.State.LEFT, None)


def test_person_of_a_number_goes_a_day_after_the_event(city: City, offer: Offer, time: Clock) -> None:
    from duikou.booking.privacy import let_go
    from duikou.booking.queries.ended import tickets_kept_too_long
    from duikou.directory.models import Person

    city.slot(offer)
    ticket = take(offer, person=city.person())
    time.at = FIRST + timedelta(hours=20)
    let_go()
    ticket.refresh_from_db()
    assert ticket.person_id
    time.move(days=1)
    assert tickets_kept_too_long(clock.now()).count() == 1
    let_go()
    ticket.refresh_from_db()
    assert (ticket.person_id, Person.objects.count()) == (None, 0)


# Messages


def told(template: str = "number_called") -> list[Message]:
    return list(Message.objects.filter(template=template).order_by("pk"))


def asking(city: City, book: Book, slot: Any, tell: str = "called") -> Ticket:
    """The number of somebody who came with a booking and asked for a message."""
    answer = actions.tell_of_number(arrived(city, book, slot), tell=tell, by=PERSON)
    assert isinstance(answer, Ticket)
    return answer


def words(message: Message) -> str:
    letter = letter_of(message, "en")
    return letter.body if letter else ""


def test_nobody_is_told_who_has_not_asked(city: City, book: Book, offer: Offer, table: Resource) -> None:
    arrived(city, book, city.slots(table)[0])
    take(offer, table)
    for _ in range(2):
        called(actions.call_next(table, by=STAFF))
    assert told() == told("number_soon") == []


def test_each_call_is_told_once_and_a_repeated_one_not_again(city: City, book: Book, table: Resource) -> None:
    ticket = asking(city, book, city.slots(table)[0])
    called(actions.call_next(table, by=STAFF))
    assert isinstance(actions.call(ticket, resource=table, by=STAFF), Refusal)  # another at the same moment
    actions.recall(ticket, by=STAFF)
    (message,) = told()
    assert ticket.booking is not None
    assert message.recipient == f"person:{ticket.booking.person_id}"
    assert message.urgent
    assert message.expires_at == clock.now() + timedelta(minutes=15)
    assert "B001 is called: go to A1 now" in words(message)
    actions.skip(ticket, by=STAFF)
    assert words(message) == "", "it is called no more"


def test_a_call_after_the_number_was_passed_over_is_told_anew(
    city: City, book: Book, table: Resource, time: Clock
) -> None:
    ticket = asking(city, book, city.slots(table)[0])
    called(actions.call_next(table, by=STAFF))
    actions.skip(ticket, by=STAFF)
    time.move(minutes=3)
    called(actions.call(ticket, resource=table, by=STAFF))
    assert len(told()) == 2


def test_number_that_is_begun_with_is_not_told_that_it_is_called(city: City, book: Book, table: Resource) -> None:
    first, second, _third = city.slots(table)
    at_once, soon_begun = asking(city, book, first), asking(city, book, second)
    assert isinstance(actions.serve(at_once, resource=table, by=STAFF), Ticket)
    assert told() == []
    called(actions.call(soon_begun, resource=table, by=STAFF))
    actions.serve(soon_begun, resource=table, by=STAFF)
    (message,) = told()
    assert words(message) == ""


def test_call_to_another_table_makes_the_first_message_untrue(
    city: City, book: Book, offer: Offer, table: Resource
) -> None:
    other = city.resource(offer)
    ticket = asking(city, book, city.slots(table)[0])
    called(actions.call(ticket, resource=table, by=STAFF))
    actions.hold(ticket, by=STAFF)
    called(actions.call(ticket, resource=other, by=STAFF))
    assert [bool(words(one)) for one in told()] == [False, True]


def test_told_once_when_two_are_before(city: City, book: Book, offer: Offer, table: Resource) -> None:
    for _ in range(5):
        take(offer, table)
    ticket = asking(city, book, city.slots(table, 1, first=FIRST + timedelta(hours=5))[0], "soon")
    assert [one.before for one in standing_in_line(ticket, now=clock.now())] == [5]
    counts = []
    for _ in range(6):
        called(actions.call_next(table, by=STAFF))
        counts.append((len(told("number_soon")), len(told())))
    assert counts == [(0, 0), (0, 0), (1, 0), (1, 0), (1, 0), (1, 1)]
    assert words(told("number_soon")[0]) == "", "it is called by now"


def test_taken_back_nothing_is_sent(city: City, book: Book, table: Resource) -> None:
    ticket = asking(city, book, city.slots(table)[0])
    for _again in range(2):
        assert isinstance(actions.tell_of_number(ticket, tell="", by=PERSON), Ticket)
    called(actions.call_next(table, by=STAFF))
    assert told() == []
    assert Entry.objects.filter(what="ticket.not_told").count() == 1


def test_number_without_a_contact_or_over_cannot_ask(city: City, book: Book, offer: Offer, table: Resource) -> None:
    nobody = actions.tell_of_number(take(offer, table), tell="called", by=PERSON)
    assert isinstance(nobody, Refusal)
    assert nobody.reason == Reason.NO_CONTACT
    ticket = arrived(city, book, city.slots(table)[0])
    actions.finish(ticket, by=STAFF)
    over = actions.tell_of_number(ticket, tell="called", by=PERSON)
    assert isinstance(over, Refusal)
    assert over.reason == Reason.NUMBER_MOVED_ON
    with pytest.raises(ValueError, match="often"):
        actions.tell_of_number(ticket, tell="often", by=PERSON)


def test_who_was_erased_is_not_told(city: City, book: Book, table: Resource) -> None:
    ticket = asking(city, book, city.slots(table)[0])
    assert ticket.booking is not None
    assert ticket.booking.person_id is not None
    Booking.objects.filter(pk=ticket.booking.pk).update(person=None)
    called(actions.call(ticket, resource=table, by=STAFF))
    assert told() == []

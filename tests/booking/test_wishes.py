"""Wishes: put, put anew and taken back until the list is frozen; who is first gains nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from duikou.booking import actions
from duikou.booking.models import Draw, DrawEntry, Offer, Slot, Wish
from duikou.booking.refusals import Reason, Refusal
from duikou.directory.actions import newcomer
from duikou.directory.models import Person
from duikou.journal.models import Entry, Message

from .conftest import FIRST, NOW, PERSON, STAFF, Book, City, Clock
from .drawing import ROUND, UNTIL, a_draw, entered, frozen, offer_of, places, wish


def reason(answer: object) -> Reason:
    assert isinstance(answer, Refusal), answer
    return answer.reason


def listed(entry: DrawEntry) -> list[int]:
    return list(Wish.objects.filter(entry=entry).order_by("rank").values_list("resource_id", flat=True))


def test_wishes_are_kept_in_order_and_told(city: City) -> None:
    draw = a_draw(city)
    one, two = places(draw)
    entry = entered(draw, city.person(), two, one)
    assert listed(entry) == [two.pk, one.pk]
    assert (entry.channel, len(entry.code)) == ("web", 6)
    assert Entry.objects.filter(what="wishes.put", which=f"entry:{entry.public_id}").count() == 1
    message = Message.objects.get(template="wishes_kept")
    assert (message.recipient, message.expires_at) == (f"person:{entry.person_id}", UNTIL)


def test_wishes_put_again_replace_the_list_and_keep_the_code(city: City, time: Clock) -> None:
    draw, person = a_draw(city), city.person()
    one, two = places(draw)
    first = entered(draw, person, one)
    time.move(days=1)
    again = entered(draw, person, two)
    assert (again.pk, again.code, listed(again)) == (first.pk, first.code, [two.pk])
    assert Message.objects.filter(template="wishes_kept").count() == 1


def test_a_newcomer_is_kept_with_the_entry_or_not_at_all(city: City) -> None:
    draw = a_draw(city)
    who = newcomer(name="New", contact="new@example.org", language="en")
    assert reason(actions.put_wishes(draw=draw, person=who, resources=[], by=PERSON)) == Reason.NO_WISH
    assert not Person.objects.exists()
    entry = actions.put_wishes(draw=draw, person=who, resources=places(draw), by=PERSON)
    assert isinstance(entry, DrawEntry)
    assert Person.objects.count() == 1


def test_a_name_and_contact_alone_change_nobodys_wishes(city: City) -> None:
    draw = a_draw(city)
    who = newcomer(name="New", contact="new@example.org", language="en")
    entry = actions.put_wishes(draw=draw, person=who, resources=places(draw), by=PERSON)
    again = actions.put_wishes(draw=draw, person=who, resources=places(draw)[:1], by=PERSON)
    assert reason(again) == Reason.ENTERED_BEFORE
    assert isinstance(entry, DrawEntry)
    assert len(listed(entry)) == 2
    by_staff = actions.put_wishes(draw=draw, person=who, resources=places(draw)[:1], channel="staff", by=STAFF)
    assert isinstance(by_staff, DrawEntry)
    assert len(listed(entry)) == 1


@pytest.mark.parametrize("late", [timedelta(), timedelta(seconds=1)])
def test_a_late_wish_is_refused_and_changes_nothing(city: City, time: Clock, late: timedelta) -> None:
    draw, person = a_draw(city), city.person()
    entry = entered(draw, person, places(draw)[0])
    time.at = UNTIL + late
    answer = wish(draw, person)
    assert reason(answer) == Reason.WISHES_OVER
    assert "nothing was changed" in str(answer)
    assert len(listed(entry)) == 1
    assert reason(actions.drop_entry(entry=entry, by=PERSON)) == Reason.WISHES_OVER


def test_a_wish_after_the_freeze_is_refused(city: City, time: Clock) -> None:
    draw = a_draw(city)
    time.at = UNTIL
    frozen(draw)
    time.at = NOW  # even by a clock that goes wrong
    assert reason(wish(draw, city.person())) == Reason.WISHES_OVER


def test_more_wishes_than_allowed_none_twice_and_only_what_is_offered(city: City) -> None:
    draw, person = a_draw(city, wishes_max=1), city.person()
    one, two = places(draw)
    assert reason(wish(draw, person, one, two)) == Reason.WISHES_TOO_MANY
    assert reason(wish(draw, person, city.resource(city.offer()))) == Reason.WISH_GONE
    Slot.objects.filter(resource=one).update(withdrawn=True)
    assert reason(wish(draw, person, one)) == Reason.WISH_GONE
    draw = a_draw(city)
    one = places(draw)[0]
    assert reason(wish(draw, person, one, one)) == Reason.WISH_GONE
    assert not DrawEntry.objects.exists()


def test_a_wish_before_the_opening_in_a_closed_or_a_cancelled_offer_is_refused(city: City) -> None:
    for values, why in (
        ({"opens_at": NOW + timedelta(hours=1)}, Reason.NOT_OPEN_YET),
        ({"state": Offer.State.CLOSED}, Reason.WISHES_OVER),
        ({"state": Offer.State.CANCELLED}, Reason.CANCELLED),
    ):
        draw = a_draw(city)
        Offer.objects.filter(pk=draw.offer_id).update(**values)
        assert reason(wish(draw, city.person())) == why


def test_an_offer_that_asks_for_a_proven_contact_asks_here_too(city: City) -> None:
    draw, person = a_draw(city, verified_contact=True), city.person()
    assert reason(wish(draw, person, own=False)) == Reason.CONTACT_UNPROVEN
    entered(draw, person, own=False, proven_for=draw.offer_id)
    entered(draw, city.person(), own=False, channel="staff")


def test_while_wishes_are_taken_nobody_books(city: City, book: Book) -> None:
    draw = a_draw(city)
    slot = Slot.objects.filter(offer=draw.offer).first()
    assert slot
    assert reason(book(slot, city.person())) == Reason.DRAWN


def test_an_entry_taken_back_leaves_nothing_of_the_person(city: City) -> None:
    draw = a_draw(city)
    entry = entered(draw, city.person())
    assert actions.drop_entry(entry=entry, by=PERSON) is None
    assert actions.drop_entry(entry=entry, by=PERSON) is None
    assert (DrawEntry.objects.count(), Wish.objects.count(), Person.objects.count()) == (0, 0, 0)


def test_somebody_who_is_erased_while_wishes_are_taken_is_out_of_the_draw(city: City) -> None:
    draw, person = a_draw(city), city.person()
    entry = entered(draw, person)
    assert not actions.erase_person(person_id=person.pk, which="x", by=PERSON, known=set())
    assert actions.erase_person(person_id=person.pk, which="x", by=PERSON, known={entry.public_id})
    assert (DrawEntry.objects.count(), Person.objects.count()) == (0, 0)


def test_somebody_who_is_erased_after_the_freeze_leaves_the_code_in_the_list(city: City, time: Clock) -> None:
    draw, person = a_draw(city), city.person()
    entry = entered(draw, person)
    time.at = UNTIL
    draw = frozen(draw)
    assert actions.erase_person(person_id=person.pk, which="x", by=PERSON)
    entry.refresh_from_db()
    assert (entry.person, len(listed(entry))) == (None, 2)
    assert entry.code.encode() in bytes(draw.file.frozen)


def test_nobody_is_put_right_over_an_entry_they_have_not_shown(city: City) -> None:
    draw, person = a_draw(city), city.person()
    entry = entered(draw, person)
    new = {"name": "New name", "contact": "new@example.org", "language": "en", "which": "x", "by": PERSON}
    assert not actions.put_right(person=person, known=set(), **new)
    assert actions.put_right(person=person, known={entry.public_id}, **new)


def test_there_is_one_draw_for_an_offer(city: City, time: Clock) -> None:
    draw = a_draw(city)
    later = UNTIL + timedelta(hours=3)
    changed = actions.plan_draw(offer=draw.offer, wishes_until=later, wishes_max=5, by=STAFF)
    assert isinstance(changed, Draw)
    assert (changed.pk, changed.wishes_max, Draw.objects.count()) == (draw.pk, 5, 1)
    time.at = later
    frozen(draw, source_at=later + timedelta(hours=1))
    again = actions.plan_draw(offer=draw.offer, wishes_until=later + timedelta(hours=1), wishes_max=5, by=STAFF)
    assert reason(again) == Reason.DRAW_EXISTS


def test_a_draw_is_planned_for_a_time_to_come_before_the_first_time(city: City) -> None:
    offer = city.offer()
    city.slots(city.resource(offer), 1)
    for until in (NOW, FIRST, FIRST + timedelta(hours=1)):
        assert reason(actions.plan_draw(offer=offer, wishes_until=until, wishes_max=3, by=STAFF)) == Reason.DRAW_PAST
    assert Offer.objects.get(pk=offer.pk).mode == Offer.Mode.FIRST_COME


def test_wishes_do_not_end_within_a_day_once_somebody_has_wished(city: City, time: Clock) -> None:
    draw = a_draw(city)

    def plan(until: datetime) -> object:
        return actions.plan_draw(offer=draw.offer, wishes_until=until, wishes_max=4, by=STAFF)

    in_a_day = NOW + timedelta(days=1)
    assert isinstance(plan(NOW + timedelta(minutes=5)), Draw), "nobody counts on anything"
    assert isinstance(plan(UNTIL), Draw)
    entered(draw, city.person())
    refused = plan(in_a_day - timedelta(minutes=1))
    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.facts) == (Reason.DEADLINE_SOON, {"soonest": in_a_day})
    assert Draw.objects.get().wishes_until == UNTIL
    time.at = NOW + timedelta(seconds=40)
    assert isinstance(plan(in_a_day), Draw), "what is shown, to the minute, is accepted"
    time.at = NOW + timedelta(hours=20)
    assert isinstance(plan(in_a_day), Draw), "the one that was told is no earlier one"
    assert reason(plan(in_a_day - timedelta(minutes=1))) == Reason.DEADLINE_SOON
    assert isinstance(plan(in_a_day + timedelta(minutes=1)), Draw)


def test_a_draw_called_off_is_told_to_everybody_and_places_are_booked_as_they_come(city: City, book: Book) -> None:
    draw, person = a_draw(city), city.person()
    entered(draw, person)
    off = actions.call_off(draw=draw, why={"en": "No hall"}, by=STAFF)
    assert isinstance(off, Draw)
    assert (off.state, offer_of(draw).mode) == ("called_off", "first_come")
    told = Message.objects.get(template="draw_called_off")
    assert (told.recipient, told.details) == (f"person:{person.pk}", {"said": {"en": "No hall"}})
    assert reason(actions.call_off(draw=draw, why="", by=STAFF)) == Reason.DRAW_ELSEWHERE
    assert reason(wish(draw, person)) == Reason.DRAW_ELSEWHERE
    slot = Slot.objects.filter(offer=draw.offer).first()
    assert slot
    assert book(slot, city.person()).booking.state == "confirmed"
    again = actions.plan_draw(offer=draw.offer, wishes_until=UNTIL, wishes_max=3, by=STAFF)
    assert isinstance(again, Draw)
    assert again.state == "wishing"


def test_a_frozen_draw_is_not_called_off_by_one_nor_planned_anew(city: City, time: Clock) -> None:
    draw = a_draw(city)
    time.at = UNTIL
    frozen(draw)
    assert reason(actions.call_off(draw=draw, why="", by=STAFF)) == Reason.SECOND_PERSON
    from duikou.booking.actions.draws import call_off_by_two

    assert isinstance(call_off_by_two(draw=draw, why="", by=STAFF), Draw)
    answer = actions.plan_draw(offer=draw.offer, wishes_until=UNTIL + timedelta(hours=1), wishes_max=3, by=STAFF)
    assert reason(answer) == Reason.DRAW_EXISTS


def test_an_offer_that_is_cancelled_calls_its_draw_off(city: City) -> None:
    draw, person = a_draw(city), city.person()
    entered(draw, person)
    actions.cancel_offer(draw.offer, by=STAFF, why={"en": "Storm"})
    draw.refresh_from_db()
    assert draw.state == "called_off"
    assert Message.objects.get(template="draw_called_off").details == {"said": {"en": "Storm"}}


def test_freezing_needs_a_source_that_is_named_and_that_nobody_knows_yet(city: City, time: Clock) -> None:
    draw = a_draw(city)

    def freeze(name: str = ROUND, at: timedelta = timedelta(hours=1)) -> object:
        return actions.freeze(draw=draw, source="spoken", source_name=name, source_at=time.at + at, by=STAFF)

    assert reason(freeze()) == Reason.WISHES_RUN
    time.at = UNTIL
    assert reason(freeze(name=" ")) == Reason.SOURCE_UNNAMED
    assert reason(freeze(at=timedelta())) == Reason.SOURCE_PAST
    assert isinstance(freeze(), Draw)
    assert reason(freeze()) == Reason.DRAW_ELSEWHERE

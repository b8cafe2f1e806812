"""Holding a slot at another time, or elsewhere, with its bookings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from duikou.booking import actions
from duikou.booking.letters import RENDERERS
from duikou.booking.models import Booking, Slot, WaitingEntry
from duikou.booking.queries import find_faults
from duikou.booking.refusals import Reason
from duikou.journal.models import Entry, Message

from .conftest import FIRST, PERSON, STAFF, Book, City, Clock
from .test_claims import reason

HOUR = timedelta(hours=1)


def retime(slot: Slot, *, by: timedelta = HOUR, **more: bool) -> object:
    return actions.retime(slot, starts_at=slot.starts_at + by, ends_at=slot.ends_at + by, by=STAFF, **more)


def told() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in Message.objects.exclude(template="booked"):
        found.setdefault(one.recipient, []).append(one.template)
    return found


def test_bookings_move_with_their_slot_and_everybody_is_told(city: City, book: Book) -> None:
    slot = city.slot(capacity=4)
    family, one, gone = city.person(), city.person(), city.person()
    book(slot, family, seats=2)
    book(slot, one)
    actions.cancel(book(slot, gone).booking, by=PERSON)
    Message.objects.all().delete()
    assert retime(slot) == 2
    kept = Slot.objects.get()
    assert (kept.starts_at, kept.taken, kept.pk) == (FIRST + HOUR, 3, slot.pk)
    assert list(Booking.objects.order_by("pk").values_list("sequence", flat=True)) == [1, 1, 0]
    assert told() == {f"person:{family.pk}": ["moved"], f"person:{one.pk}": ["moved"]}
    letter = RENDERERS["moved"](Message.objects.get(recipient=f"person:{one.pk}"))
    assert letter is not None
    assert "something else" not in letter.body
    assert Entry.objects.filter(what="slot.retimed").count() == 1
    assert find_faults() == []


def test_same_time_at_another_place_is_told_as_that(city: City, book: Book) -> None:
    slot, person = city.slot(), city.person()
    book(slot, person)
    assert retime(slot, by=timedelta(), elsewhere=True) == 1
    assert told() == {f"person:{person.pk}": ["elsewhere"]}
    assert retime(Slot.objects.get(), by=timedelta()) == 1  # nothing changed, nothing said
    assert told() == {f"person:{person.pk}": ["elsewhere"]}
    assert Booking.objects.get().sequence == 1


def test_who_is_booked_for_something_else_then_is_told_so_and_keeps_both(city: City, book: Book) -> None:
    slot, other = city.slot(capacity=2), city.slot(first=FIRST + HOUR)
    busy, free = city.person(), city.person()
    for at, who in ((slot, busy), (slot, free), (other, busy)):
        book(at, who)
    assert retime(slot) == 2
    assert Booking.objects.filter(person=busy, state=Booking.State.CONFIRMED).count() == 2
    overlaps = Message.objects.filter(template="moved", details__overlaps=True)
    assert [one.recipient for one in overlaps] == [f"person:{busy.pk}"]
    letter = RENDERERS["moved"](overlaps.get())
    assert letter is not None
    assert "you have booked something else, too" in letter.body


def test_refused_once_begun_and_for_a_time_that_has_passed(city: City, time: Clock) -> None:
    slot = city.slot()
    past = actions.retime(slot, starts_at=time.at, ends_at=time.at + HOUR, by=STAFF)
    assert reason(past) == Reason.STARTED
    time.at = FIRST
    assert reason(retime(slot)) == Reason.STARTED
    assert Slot.objects.get().starts_at == FIRST


def test_two_slots_of_a_resource_never_begin_at_once(city: City) -> None:
    first, second, _third = city.slots(city.resource(city.offer()))
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.retime(first, starts_at=second.starts_at, ends_at=second.ends_at, by=STAFF)


def test_who_waits_for_it_is_told_each_time_and_who_waits_elsewhere_is_not(city: City, book: Book) -> None:
    slot, other = city.slot(), city.slot()
    for one in (slot, other):
        book(one, city.person())
    for_slot, for_any, elsewhere = city.person(), city.person(), city.person()
    for person, at, of in ((for_slot, slot, slot), (for_any, slot, None), (elsewhere, other, other)):
        entry = actions.wait(person, resource=at.resource, slot=of, by=PERSON)
        assert isinstance(entry, WaitingEntry), entry
    Message.objects.all().delete()
    retime(slot)
    retime(Slot.objects.get(pk=slot.pk))
    told_so = Message.objects.filter(template="waiting_moved").order_by("pk")
    assert [one.recipient for one in told_so] == [f"person:{one.pk}" for one in (for_slot, for_any)] * 2
    letter = RENDERERS["waiting_moved"](told_so[0])
    assert letter is not None
    assert letter.subject == "What you wait for has another time or place"
    assert "See your position, or leave" in letter.body

"""The waiting list: in order, passed over with a reason, moved in the releasing transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from duikou.base.keeping import retentions
from duikou.base.registry import checks, jobs
from duikou.booking import actions, signals
from duikou.booking.actions import promotion
from duikou.booking.actions import waiting as waiting_actions
from duikou.booking.models import Booking, Slot, WaitingEntry
from duikou.booking.queries import find_faults, waiting_of, waiting_shown
from duikou.booking.queries.faults import look
from duikou.booking.refusals import Reason
from duikou.directory.models import Person
from duikou.journal.models import Message

from .conftest import FIRST, PERSON, STAFF, Book, City, Clock
from .test_claims import reason


def wait(slot: Slot, person: Person, *, anywhere: bool = False, **more: Any) -> WaitingEntry:
    entry = actions.wait(person, resource=slot.resource, slot=None if anywhere else slot, by=PERSON, **more)
    assert isinstance(entry, WaitingEntry), entry
    return entry


def states(*entries: WaitingEntry) -> list[str]:
    return [WaitingEntry.objects.get(pk=one.pk).state for one in entries]


def test_freed_place_goes_to_the_first_in_the_list(city: City, book: Book) -> None:
    slot = city.slot()
    booking = book(slot, city.person()).booking
    first, second = wait(slot, city.person()), wait(slot, city.person())
    assert [waiting_shown(one).position for one in (first, second)] == [1, 2]
    actions.cancel(booking, by=PERSON)
    assert states(first, second) == ["promoted", "waiting"]
    first.refresh_from_db()
    assert first.booking is not None
    assert (first.booking.channel, first.booking.state, first.booking.person) == (
        "waiting_list",
        "confirmed",
        first.person,
    )
    assert Message.objects.filter(template="promoted").values_list("recipient", flat=True).get() == (
        f"person:{first.person_id}"
    )
    assert waiting_shown(second).position == 1
    assert find_faults() == []


def test_group_that_does_not_fit_is_passed_over_and_sees_why(city: City, book: Book) -> None:
    slot = city.slot(capacity=2)
    one, two = (book(slot, city.person()).booking for _ in range(2))
    group, single = wait(slot, city.person(), seats=2), wait(slot, city.person())
    assert "No place" in waiting_shown(group).why
    actions.cancel(one, by=PERSON)
    assert states(group, single) == ["waiting", "promoted"]
    group.refresh_from_db()
    assert (group.passed_over, waiting_shown(group).position) == ("full", 1)
    assert "not enough seats" in waiting_shown(group).why
    actions.cancel(two, by=PERSON)
    assert states(group) == ["waiting"]
    assert find_faults() == []


def test_who_waits_and_meanwhile_cannot_is_passed_over(city: City, book: Book) -> None:
    offer = city.offer(limit_per_person=1)
    slot, other = city.slot(offer), city.slot(offer, first=FIRST + timedelta(hours=1))
    booking = book(slot, city.person()).booking
    entry = wait(slot, city.person())
    second = wait(slot, city.person())
    assert entry.person is not None
    mine = book(other, entry.person).booking
    actions.cancel(booking, by=PERSON)
    assert states(entry, second) == ["waiting", "promoted"]
    entry.refresh_from_db()
    assert (entry.passed_over, entry.state) == ("limit_reached", "waiting")
    assert waiting_shown(entry).why
    actions.cancel(mine, by=PERSON)
    second.refresh_from_db()
    assert second.booking is not None
    actions.cancel(second.booking, by=PERSON)
    assert states(entry) == ["promoted"]
    assert find_faults() == []


def test_waiting_for_any_time_gets_the_earliest(city: City, book: Book) -> None:
    slots = city.slots(city.resource(city.offer()))
    bookings = [book(one, city.person()).booking for one in slots]
    entry = wait(slots[0], city.person(), anywhere=True)
    actions.cancel(bookings[1], by=PERSON)
    entry.refresh_from_db()
    assert entry.booking is not None
    assert entry.booking.slot == slots[1]
    assert find_faults() == []


def test_list_does_not_move_after_cancel_until(city: City, book: Book, time: Clock) -> None:
    slot = city.slot()
    booking, entry = book(slot, city.person()).booking, wait(slot, city.person())
    time.at = FIRST - timedelta(minutes=59)
    actions.cancel(booking, by=STAFF)
    assert states(entry) == ["waiting"]
    assert actions.end_waiting() == 1
    assert states(entry) == ["expired"]
    assert Message.objects.filter(template="waiting_ended").count() == 1
    assert isinstance(actions.walk_in(city.person(), slot=slot, by=STAFF), actions.Arrival)


def test_waiting_is_refused_when_it_makes_no_sense(city: City, book: Book, time: Clock) -> None:
    slot, person = city.slot(), city.person()
    resource = slot.resource
    assert reason(actions.wait(person, resource=resource, slot=slot, by=PERSON)) == Reason.PLACES_FREE
    mine = book(slot, person).booking
    assert reason(actions.wait(person, resource=resource, slot=slot, by=PERSON)) == Reason.DUPLICATE
    other = city.person()
    elsewhere = city.resource(city.offer())
    assert reason(actions.wait(other, resource=elsewhere, slot=slot, by=PERSON)) == Reason.UNKNOWN_SLOT
    assert reason(actions.wait(other, resource=elsewhere, by=PERSON)) == Reason.TOO_LATE_TO_WAIT
    assert reason(actions.wait(other, resource=resource, slot=slot, seats=9, by=PERSON)) == Reason.BAD_SEATS
    two = city.slots(city.resource(city.offer()), 2)
    book(two[0], city.person())
    assert reason(actions.wait(other, resource=two[0].resource, by=PERSON)) == Reason.PLACES_FREE
    entry = wait(slot, other)
    assert reason(actions.wait(other, resource=resource, slot=slot, by=PERSON)) == Reason.ALREADY_WAITING
    assert reason(actions.wait(other, resource=resource, by=PERSON)) == Reason.ALREADY_WAITING
    time.at = FIRST - timedelta(minutes=60)
    assert reason(actions.wait(city.person(), resource=resource, slot=slot, by=PERSON)) == Reason.TOO_LATE_TO_WAIT
    assert (mine.state, states(entry)) == ("confirmed", ["waiting"])


def test_leave_gives_the_position_up(city: City, book: Book) -> None:
    slot = city.slot()
    booking = book(slot, city.person()).booking
    first, second = wait(slot, city.person()), wait(slot, city.person())
    left = actions.leave(first, by=PERSON)
    assert isinstance(left, WaitingEntry)
    assert actions.leave(first, by=PERSON) == left
    actions.cancel(booking, by=PERSON)
    assert states(first, second) == ["left", "promoted"]
    assert reason(actions.leave(second, by=PERSON)) == Reason.NOT_WAITING
    assert waiting_shown(left).position == 0


def test_more_capacity_moves_the_list(city: City, book: Book) -> None:
    slot = city.slot()
    book(slot, city.person())
    entries = [wait(slot, city.person()) for _ in range(3)]
    assert actions.change_capacity(slot, capacity=3, by=STAFF).capacity == 3
    assert states(*entries) == ["promoted", "promoted", "waiting"]
    assert actions.change_capacity(slot, capacity=1, by=STAFF).capacity == 3
    assert find_faults() == []


def test_worker_fills_places_that_became_possible(city: City, book: Book) -> None:
    offer = city.offer(limit_per_person=1)
    slot, other = city.slot(offer), city.slot(offer, first=FIRST + timedelta(hours=1))
    booking, entry = book(slot, city.person()).booking, wait(slot, city.person())
    assert entry.person is not None
    mine = book(other, entry.person).booking
    actions.cancel(booking, by=PERSON)
    actions.cancel(mine, by=PERSON)
    assert states(entry) == ["waiting"]
    assert actions.fill_from_waiting() == 1
    assert actions.fill_from_waiting() == 0
    assert states(entry) == ["promoted"]
    assert find_faults() == []


def test_long_list_of_groups_does_not_starve_who_fits_behind_them(
    city: City, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (promotion, waiting_actions):
        monkeypatch.setattr(module, "REACH", 3)
    slot = city.slot(capacity=2)
    booking, _other = (book(slot, city.person()).booking for _ in range(2))
    groups = [wait(slot, city.person(), seats=2) for _ in range(7)]
    single = wait(slot, city.person())
    actions.cancel(booking, by=PERSON)
    assert states(single) == ["waiting"]
    assert actions.fill_from_waiting() == 1
    assert (states(single), set(states(*groups))) == (["promoted"], {"waiting"})
    assert find_faults() == []


def test_engine_declares_its_work_and_its_check() -> None:
    assert checks.get("booking") is look
    assert {job.name for job in jobs} >= {"booking.release_expired", "booking.fill_from_waiting", "booking.end_waiting"}
    assert retentions.get("booking.people") is not None


def test_entry_is_found_by_its_id(city: City, book: Book) -> None:
    slot = city.slot()
    book(slot, city.person())
    entry = wait(slot, city.person())
    assert waiting_of(entry.public_id) == entry
    assert waiting_of("nonsense") is None
    assert waiting_of("00000000-0000-0000-0000-000000000000") is None


@pytest.mark.parametrize("why", ["", "full", "overlap", "limit_reached", "limit_at_resource", "bad_seats", "ended"])
def test_every_reason_to_wait_has_a_text(city: City, book: Book, why: str) -> None:
    slot = city.slot()
    book(slot, city.person())
    entry = wait(slot, city.person())
    entry.passed_over = why
    assert waiting_shown(entry).why
    assert "…" not in waiting_shown(entry).why


def test_news_is_sent_on_commit_only(
    city: City, book: Book, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[tuple[str, dict[str, Any]]] = []

    def listener(name: str) -> Any:
        def hear(**news: Any) -> None:
            heard.append((name, {key: value for key, value in news.items() if key.endswith(("_id", "_ids"))}))

        return hear

    def broken(**_news: Any) -> None:
        raise RuntimeError("a listener of a room above")

    hearing = {name: listener(name) for name in ("booked", "cancelled", "moved", "promoted", "checked_in")}
    for name, hear in hearing.items():
        getattr(signals, name).connect(broken)
        getattr(signals, name).connect(hear)
    try:
        slot, later, _ = city.slots(city.resource(city.offer()))
        with django_capture_on_commit_callbacks(execute=True):
            one = book(slot, city.person()).booking
            entry = wait(slot, city.person())
            assert heard == []
        with django_capture_on_commit_callbacks(execute=True):
            actions.rebook(one, to=later, by=PERSON)
    finally:
        for name, hear in hearing.items():
            getattr(signals, name).disconnect(hear)
            getattr(signals, name).disconnect(broken)
    up = Booking.objects.get(channel="waiting_list")
    assert heard == [
        ("booked", {"booking_ids": [one.pk]}),
        ("promoted", {"booking_ids": [up.pk], "entry_ids": [entry.pk]}),
        ("moved", {"booking_id": one.pk, "from_slot_id": slot.pk, "to_slot_id": later.pk}),
    ]
    assert "a listener of a room above" in caplog.text

"""What other systems are told of the engine: every kind that is recorded, ids and moments, nobody's name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duikou.base.registry import Happened, events
from duikou.booking import actions
from duikou.booking.events import KINDS
from duikou.booking.models import Booking, WaitingEntry
from duikou.directory.actions import keep_person
from duikou.directory.actions.connections import add_webhook
from duikou.directory.webhooks import fan_out
from duikou.journal.models import Entry
from tests.booking.conftest import PERSON, STAFF, Book, City, Clock

NAME, CONTACT = "阿依古丽·买买提", "13912345678"


def told_of(what: str) -> list[Happened | None]:
    """What is said of the entries of this kind, in their order."""
    event = events.get(what)
    assert event is not None
    entries = Entry.objects.filter(what=what).order_by("pk")
    assert entries
    return list(event.tell([(entry.which, entry.details) for entry in entries]))


@pytest.fixture
def canary(city: City) -> Any:
    return keep_person(name=NAME, contact=CONTACT, language="en")


def test_everything_that_happens_to_bookings_can_be_told(city: City, time: Clock, book: Book, canary: Any) -> None:
    offer = city.offer()
    first, second, third = city.slots(city.resource(offer))
    booking = book(first, canary).booking
    for _ in range(2):
        last = actions.wait(city.person(), resource=first.resource, slot=first, by=PERSON)
        assert isinstance(last, WaitingEntry)
    actions.leave(last, by=PERSON)
    actions.rebook(booking, to=second, by=PERSON)  # whoever still waits moves up
    actions.cancel(booking, by=PERSON)
    there = book(third, canary).booking
    actions.wait(city.person(), resource=third.resource, slot=third, by=PERSON)
    time.at = third.starts_at
    for _ in range(2):
        actions.check_in(there, by=STAFF, method="name")
        actions.undo_check_in(there, by=STAFF)
    actions.check_in(there, by=STAFF, method="name")
    actions.cancel_offer(offer, by=STAFF)
    kinds = Entry.objects.values_list("what", flat=True)
    recorded = {what for what in kinds if what.split(".")[0] in ("booking", "waiting")}
    assert {name for name, _says, _tell in KINDS} == recorded
    moved = told_of("booking.moved")[0]
    assert moved is not None
    assert moved.organisation == city.organisation.pk
    assert moved.data["came_from"] == str(first.public_id)
    said = json.dumps([one.data for kind in recorded for one in told_of(kind) if one], ensure_ascii=False)
    for value in (NAME, CONTACT, str(canary.public_id)):
        assert value not in said


def test_booking_is_told_by_ids_and_its_state_now(city: City, book: Book, canary: Any) -> None:
    slot = city.slot()
    booking = book(slot, canary, seats=1).booking
    assert told_of("booking.confirmed") == [
        Happened(
            city.organisation.pk,
            {
                "booking": str(booking.public_id),
                "offer": str(slot.offer.public_id),
                "slot": str(slot.public_id),
                "starts_at": slot.starts_at.isoformat(),
                "state": "confirmed",
                "attendance": Booking.objects.get().attendance,
                "online": False,
                "seats": 1,
                "sequence": Booking.objects.get().sequence,
            },
        )
    ]


def test_nothing_is_told_of_what_is_gone_or_never_was(city: City, book: Book) -> None:
    booking = book(city.slot(), city.person()).booking
    event = events.get("booking.confirmed")
    assert event is not None
    nonsense = ["booking:", "booking:x", "", f"booking:{'0' * 32}", f"booking:{booking.public_id}"]
    said = event.tell([(which, {}) for which in nonsense])
    assert [one is None for one in said] == [True, True, True, True, False]


def test_many_are_told_with_as_few_queries_as_one(city: City, book: Book) -> None:
    offer = city.offer(limit_per_person=3)
    slots = city.slots(city.resource(offer), 3)
    counts = []
    for slot in slots:
        book(slot, city.person())
        with CaptureQueriesContext(connection) as captured:
            told_of("booking.confirmed")
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_hook_hears_of_a_booking_without_whose(
    city: City, book: Book, canary: Any, own_writes_are_settled: None
) -> None:
    slot = city.slot()
    hook = add_webhook(url="https://a.example/", organisation=city.organisation, events=["booking.confirmed"], by=STAFF)
    booking = book(slot, canary).booking
    assert fan_out() == 1
    body = hook.deliveries.get().body
    assert (body["type"], body["data"]["booking"]) == ("booking.confirmed", str(booking.public_id))
    for value in (NAME, CONTACT, str(canary.public_id)):
        assert value not in json.dumps(body, ensure_ascii=False)

"""An offer with times at two resources, open now, and people to book them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions
from duikou.booking.models import Offer, Resource, Slot
from duikou.directory.actions import keep_person
from duikou.directory.models import Organisation, Person

STAFF = Actor("account", "staff")
PERSON = Actor("person")
NOW = datetime(2027, 3, 1, 1, tzinfo=UTC)
FIRST = datetime(2027, 3, 6, 1, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def move(self, **step: float) -> datetime:
        self.at += timedelta(**step)
        return self.at


class City:
    """What the tests of this room build with."""

    def __init__(self) -> None:
        self.organisation = Organisation.objects.create(name={"en": "Office"}, kind="office", created_at=NOW)
        self.people = 0

    def offer(self, **limits: Any) -> Offer:
        limits = {"limit_per_person": 3, "limit_per_resource": 1, "seats_max": 4, **limits}
        offer = actions.make_offer(
            title={"en": "Talks"},
            organisation=self.organisation,
            opens_at=NOW - timedelta(hours=1),
            closes_at=FIRST + timedelta(hours=8),
            by=STAFF,
            **limits,
        )
        return actions.open_offer(offer, by=STAFF)

    def resource(self, offer: Offer) -> Resource:
        return actions.add_resource(offer, label="A1", by=STAFF)

    def slots(self, resource: Resource, number: int = 3, *, first: datetime = FIRST, **values: Any) -> list[Slot]:
        times = [(first + timedelta(minutes=20 * n), first + timedelta(minutes=20 * (n + 1))) for n in range(number)]
        return actions.lay_slots(resource, times=times, by=STAFF, **{"capacity": 1, **values})

    def slot(self, offer: Offer | None = None, **values: Any) -> Slot:
        return self.slots(self.resource(offer or self.offer()), 1, **values)[0]

    def person(self) -> Person:
        self.people += 1
        return keep_person(name=f"Person {self.people}", contact=f"p{self.people}@example.org", language="en")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", moved)
    return moved


@pytest.fixture
def city(db: None, time: Clock) -> City:
    return City()


Book = Callable[..., Any]


@pytest.fixture
def book() -> Book:
    def _book(slot: Slot, person: Person, **more: Any) -> Any:
        return actions.claim(actions.Claim(slot.pk, person.pk, **more), by=PERSON)

    return _book

"""One racing process of test_edit_races.py: an activity is moved and given more places in one step, while somebody
books for several at once. Not a test itself."""

from __future__ import annotations

import time as clocks
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from tests.booking import racer  # makes Django ready

from django.db import DatabaseError, transaction  # isort: skip

from duikou.activities.actions.activities import publish_activity
from duikou.activities.actions.changes import change_activity, change_places, slot_of
from duikou.activities.models import Activity
from duikou.booking import actions
from duikou.booking.actions import retiming
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.queries.holdings import lock_people_and_ask
from duikou.directory.models import Person
from tests.activities.factories import make_activity

PAUSE = 0.8


def seed_activity() -> dict[str, Any]:
    """An activity with one place, which a person has; two wait for it, whose ids are below that one's."""
    people = racer.seed(slots=0, people=3)["people"]
    made = make_activity(places=1)
    publish_activity(activity=made, by=racer.STAFF)
    slot = slot_of(Activity.objects.get(pk=made.pk))
    answer = actions.claim(actions.Claim(slot.pk, people[2]), by=racer.STAFF)
    assert isinstance(answer, actions.Confirmed), answer
    for person in Person.objects.filter(pk__in=people[:2]):
        waits = actions.wait(person, resource=slot.resource, slot=slot, by=racer.STAFF)
        assert isinstance(waits, WaitingEntry), waits
    return {"activity": made.pk, "people": people}


def edit(*, activity: int, blind: bool = False) -> list[str]:
    """Move it by an hour and give it two places more, in one transaction that takes a moment between the two.
    `blind`: who waits is not held with those who are booked."""
    one = Activity.objects.get(pk=activity)
    later = {"starts_at": one.starts_at + timedelta(hours=1), "ends_at": one.ends_at + timedelta(hours=1)}
    with ExitStack() as guards:
        if blind:
            guards.enter_context(patch.object(retiming, "candidates", lambda _slots: []))
        try:
            with transaction.atomic():
                told = change_activity(activity=one, values=later, by=racer.STAFF)
                clocks.sleep(PAUSE)
                change_places(activity=one, places=3, seats_max=1, kept=0, by=racer.STAFF)
        except DatabaseError as error:
            return [racer.failure(error)]
    return [f"{told} told"]


def hold_all(*, people: list[int]) -> list[str]:
    """Hold all of these people, in the order in which everybody does, as a batch of bookings elsewhere does."""
    try:
        with transaction.atomic():
            lock_people_and_ask(people, [])
            clocks.sleep(0.1)
    except DatabaseError as error:
        return [racer.failure(error)]
    return ["held"]


def look(*, activity: int) -> dict[str, Any]:
    """Who has a place, and who waits."""
    slot = slot_of(Activity.objects.get(pk=activity))
    return {
        "booked": Booking.objects.filter(slot=slot, state__in=Booking.LIVE).count(),
        "waiting": WaitingEntry.objects.filter(resource=slot.resource_id, state="waiting").count(),
        "taken": slot.taken,
        "faults": racer.find_faults(),
    }


ALL = (seed_activity, edit, hold_all, look)
racer.COMMANDS.update({one.__name__: one for one in ALL})  # type: ignore[attr-defined]

if __name__ == "__main__":
    racer.listen()

"""One racing process of test_table_races.py: devices of one table send what was tapped without a network, while it goes
on at the usual table. Not a test itself."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from tests.booking import racer  # makes Django ready

from duikou.base import clock  # isort: skip
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Slot, Ticket
from duikou.fairs.actions import calling, notes, outcomes
from duikou.fairs.models import Fair, Interview, SentStep, Stand
from duikou.fairs.rules import Refused
from duikou.journal.models import Entry
from tests.fairs import factories
from tests.fairs.test_table import arrive

Taps = list[list[Any]]  # each: its id, the device, whom it is about, the step, how many seconds after `began`


def seed_table(*, people: int, numbers: int, places: int) -> dict[str, Any]:
    """A fair that is on: so many people who are here for one time of a table, and so many numbers called to it without
    a booking, for which there are so many places at the present time."""
    number = Fair.objects.count() + 1
    fair = factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=25), slug=f"table-{number}")
    stand = factories.make_stand(fair, times=6, capacity=people + places)
    booked = [arrive(stand, 2, f"P{number}x{nth}") for nth in range(people)]
    Slot.objects.filter(resource=stand.resource).exclude(pk=booked[0].slot_id).update(capacity=0)
    called = []
    for _ in range(numbers):
        engine.take_number(fair.offer, by=racer.STAFF)
        ticket = calling.call_next(stand=stand, by=racer.STAFF)
        while isinstance(ticket, Ticket) and ticket.booking_id:  # who is booked goes first
            ticket = calling.call_next(stand=stand, by=racer.STAFF)
        assert isinstance(ticket, Ticket), ticket
        called.append(str(ticket.public_id))
    here = [str(one.public_id) for one in booked]
    return {"stand": stand.pk, "booked": here, "called": called, "began": clock.now().isoformat()}


def send(*, stand: int, began: str, taps: Taps, free: bool = False) -> list[str]:
    """Send taps one after the other; of a list that was given out before all of them."""
    mine = Stand.objects.select_related("fair", "resource").get(pk=stand)
    start = datetime.fromisoformat(began)

    def note(tap: list[Any]) -> notes.Note:
        sent_id, source, named, step, after = tap
        moment = start + timedelta(seconds=after)
        return notes.Note(UUID(sent_id), UUID(source), UUID(named), step, moment, start - timedelta(minutes=5))

    def one(tap: list[Any]) -> str:
        return str(notes.merge_notes(stand=mine, notes=[note(tap)], by=racer.STAFF)[0].result)

    with ExitStack() as guards:
        if free:
            guards.enter_context(racer.no_locks())
            guards.enter_context(patch.object(notes, "course", _slowly(notes.course)))
        return [racer.attempt(lambda tap=tap: one(tap)) for tap in taps]  # type: ignore[misc]


def _slowly(act: Any) -> Any:
    def slow(*given: Any) -> Any:
        time.sleep(0.02)
        return act(*given)

    return slow


def usual(*, stand: int, steps: list[str], rounds: int) -> list[str]:
    """At the usual table, round after round: with each number that has a talk, and with each talk, these steps."""
    mine = Stand.objects.select_related("fair", "resource__offer").get(pk=stand)

    def step(what: str, ticket: Ticket) -> str:
        try:
            if what in calling.STEPS:
                return racer.told(calling.STEPS[what](ticket=ticket, stand=mine, by=racer.STAFF))
            talk = Interview.objects.select_related("booking__slot", "stand__resource").get(booking=ticket.booking)
            if what == "back":
                return racer.told(outcomes.step_back(interview=talk, by=racer.STAFF))
            return racer.told(outcomes.record_outcome(interview=talk, outcome=what, by=racer.STAFF))
        except Refused as refused:
            return str(refused.refusal)

    answers = []
    for _ in range(rounds):
        for ticket in Ticket.objects.filter(offer=mine.fair.offer, booking__isnull=False).order_by("pk"):
            answers += [racer.attempt(lambda s=what, t=ticket: step(s, t)) for what in steps]  # type: ignore[misc]
    return answers


def look(*, stand: int, began: str) -> dict[str, Any]:
    """What is noted of each, by whom it is about; beginnings in seconds after `began`."""
    start = datetime.fromisoformat(began)
    talks = Interview.objects.filter(stand=stand).select_related("booking__ticket")
    rows = SentStep.objects.filter(stand=stand)
    named = {talk.booking_id: _named(talk.booking) for talk in talks}
    return {
        "steps": rows.count(),
        "results": dict(Counter(rows.values_list("result", flat=True))),
        "listed": dict(Counter(map(str, rows.filter(result="differs").values_list("named", flat=True)))),
        "told": Entry.objects.filter(
            what="interview.note_listed", which__in=[f"booking:{talk.booking.public_id}" for talk in talks]
        ).count(),
        "talks": {
            named[talk.booking_id]: [talk.outcome, round((talk.started_at - start).total_seconds())]
            for talk in talks
            if talk.started_at
        },
        "unbooked": rows.filter(booking=None).count(),
        "done": Ticket.objects.filter(offer__fair__stands=stand, state="done").count(),
        "walk_ins": Booking.objects.filter(slot__resource__stand=stand, channel="walk_in").count(),
    }


def _named(booking: Booking) -> str:
    ticket = getattr(booking, "ticket", None)
    return str(ticket.public_id) if booking.channel == "walk_in" and ticket else str(booking.public_id)


ALL = (seed_table, send, usual, look)
racer.COMMANDS.update({one.__name__: one for one in ALL})  # type: ignore[attr-defined]

if __name__ == "__main__":
    racer.listen()

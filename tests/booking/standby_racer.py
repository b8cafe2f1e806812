"""One racing process of test_standby_races.py: places taken, come for after all, and begun with. Not a test itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from tests.booking import racer  # makes Django ready

from duikou.base import clock  # isort: skip
from duikou.base.actor import Actor
from duikou.booking import actions
from duikou.booking.actions import standby as engine
from duikou.booking.models import Booking, Chance, Ticket, WaitingEntry
from duikou.directory.actions import keep_person
from duikou.directory.models import Organisation, Person

STAFF, PERSON = Actor("account", "staff"), Actor("person")
Row = list[int]


def held_out(*, count: int) -> dict[str, Any]:
    """So many tables whose time began six minutes ago and whose person has not come, each held out to somebody who is
    there, and a number that waits at each; keys of chance, missed booking and number."""
    now = clock.now()
    office, _ = Organisation.objects.get_or_create(name_key="office", defaults={"kind": "office", "created_at": now})
    times = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(days=1)}
    offer = actions.make_offer(title={"en": "Race"}, organisation=office, by=STAFF, **times)
    actions.open_offer(offer, by=STAFF)
    base, rows, resources = Person.objects.count(), {}, []
    for nth in range(count):
        resource = actions.add_resource(offer, label=str(nth), by=STAFF)
        span = (now - timedelta(minutes=6), now + timedelta(minutes=30))
        slot = actions.lay_slots(resource, times=[span], capacity=1, by=STAFF)[0]
        away, here = (_somebody(f"{who}{base}x{nth}") for who in ("away", "here"))
        missed = actions.claim(actions.Claim(slot.pk, away.pk, channel=Booking.Channel.STAFF), by=STAFF)
        assert isinstance(missed, actions.Confirmed), missed
        ticket = actions.take_number(offer, by=STAFF, wishes=[resource])
        assert isinstance(ticket, Ticket)
        actions.take_number(offer, by=STAFF, person=here)
        WaitingEntry.objects.create(offer=offer, resource=resource, person=here, created_at=now)
        resources.append(resource.pk)
        rows[slot.pk] = [missed.booking.pk, ticket.pk]
    actions.hold_out(offer, resources=resources)
    chances = Chance.objects.filter(offer=offer).order_by("pk").values_list("slot", "pk")
    return {"offer": offer.pk, "resources": resources, "rows": [[pk, *rows[slot]] for slot, pk in chances]}


def _somebody(name: str) -> Person:
    return keep_person(name=name, contact=f"{name}@example.org", language="en")


def standby(*, rows: list[Row], how: str, hasty: bool = False) -> list[str]:
    """For one place after the other: `take` what was held out, `come` late after all, or `seat` the number there. In
    haste it is looked up who has come, and written over a little later."""
    guarded = engine._give_on
    if hasty:
        engine._give_on = give_on_looked_up
    try:
        return [racer.attempt(partial(WAYS[how], *row)) for row in rows]
    finally:
        engine._give_on = guarded


def give_on_looked_up(missed: Booking, by: Actor, *, to: int = 0) -> bool:
    """Control: no condition on the row that is written."""
    expected = Booking.objects.filter(pk=missed.pk, attendance="expected", given_on=False).exists()
    time.sleep(0.02)
    if expected:
        Booking.objects.filter(pk=missed.pk).update(given_on=True, attendance="no_show")
    return expected


def _take(chance: int, missed: int, ticket: int) -> object:
    return actions.take_chance(Chance.objects.get(pk=chance), by=PERSON)


def _come(chance: int, missed: int, ticket: int) -> object:
    return actions.check_in(Booking.objects.get(pk=missed), by=STAFF)


def _seat(chance: int, missed: int, ticket: int) -> str:
    resource = Booking.objects.get(pk=missed).slot.resource
    return "seated" if actions.seat_number(Ticket.objects.get(pk=ticket), resource=resource, by=STAFF) else "no_place"


WAYS: dict[str, Callable[[int, int, int], object]] = {"take": _take, "come": _come, "seat": _seat}


def hold_out(*, offer: int, resources: list[int]) -> list[str]:
    """Hold out what is about to be lost, as every worker does."""
    return [str(actions.hold_out(racer.Offer.objects.get(pk=offer), resources=resources))]


def look(*, offer: int) -> dict[str, Any]:
    """Who has each place in the end."""
    rows = Booking.objects.filter(offer=offer)
    return {
        "given_on": rows.filter(given_on=True).count(),
        "new": rows.filter(channel__in=("standby", "walk_in")).count(),
        "came_in_time": rows.filter(given_on=False, attendance="arrived", channel="staff").count(),
        "open": Chance.objects.filter(offer=offer, state="open").count(),
        "faults": racer.find_faults(),
    }


def clear_all() -> str:
    """Drop what a control has spoilt."""
    Booking.objects.all().delete()
    racer.Offer.objects.all().delete()
    Person.objects.all().delete()
    return "cleared"


racer.COMMANDS.update(
    {one.__name__: one for one in (held_out, standby, hold_out, look, clear_all)}  # type: ignore[attr-defined]
)

if __name__ == "__main__":
    racer.listen()

"""One racing process of test_day_races.py: days of a centre are laid out and changed while people book. Not a test
itself."""

from __future__ import annotations

import time as clocks
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

from tests.booking import racer  # makes Django ready

from django.utils import timezone  # isort: skip

from duikou.base import clock
from duikou.booking.actions import claims
from duikou.booking.models import Booking, Offer, Slot
from duikou.desk.actions import laying
from duikou.desk.actions.hours import add_special_days
from duikou.desk.actions.windows import change_window
from duikou.desk.models import Centre, CentreDay, DayWindow
from duikou.journal.models import Message
from tests.desk.factories import make_centre, span


class Never(Exception):
    """What the database never raises."""


def seed_centre(*, people: int) -> dict[str, Any]:
    """A centre whose window takes appointments of ten minutes from eight to twelve, its day after tomorrow, and
    people."""
    centre = make_centre(week=dict.fromkeys(range(1, 8), (span("08:00-12:00"),)))
    facts = {"takes_appointments": True, "appointment_minutes": 10, "walk_ins_every": 0}
    change_window(window=centre.windows.get(), facts=facts, by=racer.STAFF)
    day = timezone.localdate(clock.now()) + timedelta(days=2)
    return {"centre": centre.pk, "day": day.isoformat(), "people": racer.seed(slots=0, people=people)["people"]}


def lay(*, centre: int, day: str, free: bool = False) -> list[str]:
    """Lay the day out. `free`: whoever comes second does not look again."""
    one = Centre.objects.get(pk=centre)
    with ExitStack() as guards:
        if free:
            guards.enter_context(racer.no_locks())
            guards.enter_context(patch.object(laying, "IntegrityError", Never))
        return [racer.attempt(lambda: f"{laying.lay_day(centre=one, day=date.fromisoformat(day))} ended")]


def slots_of(*, centre: int, day: str) -> list[int]:
    """The slots of the day, those at the end first."""
    slots = Slot.objects.filter(offer__centre_day__centre=centre, offer__centre_day__day=day)
    return list(slots.order_by("-starts_at").values_list("pk", flat=True))


def shorten(*, centre: int, day: str) -> list[str]:
    """Let the centre close at ten on that day, and bring it up to date."""
    one, on = Centre.objects.get(pk=centre), date.fromisoformat(day)
    add_special_days(centre=one, starts_on=on, ends_on=on, kind="hours", spans=(span("08:00-10:00"),), by=racer.STAFF)
    return [racer.attempt(lambda: f"{laying.lay_day(centre=one, day=on)} ended")]


def book(*, slots: list[int], people: list[int], free: bool = False) -> list[str]:
    """Each books one of the slots. `free`: who has looked takes a moment, and nothing is held."""
    looked = claims.may_book

    def slowly(*given: Any, **named: Any) -> Any:
        no = looked(*given, **named)
        clocks.sleep(1.5)
        return no

    with ExitStack() as guards:
        if free:
            guards.enter_context(racer.no_locks())
            guards.enter_context(patch.object(claims, "may_book", slowly))
        return racer.claim(pairs=[list(pair) for pair in zip(slots, people, strict=False)])


def look(*, centre: int, day: str) -> dict[str, Any]:
    """How often the day was made, what is booked in it, who was told, and what is wrong."""
    days = CentreDay.objects.filter(centre=centre, day=day)
    here = Booking.objects.filter(offer__centre_day__in=days)
    ended = here.filter(why_ended="slot_withdrawn")
    told = Message.objects.filter(template="cancelled", about__in=[f"booking:{one.public_id}" for one in ended])
    return {
        "days": days.count(),
        "windows": DayWindow.objects.filter(day__in=days).count(),
        "offers": Offer.objects.filter(by__centre=centre).count(),
        "slots": Slot.objects.filter(offer__centre_day__in=days, withdrawn=False).count(),
        "live": here.filter(state__in=Booking.LIVE).count(),
        "in_withdrawn": here.filter(state__in=Booking.LIVE, slot__withdrawn=True).count(),
        "ended": ended.count(),
        "told": told.count(),
        "faults": racer.find_faults(),
    }


ALL = (seed_centre, lay, slots_of, shorten, book, look)
racer.COMMANDS.update({one.__name__: one for one in ALL})  # type: ignore[attr-defined]

if __name__ == "__main__":
    racer.listen()

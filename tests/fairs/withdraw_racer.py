"""One racing process of test_withdraw_races.py: an employer is withdrawn while the day is planned anew and people book
and cancel. Not a test itself."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from tests.booking import racer  # makes Django ready

from duikou.base import clock  # isort: skip
from duikou.booking import actions as engine
from duikou.booking.actions import claims
from duikou.booking.models import Booking, Offer, Resource, Slot, Wish
from duikou.booking.queries.days import won_wishes
from duikou.directory.models import Organisation
from duikou.fairs.actions.withdrawing import withdraw_stand
from duikou.fairs.models import Fair, Stand
from duikou.journal.models import Entry, Message


def seed_day(*, people: int, stands: int, times: int, without: int) -> dict[str, Any]:
    """A fair whose draw gave everybody a place at every stand; so many of these have no time, and the digest is that of
    the plan which gives them one. The first stand is the one to withdraw."""
    ground = racer.draw(people=people, resources=stands, times=times)
    racer.place(draw=ground["draw"])
    digest = racer.lose_times(draw=ground["draw"], count=without)
    offer, now = Offer.objects.get(pk=ground["offer"]), clock.now()
    number = Fair.objects.count() + 1
    fair = Fair.objects.create(
        slug=f"day-{number}", title={"en": "Race"}, organiser=offer.by, offer=offer, starts_at=now,
        ends_at=now + timedelta(days=3), zone_opens_at=now, created_at=now, state=Fair.State.PUBLISHED,
    )  # fmt: skip
    made = []
    for resource in Resource.objects.filter(offer=offer).order_by("pk"):
        employer = Organisation.objects.create(name_key=f"d{resource.pk}", kind="employer", created_at=now)
        made.append(
            Stand.objects.create(fair=fair, employer=employer, resource=resource, state="approved", created_at=now)
        )
    return {**ground, "digest": digest, "stand": made[0].pk}


def withdraw(*, stand: int) -> list[str]:
    """Withdraw the stand."""
    one = Stand.objects.select_related("fair", "resource").get(pk=stand)
    return [racer.attempt(lambda: f"{withdraw_stand(stand=one, by=racer.STAFF)} ended")]


def book_there(*, stand: int, people: list[int], free: bool = False) -> list[str]:
    """Each books the last times of the stand. `free`: who has looked takes a moment, and nothing is held."""
    slots = list(Slot.objects.filter(resource__stand=stand).order_by("-pk").values_list("pk", flat=True)[:1])
    look = claims.may_book

    def slowly(*given: Any, **named: Any) -> Any:
        no = look(*given, **named)
        time.sleep(1.5)
        return no

    with ExitStack() as guards:
        if free:
            guards.enter_context(racer.no_locks())
            guards.enter_context(patch.object(claims, "may_book", slowly))
        return racer.claim(pairs=[[slot, person] for person in people for slot in slots])


def newcomers(*, count: int) -> list[int]:
    """So many people who wish for nothing."""
    return [int(pk) for pk in racer.seed(slots=0, people=count)["people"]]


def look(*, stand: int, draw: int) -> dict[str, Any]:
    """What is left at the stand, who was told what how often, and what was ended elsewhere."""
    here = Booking.objects.filter(slot__resource__stand=stand)
    ended = here.filter(why_ended="slot_withdrawn")
    told = Message.objects.filter(template="cancelled", about__in=[f"booking:{one.public_id}" for one in ended])
    resource = Stand.objects.get(pk=stand).resource
    lost = won_wishes(racer.Draw.objects.get(pk=draw)).filter(resource=resource, booking=None)
    wins = Message.objects.filter(
        template="win_withdrawn", about__in=[f"entry:{one.entry.public_id}" for one in lost.select_related("entry")]
    )
    return {
        "live": here.filter(state__in=Booking.LIVE).count(),
        "ended": ended.count(),
        "told": sorted(set(Counter(told.values_list("about", flat=True)).values())),
        "told_of": told.values("about").distinct().count(),
        "without": lost.count(),
        "told_without": sorted(Counter(wins.values_list("about", flat=True)).values()),
        "elsewhere": Booking.objects.filter(offer__fair__stands=stand, why_ended="slot_withdrawn")
        .exclude(slot__resource=resource)
        .count(),
        "journal": Entry.objects.filter(what="stand.withdrawn", which=f"stand:{stand}").count(),
        "hanging": Wish.objects.filter(entry__draw=draw, booking__state="held").count(),
        "faults": racer.find_faults(),
    }


def sweep() -> int:
    """What the worker does."""
    return engine.finish_cancellations()


ALL = (seed_day, withdraw, book_there, newcomers, look, sweep)
racer.COMMANDS.update({one.__name__: one for one in ALL})  # type: ignore[attr-defined]

if __name__ == "__main__":
    racer.listen()

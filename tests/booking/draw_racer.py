"""One racing process of test_draw_races.py: wishes, orders, freezes and readings of a seed. Not a test itself."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.booking import racer  # makes Django ready

from django.db import connection, transaction  # isort: skip

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions
from duikou.booking.actions import draws, freezing, ranking, wishes
from duikou.booking.draw import read
from duikou.booking.models import Draw, DrawFile, Offer, Resource, SeedReading, Slot
from duikou.booking.queries.draws import entries_listed, lock_draw, ranks_listed
from duikou.directory.models import Person
from duikou.journal.models import Entry, Message

UNTIL = datetime(2030, 1, 2, tzinfo=UTC)
ORDERS_UNTIL = UNTIL + timedelta(minutes=30)
KNOWN_AT = UNTIL + timedelta(hours=1)
DICE = {"right": "123456" * 9, "wrong": "654321" * 9}


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The clock of this process stands at `moment`: clocks of machines differ, and a form takes its time."""
    real, clock.now = clock.now, lambda: moment
    try:
        yield
    finally:
        clock.now = real


@contextmanager
def unguarded() -> Iterator[None]:
    """Control: nobody holds the draw while it is written, and whoever wishes or reads takes a moment."""
    kept = wishes.lock_draw, freezing.lock_draw, freezing.clean_seed, ranking.lock_draw
    ending = draws.lock_with_offer, draws.end_draw

    def end_slowly(draw: Draw, **more: Any) -> Any:
        time.sleep(0.2)
        return ending[1](draw, **more)

    def look(pk: int, *, alone: bool = False) -> Draw:
        draw = Draw.objects.select_related("offer").get(pk=pk)
        time.sleep(0.0 if alone else 0.05)
        return draw

    def clean(source: str, text: str, *, named: str = "") -> str:
        time.sleep(0.1)
        return kept[2](source, text, named=named)

    wishes.lock_draw = freezing.lock_draw = ranking.lock_draw = look
    freezing.clean_seed = clean
    draws.lock_with_offer = lambda draw: lock_draw(draw.pk, alone=True)  # and its offer afterwards
    draws.end_draw = end_slowly
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        wishes.lock_draw, freezing.lock_draw, freezing.clean_seed, ranking.lock_draw = kept
        draws.lock_with_offer, draws.end_draw = ending
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode  # type: ignore[attr-defined]


def seed_draw(*, people: int, ranked: bool = False) -> dict[str, Any]:
    """A draw that takes wishes until UNTIL, at three resources, and people; `ranked`: and orders until ORDERS_UNTIL."""
    with at(UNTIL - timedelta(days=1)):
        ground = racer.seed(slots=3, people=people)
        offer = Offer.objects.get(pk=ground["offer"])
        orders = ORDERS_UNTIL if ranked else None
        draw = actions.plan_draw(offer=offer, wishes_until=UNTIL, wishes_max=3, ranks_until=orders, by=racer.STAFF)
    assert isinstance(draw, Draw), draw
    return {**ground, "draw": draw.pk}


def wish(*, draw: int, people: list[int], free: bool = False) -> list[str]:
    """Each wishes for all there is, one after the other, just before the end."""
    wanted = Draw.objects.get(pk=draw)
    resources = list(Resource.objects.filter(offer=wanted.offer))

    def put(person: int) -> str:
        who = Person.objects.get(pk=person)
        with at(UNTIL - timedelta(seconds=1)):
            return racer.told(
                actions.put_wishes(draw=wanted, person=who, resources=resources, own=True, by=racer.PERSON)
            )

    return _each(put, people, free)


def name(*, draw: int, nth: int, times: int, free: bool = False) -> list[str]:
    """Name everybody at the nth resource in another order, so many times, just before orders are closed."""
    wanted = Draw.objects.select_related("offer").get(pk=draw)
    resource = Resource.objects.filter(offer=wanted.offer).order_by("pk")[nth]
    codes = list(wanted.entries.order_by("pk").values_list("code", flat=True))

    def put(_turn: int) -> str:
        random.shuffle(codes)
        with at(ORDERS_UNTIL - timedelta(seconds=1)):
            return racer.told(actions.name_order(draw=wanted, resource=resource, codes=codes, by=racer.STAFF))

    return _each(put, list(range(times)), free)


def freeze(*, draw: int, free: bool = False) -> list[str]:
    """Freeze the list, just after the end of wishes or of orders."""

    def freeze_now(pk: int) -> str:
        ranked = Draw.objects.get(pk=pk).ranked
        with at((ORDERS_UNTIL if ranked else UNTIL) + timedelta(seconds=1)):
            return racer.told(
                actions.freeze(
                    draw=Draw.objects.get(pk=pk),
                    source="spoken",
                    source_name="dice",
                    source_at=KNOWN_AT,
                    by=racer.STAFF,
                )
            )

    return _each(freeze_now, [draw], free)


def plan(*, draw: int, times: int, free: bool = False) -> list[str]:
    """Plan the draw anew so many times, each time with another end, while wishes are taken."""
    offer = Draw.objects.select_related("offer").get(pk=draw).offer

    def plan_now(turn: int) -> str:
        with at(UNTIL - timedelta(hours=1)):
            until = UNTIL + timedelta(minutes=turn)
            return racer.told(actions.plan_draw(offer=offer, wishes_until=until, wishes_max=3, by=racer.STAFF))

    return _each(plan_now, list(range(times)), free)


def call_off(*, draw: int, cancel: bool = False, free: bool = False) -> list[str]:
    """Call the draw off, or `cancel` its whole offer."""

    def end(pk: int) -> str:
        one = Draw.objects.select_related("offer").get(pk=pk)
        with at(UNTIL - timedelta(hours=1)):
            if cancel:
                actions.cancel_offer(one.offer, by=racer.STAFF)
                return "cancelled"
            return racer.told(actions.call_off(draw=one, why="No hall", by=racer.STAFF))

    return _each(end, [draw], free)


def read_seed(*, draw: int, who: str, typed: str, free: bool = False) -> list[str]:
    """Read the seed as `who`."""

    def read_now(pk: int) -> str:
        with at(KNOWN_AT):
            by = Actor("account", who)
            return racer.told(actions.read_seed(draw=Draw.objects.get(pk=pk), text=DICE[typed], by=by))

    return _each(read_now, [draw], free)


def _each(act: Callable[[int], str], on: list[int], free: bool) -> list[str]:
    if free:
        with unguarded():
            return [racer.attempt(lambda one=one: act(one)) for one in on]  # type: ignore[misc]
    return [racer.attempt(lambda one=one: act(one)) for one in on]  # type: ignore[misc]


def look(*, draw: int) -> dict[str, Any]:
    """What stands in the frozen list, and what in the rows."""
    one = Draw.objects.get(pk=draw)
    file = DrawFile.objects.filter(draw=one).first()
    listed = {entry.code: list(entry.wishes) for entry in read(bytes(file.frozen)).entries} if file else {}
    rows = {entry.code: list(entry.wishes) for entry in entries_listed(one)}
    orders = dict(read(bytes(file.frozen)).ranks) if file else {}
    return {
        "state": one.state,
        "seed": one.seed,
        "files": DrawFile.objects.filter(draw=one).count(),
        "readings": SeedReading.objects.filter(draw=one).count(),
        "listed": len(listed),
        "rows": len(rows),
        "same": listed == rows and (not file or orders == ranks_listed(one)),
        "orders": sorted(len(order) for order in orders.values()),
        "half": sum(len(wishes) not in (0, 3) for wishes in listed.values()),
    }


def abouts(*, draw: int) -> list[str]:
    """By what the journal names a draw, and by what messages name its entries."""
    one = Draw.objects.get(pk=draw)
    return [f"draw:{one.public_id}", *(f"entry:{entry.public_id}" for entry in one.entries.order_by("pk"))]


def look_ended(*, offer: int, abouts: list[str]) -> dict[str, Any]:
    """What came of a draw that was called off, and of its offer, for which another may be planned by now."""
    sent = Message.objects.filter(template="draw_called_off", about__in=abouts[1:])
    return {
        "called_off": Entry.objects.filter(what="draw.called_off", which=abouts[0]).count(),
        "told": sorted(Counter(sent.values_list("about", flat=True)).values()),
        "frozen": DrawFile.objects.filter(draw__offer=offer).count(),
        "mode": Offer.objects.get(pk=offer).mode,
        "draws": sorted(Draw.objects.filter(offer=offer).values_list("state", flat=True)),
    }


def clear_draws() -> str:
    """Drop every draw that a control has spoilt."""
    with transaction.atomic():
        Draw.objects.all().delete()
        Slot.objects.filter(offer__bookings=None).delete()
    return "cleared"


ALL = (seed_draw, wish, name, freeze, plan, call_off, read_seed, look, abouts, look_ended, clear_draws)
racer.COMMANDS.update({one.__name__: one for one in ALL})  # type: ignore[attr-defined]

if __name__ == "__main__":
    racer.listen()

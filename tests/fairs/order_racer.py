"""One racing process of test_order_races.py: employers name orders while people take their résumés back. Not a test
itself."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from tests.booking import racer  # makes Django ready

from django.db import connection  # isort: skip

from duikou.base import clock
from duikou.base.actor import SOMEBODY
from duikou.booking.models import Draw, DrawEntry, Wish
from duikou.booking.queries.draws import entry_of
from duikou.booking.refusals import Refusal
from duikou.fairs.actions import orders, resumes
from duikou.fairs.models import ResumeShare, Stand
from duikou.fairs.queries.orders import wishes_to_order
from tests.fairs.drawing import a_fair_drawn, draw_of, entered


@contextmanager
def unguarded() -> Iterator[None]:
    """Control: what is shared is looked at and not held, and keeping an order takes a moment."""
    kept = orders.hold, orders.engine.name_order

    def slowly(**said: Any) -> int | Refusal:
        time.sleep(0.5)
        return kept[1](**said)

    orders.hold = lambda shared: shared
    orders.engine.name_order = slowly
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        orders.hold, orders.engine.name_order = kept
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode  # type: ignore[attr-defined]


def seed_shared(*, people: int) -> dict[str, Any]:
    """A ranked draw whose wishes are closed, at one stand with which everybody shares a résumé."""
    fair, (post,) = a_fair_drawn(stands=1, ranked=True)
    stand = post.stand
    assert stand is not None
    entries = []
    for _ in range(people):
        entry = entered(fair, [post])
        known = {entry.public_id}
        resumes.keep_resume(holder=entry, texts={"work": "Lathe"}, known=known, by=SOMEBODY)
        resumes.share_resume(holder=entry, stands=[stand.pk], known=known, by=SOMEBODY)
        entries.append(str(entry.public_id))
    now = clock.now()
    draw = draw_of(fair)
    Draw.objects.filter(pk=draw.pk).update(wishes_until=now - timedelta(hours=1), ranks_until=now + timedelta(hours=5))
    return {"draw": draw.pk, "stand": stand.pk, "entries": entries}


def name_all(*, stand: int, times: int, free: bool = False) -> list[str]:
    """Name everybody who is shown, in another order each time."""
    mine = Stand.objects.select_related("fair__offer", "resource").get(pk=stand)
    draw = draw_of(mine.fair)

    def put() -> str:
        codes = [one.entry.code for one in wishes_to_order(mine, now=clock.now())]
        random.shuffle(codes)
        return racer.told(orders.name_order(draw=draw, stand=mine, codes=codes, by=racer.STAFF))

    if free:
        with unguarded():
            return [racer.attempt(put) for _ in range(times)]
    return [racer.attempt(put) for _ in range(times)]


def take_back(*, entries: list[str]) -> list[str]:
    """Each takes their résumé back from everybody."""

    def act(public_id: str) -> str:
        entry = entry_of(public_id)
        assert entry is not None
        resumes.share_resume(holder=entry, stands=[], known={entry.public_id}, by=SOMEBODY)
        return "taken back"

    return [racer.attempt(lambda one=one: act(one)) for one in entries]  # type: ignore[misc]


def look(*, draw: int) -> dict[str, Any]:
    """Who is named, who of them shares nothing, who shares still."""
    named = Wish.objects.filter(entry__draw=draw, named__isnull=False).values_list("entry", flat=True)
    sharing = ResumeShare.objects.filter(resume__entry__draw=draw).values_list("resume__entry", flat=True)
    return {
        "named": len(set(named)),
        "behind": len(set(named) - set(sharing)),
        "sharing": len(set(sharing)),
        "entries": DrawEntry.objects.filter(draw=draw).count(),
    }


racer.COMMANDS.update({one.__name__: one for one in (seed_shared, name_all, take_back, look)})

if __name__ == "__main__":
    racer.listen()

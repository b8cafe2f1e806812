"""What the tests of draws at fairs share."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Draw, DrawEntry, Slot, Wish
from duikou.fairs.actions import draws
from duikou.fairs.models import Fair, Post
from tests.fairs.factories import make_fair, make_person, make_post, make_stand
from tests.fairs.seeker import CONTACT, NAME

ONE, TWO = Actor("account", "one"), Actor("account", "two")
DICE = "123456" * 9
READING = "dice, read out in the hall"


def a_fair_drawn(
    *, stands: int = 3, times: int = 2, wishes_max: int = 3, ranked: bool = False, **values: Any
) -> tuple[Fair, list[Post]]:
    """A fair whose interviews are drawn, with wishes taken for two days, and a post at each of its stands. `ranked`:
    the employers name their orders on the third day."""
    fair = make_fair(**values)
    posts = [
        make_post(fair, stand=make_stand(fair, times=times), index=False, title=f"Post {n}") for n in range(stands)
    ]
    until = clock.now() + timedelta(days=2)
    orders = until + timedelta(days=1) if ranked else None
    draw = draws.plan(fair=fair, wishes_until=until, wishes_max=wishes_max, ranks_until=orders, by=ONE)
    assert isinstance(draw, Draw), draw
    fair.refresh_from_db()
    return fair, posts


def draw_of(fair: Fair) -> Draw:
    """Its draw as it is now."""
    return Draw.objects.select_related("offer__fair").get(offer=fair.offer_id)


def wishes_path(fair: Fair, query: str = "") -> str:
    """Where wishes are put together."""
    return reverse("fairs:wishes", args=[fair.slug]) + query


def send(client: Client, fair: Fair, posts: list[Post], do: str = "enter", **values: Any) -> Any:
    """POST the list, with plain good values unless told otherwise."""
    data = {"name": NAME, "contact": CONTACT, "language": "en", "do": do, **values}
    return client.post(wishes_path(fair), {**data, "wish": [str(one.public_id) for one in posts]})


def order_shown(response: Any) -> list[str]:
    """The posts (public ids) in the order in which the page has them."""
    return re.findall(r'name="wish" value="([^"]+)"', response.content.decode())


def entered(fair: Fair, posts: list[Post], **more: Any) -> DrawEntry:
    """Somebody's entry, written by the action."""
    stands = [(one.stand, one) for one in posts if one.stand]
    entry = draws.wish(draw=draw_of(fair), who=make_person(), stands=stands, by=ONE, own=True, **more)
    assert isinstance(entry, DrawEntry), entry
    return entry


def pass_deadline(monkeypatch: Any, fair: Fair, **more: float) -> datetime:
    """Let the clock stand at the deadline, or so much after it."""
    at = draw_of(fair).wishes_until + timedelta(**more)
    monkeypatch.setattr(clock, "now", lambda: at)
    return at


def frozen(fair: Fair, monkeypatch: Any) -> Draw:
    """Its list frozen just after the deadline, of wishes or of orders."""
    draw = draw_of(fair)
    orders = (draw.ranks_until - draw.wishes_until) if draw.ranks_until else timedelta()
    at = pass_deadline(monkeypatch, fair, seconds=60 + orders.total_seconds())
    draw = draws.freeze(
        fair=fair,
        draw=draw_of(fair),
        source="spoken",
        source_name=READING,
        source_at=at + timedelta(hours=1),
        by=ONE,
    )
    assert isinstance(draw, Draw), draw
    return draw


def drawn(fair: Fair, monkeypatch: Any) -> Draw:
    """Its draw, held."""
    frozen(fair, monkeypatch)
    return drawn_of(fair, monkeypatch)


def drawn_of(fair: Fair, monkeypatch: Any) -> Draw:
    """The draw of a frozen list, held."""
    draw = draw_of(fair)
    at = (draw.ranks_until or draw.wishes_until) + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: at)
    for by in (ONE, TWO):
        engine.read_seed(draw=draw, text=DICE, by=by)
    held = engine.hold_draw(draw=draw, by=ONE)
    assert isinstance(held, Draw), held
    return held


def one_without_a_time(monkeypatch: Any, **values: Any) -> tuple[Fair, list[Post], DrawEntry]:
    """Three won at one table with three times; one of them is without a time, and one time is free."""
    fair, posts = a_fair_drawn(stands=1, times=3, **values)
    late, _second, _third = (entered(fair, posts) for _ in range(3))
    drawn(fair, monkeypatch)
    lost = Booking.objects.get(won_by__entry=late)
    engine.cancel(lost, by=ONE)
    Wish.objects.filter(entry=late).update(booking=None, unplaced="full")
    lost.delete()
    return fair, posts, late


def busy_at(time: Slot, entry: DrawEntry) -> None:
    """Let the entry's person have something else at this time."""
    elsewhere = make_stand(make_fair(starts_at=time.starts_at), times=1)
    (slot,) = Slot.objects.filter(resource=elsewhere.resource)
    made = engine.claim(engine.Claim(slot.pk, entry.person_id or 0, channel=Booking.Channel.STAFF), by=ONE)
    assert isinstance(made, engine.Confirmed), made

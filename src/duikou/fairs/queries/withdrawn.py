"""Employers that withdrew after the list of a draw was frozen, and what is left for those who had won there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from duikou.booking.models import Booking, Draw, DrawEntry, Wish
from duikou.booking.queries.days import won_wishes
from duikou.booking.queries.times import free_times
from duikou.fairs.models import Fair, Post, Stand

MOST_CHANCES = 3


@dataclass(frozen=True, slots=True)
class Chance:
    """Another wish of somebody with a place that is free for them now: about which post, and from when."""

    rank: int
    post: Post
    first_at: datetime


def withdrawn_after(fair: Fair, draw: Draw) -> list[Stand]:
    """The stands that were withdrawn after the list was frozen, by number."""
    if draw.frozen_at is None:
        return []
    rows = Stand.objects.filter(fair=fair, state=Stand.State.WITHDRAWN, resource__withdrawn_at__gte=draw.frozen_at)
    return list(rows.select_related("employer", "resource").order_by("number", "pk"))


def told_when_withdrawn(stand: Stand, *, now: datetime) -> int:
    """How many people would be told: those with a talk to come at the stand, and those who won there without a time."""
    live = Booking.objects.filter(
        slot__resource=stand.resource_id, state__in=Booking.LIVE, slot__starts_at__gt=now, person__isnull=False
    )
    people = set(live.values_list("person_id", flat=True))
    draw = Draw.objects.filter(offer=stand.fair.offer_id, settled_at__isnull=False).first()
    if draw is not None:
        unplaced = won_wishes(draw).filter(resource=stand.resource_id, booking=None)
        people |= set(unplaced.values_list("entry__person_id", flat=True))
    return len(people)


def chances_of(entry: DrawEntry, *, now: datetime) -> list[Chance]:
    """The dearest wishes of an entry that were not drawn and where a time is free for its person now, within the hours
    that they said. Nothing is kept for them: whoever books first has it."""
    wishes = Wish.objects.filter(entry=entry, outcome__in=(Wish.Outcome.FULL, Wish.Outcome.CAPPED)).order_by("rank")
    found: list[Chance] = []
    for wish in wishes.select_related("resource__stand", "wished_post__post"):
        post = _post_of(wish)
        if post is None or len(found) == MOST_CHANCES:
            continue
        times = free_times(entry.draw.offer, now=now, resource=wish.resource, person=entry.person)
        free = (one.starts_at for one in times if one.bookable and _there(entry, one.starts_at, one.ends_at))
        first = next(free, None)
        if first is not None:
            found.append(Chance(wish.rank, post, first))
    return found


def _there(entry: DrawEntry, begin: datetime, end: datetime) -> bool:
    early, late = entry.there_from, entry.there_until
    return (early is None or early <= begin) and (late is None or end <= late)


def _post_of(wish: Wish) -> Post | None:
    about = getattr(getattr(wish, "wished_post", None), "post", None)
    if about is not None and about.state == Post.State.PUBLISHED:
        post: Post = about
        return post
    return Post.objects.filter(stand__resource=wish.resource_id, state=Post.State.PUBLISHED).order_by("pk").first()

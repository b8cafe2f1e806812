"""Who asked for a talk at a fair and who got one, by the way in which they first asked. People are told apart while
they are known; what is kept of it are counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from duikou.booking.models import Booking, Draw, DrawEntry, Offer, Ticket, WaitingEntry
from duikou.fairs.models import Fair, FairShare, Interview
from duikou.fairs.shares import Asked

Way, Channel = FairShare.Way, Booking.Channel
COUNTED_FOR = timedelta(hours=20)  # after the fair: a day after it, those who did not come leave
WAY_OF = {
    Channel.WEB: Way.WEB,
    Channel.STAFF: Way.STAFF,
    Channel.WALK_IN: Way.WALK_IN,
    Channel.STANDBY: Way.WALK_IN,
    Channel.INVITED: Way.INVITED,
    # They asked before, on a list or in a draw, which says how; who has left that is taken for somebody of the web.
    Channel.WAITING_LIST: Way.WEB,
    Channel.DRAW: Way.WEB,
}


def asked_at(fair: Fair) -> dict[str, Asked]:
    """The counts of `fair` by way, from the people who are still known: each once, by the way they asked first in.
    A booking that has lost its person stands for one. Five queries."""
    first: dict[Any, tuple[datetime, str]] = {}
    placed, talked = set[Any](), set[Any]()
    for who, at, way in _asks(fair):
        if who not in first or (at, way) < first[who]:
            first[who] = (at, way)
    rows = Booking.objects.filter(offer=fair.offer_id, state=Booking.State.CONFIRMED)
    for pk, person, attendance, started, outcome in rows.values_list(
        "pk", "person_id", "attendance", "interview__started_at", "interview__outcome"
    ).iterator():
        who = person or ("booking", pk)
        placed.add(who)
        begun = started is not None or outcome not in (None, Interview.Outcome.UNKNOWN)
        if attendance == Booking.Attendance.ARRIVED and begun:
            talked.add(who)
    counts = {way: [0, 0, 0] for way in Way.values}
    for who, (_at, way) in first.items():
        for nth, yes in enumerate((True, who in placed, who in talked)):
            counts[way][nth] += yes
    return {way: Asked(*numbers) for way, numbers in counts.items()}


def _asks(fair: Fair) -> Iterable[tuple[Any, datetime, str]]:
    """Each time somebody asked: who, when, and in which way."""
    bookings = Booking.objects.filter(offer=fair.offer_id)
    for pk, person, channel, at in bookings.values_list("pk", "person_id", "channel", "created_at").iterator():
        yield person or ("booking", pk), at, WAY_OF[Channel(channel)]
    waiting = WaitingEntry.objects.filter(offer=fair.offer_id)
    for pk, person, booking, at in waiting.values_list("pk", "person_id", "booking_id", "created_at").iterator():
        if person or not booking:
            yield person or ("waiting", pk), at, Way.WEB
    entries = DrawEntry.objects.filter(draw__offer=fair.offer_id)
    for pk, person, channel, at in entries.values_list("pk", "person_id", "channel", "created_at").iterator():
        yield person or ("entry", pk), at, Way.STAFF if channel == DrawEntry.Channel.STAFF else Way.WEB
    # Numbers taken at the door; one that got a place is counted by its booking.
    numbers = Ticket.objects.filter(offer=fair.offer_id, booking=None, due_at=None)
    for pk, person, at in numbers.values_list("pk", "person_id", "taken_at").iterator():
        yield person or ("number", pk), at, Way.WALK_IN


def to_count(now: datetime) -> QuerySet[Fair]:
    """The fairs that are over since a few hours, and did take place."""
    over = Fair.objects.filter(ends_at__lte=now, ends_at__gt=now - COUNTED_FOR)
    return over.filter(state__in=(Fair.State.RUNNING, Fair.State.CLOSED)).order_by("pk")


def kept_of(fairs: Iterable[Fair]) -> dict[int, dict[str, Asked]]:
    """The counts that were kept, by fair (primary key) and way."""
    found: dict[int, dict[str, Asked]] = {}
    for one in FairShare.objects.filter(fair__in=fairs):
        found.setdefault(one.fair_id, {})[one.way] = Asked(one.asked, one.placed, one.talked)
    return found


def drawn_among(fairs: Iterable[Fair]) -> set[int]:
    """Those of the fairs (primary keys) whose places were drawn."""
    drawn = Draw.objects.filter(offer__fair__in=fairs, state=Draw.State.DRAWN)
    return set(drawn.values_list("offer__fair", flat=True))


def mode_of(fair: Fair, drawn: set[int]) -> str:
    """How the places of `fair` were given: `draw`, `nomination` or `first_come`."""
    if fair.pk in drawn:
        return Offer.Mode.DRAW
    return Offer.Mode.NOMINATION if fair.offer.mode == Offer.Mode.NOMINATION else Offer.Mode.FIRST_COME

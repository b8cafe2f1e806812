"""Who is told when a fair moves to another place or time."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from duikou.base import clock
from duikou.booking.models import Booking, Draw, DrawEntry, Wish
from duikou.fairs.models import Fair

STILL_TO_COME = (Draw.State.WISHING, Draw.State.FROZEN)


def told_when_changed(fair: Fair) -> list[Booking]:
    """The bookings through which people would be told if the fair moved now: of everybody with a live booking to come
    their first."""
    rows = Booking.objects.filter(
        offer=fair.offer_id, state__in=Booking.LIVE, person__isnull=False, slot__ends_at__gt=clock.now()
    )
    first: dict[int | None, Booking] = {}
    for one in rows.select_related("slot").order_by("slot__starts_at", "pk"):
        first.setdefault(one.person_id, one)
    return list(first.values())


def entries_told_when_changed(fair: Fair, *, besides: Collection[Booking] = ()) -> list[DrawEntry]:
    """The entries in the fair's draw whose people would be told if it moved now: those whose wishes are still to be
    drawn or placed, and those who won and have no time yet. Not those who are told through a booking (`besides`)."""
    open_still = Q(draw__state__in=STILL_TO_COME) | Q(draw__state=Draw.State.DRAWN, draw__settled_at=None)
    unplaced = Wish.objects.filter(outcome=Wish.Outcome.WON, booking=None).values("entry")
    entries = DrawEntry.objects.filter(draw__offer=fair.offer_id, person__isnull=False)
    entries = entries.filter(open_still | Q(draw__state=Draw.State.DRAWN, pk__in=unplaced))
    told = {one.person_id for one in besides}
    return [one for one in entries.order_by("pk") if one.person_id not in told and fair.ends_at > clock.now()]


def number_told_when_changed(fair: Fair) -> int:
    """How many people would be told if the fair moved now."""
    booked = told_when_changed(fair)
    return len(booked) + len(entries_told_when_changed(fair, besides=booked))

"""The fairs that happen at a place: what the page of that place shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from duikou.base.whats_on import Entry, whats_on
from duikou.fairs.models import Fair

SHOWN = (Fair.State.PUBLISHED, Fair.State.RUNNING, Fair.State.CLOSED, Fair.State.CANCELLED)


def fairs_at(places: Collection[int], first: date, last: date) -> Iterator[Entry]:
    """The fairs on site at these places, from the first day to the last. One query."""
    begin, end = (timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1)))
    found = Fair.objects.filter(place__in=places, on_site=True, state__in=SHOWN, starts_at__lt=end, ends_at__gt=begin)
    for fair in found:
        yield Entry(
            place=fair.place_id or 0,
            starts_at=fair.starts_at,
            ends_at=fair.ends_at,
            title=str(fair.title),
            address=reverse("fairs:zone", args=[fair.slug]),
            uid=f"fair:{fair.slug}",
            cancelled=fair.state == Fair.State.CANCELLED,
        )


def declare() -> None:
    """Let the page of a place show its fairs."""
    whats_on.add("fairs", fairs_at)

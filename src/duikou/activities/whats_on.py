"""The activities at a place: what the page of that place shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.urls import reverse

from duikou.activities.models import Activity
from duikou.activities.queries.shown import SHOWN, midnight
from duikou.base.whats_on import Entry, whats_on


def activities_at(places: Collection[int], first: date, last: date) -> Iterator[Entry]:
    """What is on at these places from the first day to the last. One query."""
    begin, end = midnight(first), midnight(last + timedelta(days=1))
    found = Activity.objects.filter(place__in=places, state__in=SHOWN, starts_at__lt=end, ends_at__gt=begin)
    for one in found:
        yield Entry(
            place=one.place_id or 0,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            title=str(one.title),
            address=reverse("activities:activity", args=[one.public_id]),
            uid=f"activity.{one.public_id}",
            cancelled=one.state == Activity.State.CANCELLED,
        )


def declare() -> None:
    """Let the page of a place show its activities."""
    whats_on.add("activities", activities_at)

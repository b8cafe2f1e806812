"""The activities at a place: what the page of that place shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.urls import reverse

from duikou.activities.models import Activity, Course, Session
from duikou.activities.queries.contests import exhibitions
from duikou.activities.queries.listed_courses import sessions_at
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


def classes_at(places: Collection[int], first: date, last: date) -> Iterator[Entry]:
    """The sessions of classes at these places from the first day to the last. One query."""
    for one in sessions_at(places, midnight(first), midnight(last + timedelta(days=1))):
        off = one.state == Session.State.CALLED_OFF or one.course.state == Course.State.CANCELLED
        yield Entry(
            place=one.place_id or one.course.place_id or 0,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            title=str(one.course.title),
            address=reverse("activities:class", args=[one.course.public_id]),
            uid=f"session.{one.public_id}",
            cancelled=off,
        )


def exhibitions_at(places: Collection[int], first: date, last: date) -> Iterator[Entry]:
    """The exhibitions that are at these places on one of these days. One query."""
    for one in exhibitions(places, first, last):
        assert one.shown_from is not None
        assert one.shown_until is not None
        yield Entry(
            place=one.place_id or 0,
            starts_at=midnight(one.shown_from),
            ends_at=midnight(one.shown_until + timedelta(days=1)),
            title=str(one.title),
            address=reverse("activities:gallery", args=[one.public_id]),
            uid=f"contest.{one.public_id}",
        )


def declare() -> None:
    """Let the page of a place show its activities, classes and exhibitions."""
    whats_on.add("activities", activities_at)
    whats_on.add("classes", classes_at)
    whats_on.add("exhibitions", exhibitions_at)

"""What is on, as a calendar that can be subscribed to (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from icalendar import Calendar, Event

from duikou.activities.models import Activity
from duikou.activities.words import where


def calendar(activities: Iterable[Activity], *, name: str, now: datetime, root: str) -> bytes:
    """The calendar of these activities (with place), called `name`, in the reader's language; `root` is the address of
    the city. UIDs stay and SEQUENCE grows with every change (3.8.7.4), so that a calendar replaces what it has."""
    made = Calendar()
    made.add("prodid", "-//Duikou//Activities//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for one in activities:
        made.add_component(_event(one, now, root))
    return bytes(made.to_ical())


def _event(activity: Activity, now: datetime, root: str) -> Event:
    event = Event()
    event.add("uid", f"activity.{activity.public_id}@duikou")
    event.add("sequence", activity.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", activity.starts_at.astimezone(UTC))
    event.add("dtend", activity.ends_at.astimezone(UTC))
    event.add("summary", str(activity.title))
    if about := str(activity.about):
        event.add("description", about)
    event.add("location", where(activity.place))
    event.add("status", "CANCELLED" if activity.state == Activity.State.CANCELLED else "CONFIRMED")
    event.add("categories", [str(activity.kind)])
    event.add("url", root + reverse("activities:activity", args=[activity.public_id]))
    return event

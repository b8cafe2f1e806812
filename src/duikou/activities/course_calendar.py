"""Sessions of classes, as a calendar that can be subscribed to (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from icalendar import Calendar, Event

from duikou.activities.models import Course, Session
from duikou.activities.words import where


def calendar(courses: Iterable[Course], *, name: str, now: datetime, root: str) -> bytes:
    """The calendar of every session of these classes (with place and sessions), called `name`, in the reader's
    language; `root` is the address of the city. A session that was called off stays, and says so."""
    made = Calendar()
    made.add("prodid", "-//Duikou//Classes//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for course in courses:
        for session in course.sessions.all():
            made.add_component(event_of(course, session, now, root))
    return bytes(made.to_ical())


def event_of(course: Course, session: Session, now: datetime, root: str) -> Event:
    """One session as an event; its SEQUENCE grows with every change (3.8.7.4)."""
    off = course.state == Course.State.CANCELLED or session.state == Session.State.CALLED_OFF
    event = Event()
    event.add("uid", f"session.{session.public_id}@duikou")
    event.add("sequence", session.sequence + (1 if course.state == Course.State.CANCELLED else 0))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", str(course.title))
    if about := str(course.about):
        event.add("description", about)
    event.add("location", where(session.place or course.place))
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("categories", [str(course.kind)])
    event.add("url", root + reverse("activities:class", args=[course.public_id]))
    return event

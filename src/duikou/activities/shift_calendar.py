"""The shifts of a team as a calendar that can be subscribed to (iCalendar, RFC 5545). It names nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event

from duikou.activities.models import Shift
from duikou.activities.queries.teams import Joining, ShownShift
from duikou.activities.words import where


def calendar(shifts: Iterable[ShownShift], *, name: str, now: datetime, root: str) -> bytes:
    """The calendar of these shifts, called `name`, in the reader's language; `root` is the address of the city. UIDs
    stay and SEQUENCE grows with every change (3.8.7.4), so that a calendar replaces what it has."""
    made = Calendar()
    made.add("prodid", "-//Duikou//Volunteers//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for one in shifts:
        made.add_component(_event(one, now, root))
    return bytes(made.to_ical())


def _event(one: ShownShift, now: datetime, root: str) -> Event:
    shift, event = one.shift, Event()
    event.add("uid", f"shift.{shift.public_id}@duikou")
    event.add("sequence", shift.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", shift.starts_at.astimezone(UTC))
    event.add("dtend", shift.ends_at.astimezone(UTC))
    event.add("summary", f"{shift.title} · {wanted_text(one)}" if one.helpers else str(shift.title))
    if about := str(shift.what_to_do):
        event.add("description", about)
    event.add("location", where(shift.place))
    event.add("status", "CANCELLED" if shift.state == Shift.State.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("url", root + reverse("activities:shift", args=[shift.public_id]))
    return event


def wanted_text(one: ShownShift) -> str:
    """How many helpers are still wanted, in words."""
    if one.how in (Joining.OVER, Joining.CLOSED) or not one.left:
        return _("no more helpers wanted")
    return ngettext("%(n)s helper wanted", "%(n)s helpers wanted", one.left) % {"n": one.left}

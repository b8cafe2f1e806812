"""The calendar of a centre (iCalendar, RFC 5545): days on which it is otherwise open, and what is on there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Calendar, Event

from duikou.base.whats_on import Entry, entries
from duikou.desk.models import Centre, SpecialDays
from duikou.desk.queries.hours import special_days_of, special_of
from duikou.desk.words import special_text

DAYS_BACK, DAYS_AHEAD = 7, 120


def calendar(centre: Centre, *, now: datetime, root: str) -> bytes:
    """The calendar of `centre` from a week ago on, in the reader's language; `root` is the address of the city. UIDs
    stay, and LAST-MODIFIED says when special days were changed, so that a calendar replaces what it has."""
    today = timezone.localdate(now)
    made = Calendar()
    made.add("prodid", "-//Duikou//Service centre//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", str(centre))
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    since = today - timedelta(days=DAYS_BACK)
    for row in (*special_days_of(None, today=since), *special_days_of(centre, today=since)):
        made.add_component(_special(row, centre, now, root))
    for entry in entries([centre.place_id], since, today + timedelta(days=DAYS_AHEAD)):
        made.add_component(_entry(entry, centre, now, root))
    return bytes(made.to_ical())


def _special(row: SpecialDays, centre: Centre, now: datetime, root: str) -> Event:
    event = Event()
    event.add("uid", f"{row.public_id}.{centre.public_id}@duikou")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("last-modified", row.changed_at.astimezone(UTC))
    event.add("dtstart", row.starts_on)
    event.add("dtend", row.ends_on + timedelta(days=1))  # the day after the last (RFC 5545, 3.6.1)
    where = f"{row.window.number} {row.window}" if row.window else str(centre)
    said = {"where": where, "how": special_text(special_of(row)), "why": row.reason}
    event.add("summary", _("%(where)s: %(how)s (%(why)s)") % said)
    event.add("transp", "TRANSPARENT")
    event.add("location", where_it_is(centre))
    event.add("url", root + reverse("desk:centre", args=[centre.slug]))
    return event


def _entry(entry: Entry, centre: Centre, now: datetime, root: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@duikou")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("location", where_it_is(centre))
    event.add("url", root + entry.address)
    return event


def where_it_is(centre: Centre) -> str:
    """Name and address of the centre's place in one line."""
    parts = [str(centre.place.name), str(centre.place.address)]
    return pgettext("between the parts of an address", ", ").join(part for part in parts if part)

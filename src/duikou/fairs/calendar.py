"""An interview as a calendar file (iCalendar, RFC 5545; iTIP methods, RFC 5546)."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Literal

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from duikou.base import clock
from duikou.booking.models import Booking
from duikou.fairs.meetings import meeting_link
from duikou.fairs.models import Fair, Interview

Method = Literal["PUBLISH", "CANCEL"]


def where(interview: Interview) -> str:
    """Where the talk is, in one line of the reader's language: the meeting link, or venue, address and table."""
    if interview.booking.online:
        return meeting_link(interview.booking)
    place = interview.fair.place
    parts = [str(place.name), str(place.address)] if place else []
    if interview.stand.number is not None:
        parts.append(_("table %(number)s") % {"number": interview.stand.number})
    return ", ".join(part for part in parts if part)


def calendar(interview: Interview, *, method: Method = "PUBLISH", language: str, link: str) -> bytes:
    """The calendar file of `interview` in `language`: its UID is the booking's permanent id and its SEQUENCE grows with
    every change, so that a calendar replaces what it has (RFC 5545, 3.8.7.4). Times are UTC, as section 3.3.5 form 2
    allows, so that no time zone table is needed. `link` is the absolute address of the person's own page."""
    booking = interview.booking
    gone = method == "CANCEL" or booking.state not in Booking.LIVE or interview.fair.state == Fair.State.CANCELLED
    with translation.override(language):
        event = Event()
        event.add("uid", f"{booking.public_id}@duikou")
        event.add("sequence", booking.sequence + (1 if gone else 0))
        event.add("dtstamp", clock.now())
        event.add("last-modified", booking.changed_at.astimezone(UTC))
        event.add("dtstart", booking.slot.starts_at.astimezone(UTC))
        event.add("dtend", booking.slot.ends_at.astimezone(UTC))
        employer = str(interview.stand.employer)
        event.add("summary", _("Interview: %(employer)s") % {"employer": employer})
        event.add("location", where(interview))
        event.add("description", _describe(interview, link))
        event.add("status", "CANCELLED" if gone else "CONFIRMED")
        event.add("class", "PRIVATE")
        if link.startswith("http"):
            event.add("url", link)
        if not gone:
            event.add_component(_reminder())
        made = Calendar()
        made.add("prodid", "-//Duikou//Job fair//EN")
        made.add("version", "2.0")
        made.add("method", "CANCEL" if gone else method)
        made.add_component(event)
    return bytes(made.to_ical())


def _describe(interview: Interview, link: str) -> str:
    lines = [str(interview.fair.title)]
    if interview.post is not None:
        lines.append(_("Post: %(post)s") % {"post": interview.post.title})
    if str(interview.fair.what_to_bring):
        lines.append(_("Bring: %(things)s") % {"things": interview.fair.what_to_bring})
    lines.append(_("See, move or cancel: %(link)s") % {"link": link})
    return "\n".join(lines)


def _reminder() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(minutes=-30))
    alarm.add("description", _("Your interview begins in half an hour."))
    return alarm

"""An interview as a calendar file (iCalendar, RFC 5545; iTIP methods, RFC 5546)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from email.utils import parseaddr
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from duikou.base import clock
from duikou.booking.models import Booking
from duikou.directory.mail import server_and_sender
from duikou.fairs.meetings import meeting_link
from duikou.fairs.models import Fair, Interview

if TYPE_CHECKING:  # read when the first file is made, not whenever the program starts
    from icalendar import Alarm, Event, Timezone, vCalAddress

Method = Literal["PUBLISH", "CANCEL"]


def where(interview: Interview) -> str:
    """Where the talk is, in one line of the reader's language: the meeting link, or venue, address and table."""
    if interview.booking.online:
        return meeting_link(interview.booking)
    place = interview.fair.place
    parts = [str(place.name), str(place.address)] if place else []
    if interview.stand.number is not None:
        parts.append(_("table %(number)s") % {"number": interview.stand.number})
    return pgettext("between the parts of an address", ", ").join(part for part in parts if part)


def calendar(interview: Interview, *, method: Method = "PUBLISH", language: str, link: str) -> bytes:
    """The calendar file of `interview` in `language`: its UID is the booking's permanent id and its SEQUENCE grows with
    every change, so that a calendar replaces what it has (RFC 5545, 3.8.7.4). Times are in the city's zone, which the
    file describes, and PUBLISH and CANCEL name who organises and nobody who attends (RFC 5546, 3.2.1 and 3.2.5).
    `link` is the absolute address of the person's own page."""
    gone = method == "CANCEL" or _is_gone(interview)
    with translation.override(language):
        return _file([_event(interview, link, gone=gone)], [interview], method="CANCEL" if gone else method)


def calendar_of_day(interviews: Sequence[tuple[Interview, str]], *, language: str) -> bytes:
    """The calendar file of several interviews, each with the absolute address of its page, as `calendar` makes it of
    one. A calendar that has one of them already replaces it."""
    with translation.override(language):
        events = [_event(one, link, gone=_is_gone(one)) for one, link in interviews]
        return _file(events, [one for one, _link in interviews], method="PUBLISH")


def _is_gone(interview: Interview) -> bool:
    return interview.booking.state not in Booking.LIVE or interview.fair.state == Fair.State.CANCELLED


def _event(interview: Interview, link: str, *, gone: bool) -> Event:
    from icalendar import Event

    booking, zone = interview.booking, timezone.get_default_timezone()
    event = Event()
    event.add("uid", f"{booking.public_id}@duikou")
    event.add("sequence", booking.sequence + (1 if gone else 0))
    event.add("dtstamp", clock.now())
    event.add("last-modified", booking.changed_at.astimezone(UTC))
    event.add("dtstart", booking.slot.starts_at.astimezone(zone))
    event.add("dtend", booking.slot.ends_at.astimezone(zone))
    event.add("organizer", _organizer(interview.fair))
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
    return event


def _file(events: Sequence[Event], interviews: Sequence[Interview], *, method: str) -> bytes:
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//Duikou//Job fair//EN")
    made.add("version", "2.0")
    made.add("method", method)
    for year in sorted({timezone.localdate(one.booking.slot.starts_at).year for one in interviews}):
        table = _zone_table(timezone.get_default_timezone_name(), year)
        if table is not None:
            made.add_component(table)
            break  # it holds the year before and the year after, too
    for event in events:
        made.add_component(event)
    return bytes(made.to_ical())


def _organizer(fair: Fair) -> vCalAddress:
    from icalendar import vCalAddress

    address = parseaddr(server_and_sender()[1])[1]
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = " ".join(str(fair.organiser).split())
    return organizer


@lru_cache(maxsize=16)
def _zone_table(name: str, year: int) -> Timezone | None:
    """What the zone's clocks do in a year and the two beside it; None for UTC, which needs no table."""
    if name == "UTC":
        return None
    from icalendar import Timezone

    return Timezone.from_tzid(name, first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))


def _describe(interview: Interview, link: str) -> str:
    lines = [str(interview.fair.title)]
    if interview.post is not None:
        lines.append(_("Post: %(post)s") % {"post": interview.post.title})
    if str(interview.fair.what_to_bring):
        lines.append(_("Bring: %(things)s") % {"things": interview.fair.what_to_bring})
    lines.append(_("See, move or cancel: %(link)s") % {"link": link})
    return "\n".join(lines)


def _reminder() -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(minutes=-30))
    alarm.add("description", _("Your interview begins in half an hour."))
    return alarm

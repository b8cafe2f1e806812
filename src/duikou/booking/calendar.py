"""What was booked as a calendar file (iCalendar, RFC 5545; iTIP methods, RFC 5546)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from django.utils import timezone

from duikou.base import clock
from duikou.booking.models import Booking
from duikou.booking.models.offers import Span
from duikou.directory.mail import server_and_sender

if TYPE_CHECKING:  # read when the first file is made, not whenever the program starts
    from icalendar import Alarm, Event, Timezone, vCalAddress

Method = Literal["PUBLISH", "CANCEL"]
REMIND, ASK_AGAIN = timedelta(minutes=-30), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A booking with its slot as a calendar shows it, in the language it is written in. `link`: the absolute address of
    the person's own page; `alarm`: what is said half an hour before; `gone`: it does not take place. One of several
    times of a booking says which in `key`, its own `time`, and how often it has changed."""

    booking: Booking
    summary: str
    where: str
    lines: Sequence[str]
    organiser: str
    alarm: str
    link: str
    gone: bool = False
    time: Span | None = None
    key: str = ""
    changes: int = 0

    @property
    def starts_at(self) -> datetime:
        return self.time[0] if self.time else self.booking.slot.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.time[1] if self.time else self.booking.slot.ends_at


def calendar_file(
    meetings: Sequence[Meeting], *, method: Method = "PUBLISH", product: str = "Booking", name: str = ""
) -> bytes:
    """The calendar file of these meetings: the UID is the booking's permanent id and SEQUENCE grows with every change,
    so that a calendar replaces what it has (RFC 5545, 3.8.7.4). Times are in the city's zone, which the file describes,
    and PUBLISH and CANCEL name who organises and nobody who attends (RFC 5546, 3.2.1 and 3.2.5). With a `name` it is
    one to subscribe to, asked for again after an hour (RFC 7986, 5.7)."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", f"-//Duikou//{product}//EN")
    made.add("version", "2.0")
    made.add("method", method)
    if name:
        made.add("x-wr-calname", name)
        made.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for year in sorted({timezone.localdate(one.starts_at).year for one in meetings}):
        table = _zone_table(timezone.get_default_timezone_name(), year)
        if table is not None:
            made.add_component(table)
            break  # it holds the year before and the year after, too
    for one in meetings:
        made.add_component(_event(one))
    return bytes(made.to_ical())


def _event(meeting: Meeting) -> Event:
    from icalendar import Event

    booking, zone = meeting.booking, timezone.get_default_timezone()
    event = Event()
    event.add("uid", f"{booking.public_id}{'.' * bool(meeting.key)}{meeting.key}@duikou")
    event.add("sequence", booking.sequence + meeting.changes + (1 if meeting.gone else 0))
    event.add("dtstamp", clock.now())
    event.add("last-modified", booking.changed_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("organizer", _organizer(meeting.organiser))
    event.add("summary", meeting.summary)
    event.add("location", meeting.where)
    event.add("description", "\n".join(meeting.lines))
    event.add("status", "CANCELLED" if meeting.gone else "CONFIRMED")
    event.add("class", "PRIVATE")
    if meeting.link.startswith("http"):
        event.add("url", meeting.link)
    if not meeting.gone:
        event.add_component(_reminder(meeting.alarm))
    return event


def _organizer(name: str) -> vCalAddress:
    from icalendar import vCalAddress

    organizer = vCalAddress(f"mailto:{parseaddr(server_and_sender()[1])[1]}")
    organizer.params["CN"] = " ".join(name.split())
    return organizer


def _reminder(says: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", REMIND)
    alarm.add("description", says)
    return alarm


@lru_cache(maxsize=16)
def _zone_table(name: str, year: int) -> Timezone | None:
    """What the zone's clocks do in a year and the two beside it; None for UTC, which needs no table."""
    if name == "UTC":
        return None
    from icalendar import Timezone

    return Timezone.from_tzid(name, first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))

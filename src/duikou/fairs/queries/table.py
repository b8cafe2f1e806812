"""What an employer's table reads: its talks of a day, who is there, and who is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone

from duikou.booking.calling import ASIDE, shown_number
from duikou.booking.models import Booking
from duikou.fairs import rules
from duikou.fairs.meetings import meeting_link
from duikou.fairs.models import Interview, Stand
from duikou.fairs.queries.door import bookings
from duikou.fairs.timetable import days


class Where(StrEnum):
    """Where a talk stands."""

    TALKING = "talking"
    CALLED = "called"
    HERE = "here"
    EXPECTED = "expected"
    LATE = "late"
    DONE = "done"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Talk:
    """One line of the table's list. `name` is empty once the person is forgotten; `contact` until both follow up;
    `number`, by which they are called, until they arrive. `aside` is whose number is on hold or was passed over."""

    booking: Booking
    where: Where
    name: str
    contact: str
    post: str
    outcome: str
    link: str
    number: str = ""
    aside: bool = False

    @property
    def can_step_back(self) -> bool:
        """Whether there is a step to take back."""
        return self.where in (Where.TALKING, Where.CALLED, Where.DONE)


@dataclass(frozen=True, slots=True)
class Day:
    """A day at a table: all talks in order of their time, those under way, the next one, and counts."""

    day: date
    talks: tuple[Talk, ...]
    now: tuple[Talk, ...]
    next: Talk | None
    booked: int
    here: int
    done: int


def fair_days(stand: Stand) -> list[date]:
    """The days of the stand's fair in the city's zone."""
    return [timezone.localtime(begin).date() for begin, _end in days(stand.fair.starts_at, stand.fair.ends_at)]


def day_at_table(stand: Stand, day: date, *, now: datetime) -> Day:
    """The talks of `stand` on `day` (city zone), in one query."""
    begin = timezone.make_aware(datetime.combine(day, time.min))
    rows = (
        bookings()
        .filter(
            slot__resource=stand.resource_id,
            state=Booking.State.CONFIRMED,
            slot__starts_at__gte=begin,
            slot__starts_at__lt=begin + timedelta(days=1),
        )
        .order_by("slot__starts_at", "check_in__at", "pk")
        if stand.resource_id
        else []
    )
    talks = tuple(_talk(booking, now) for booking in rows)
    waiting = [one for one in talks if one.where == Where.HERE and not one.aside]
    return Day(
        day=day,
        talks=talks,
        now=tuple(one for one in talks if one.where in (Where.TALKING, Where.CALLED)),
        next=waiting[0] if waiting else None,
        booked=len(talks),
        here=sum(one.booking.attendance == Booking.Attendance.ARRIVED for one in talks),
        done=sum(one.where == Where.DONE for one in talks),
    )


def _talk(booking: Booking, now: datetime) -> Talk:
    interview = getattr(booking, "interview", None)
    person, ticket = booking.person, getattr(booking, "ticket", None)
    return Talk(
        booking=booking,
        where=_where(booking, interview, now),
        name=person.name if person else "",
        contact=person.contact if person and interview and rules.shows_contact(interview) else "",
        post=interview.post.title if interview and interview.post else "",
        outcome=interview.outcome if interview and interview.outcome != Interview.Outcome.UNKNOWN else "",
        link=meeting_link(booking),
        number=shown_number(ticket) if ticket else "",
        aside=bool(ticket and ticket.state in ASIDE),
    )


def _where(booking: Booking, interview: Interview | None, now: datetime) -> Where:
    if interview and interview.ended_at:
        return Where.DONE
    if interview and interview.started_at:
        return Where.TALKING
    if interview and interview.called_at:
        return Where.CALLED
    if booking.attendance == Booking.Attendance.ARRIVED:
        return Where.HERE
    if booking.attendance == Booking.Attendance.NO_SHOW or now > booking.slot.ends_at:
        return Where.ABSENT
    return Where.LATE if now > booking.slot.starts_at else Where.EXPECTED

"""A centre's day as it runs: who has an appointment, who waits with a number, and where numbers were called to."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from duikou.base.ids import CODE_LENGTH, CODE_LETTERS, read_code
from duikou.booking import tickets as signed
from duikou.booking.calling import shown_number
from duikou.booking.models import Booking, Ticket, TicketWish
from duikou.booking.queries.queue import called_to, line_at, tickets, tickets_today
from duikou.desk.models import Centre, CentreDay, DayWindow, Window
from duikou.directory.spellings import folded, matches

State = Ticket.State
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number as a window sees it: a name only where its person has an appointment here, and what that is about."""

    ticket: Ticket
    name: str = ""
    about: str = ""

    @property
    def number(self) -> str:
        """The number as people know it."""
        return shown_number(self.ticket)


@dataclass(frozen=True, slots=True)
class Expected:
    """An appointment of today: the booking with slot and person, what it is about, its number once they are here."""

    booking: Booking
    name: str
    about: str
    ticket: Ticket | None

    @property
    def number(self) -> str:
        """The number, if they are here."""
        return shown_number(self.ticket) if self.ticket else ""


@dataclass(frozen=True, slots=True)
class AtWindow:
    """A window now: whether it is paused, how many wait for it and who is next, who was called, who is there, who is on
    hold or was passed over, and today's appointments."""

    paused: bool
    waiting: int
    next: Numbered | None
    called: Sequence[Numbered]
    serving: Sequence[Numbered]
    aside: Sequence[Numbered]
    expected: Sequence[Expected]


def today_at(centre: Centre, *, now: datetime) -> CentreDay | None:
    """Today at a centre, if it is laid out, with its offer."""
    days = CentreDay.objects.select_related("offer", "centre__organisation")
    return days.filter(centre=centre, day=timezone.localdate(now)).first()


def window_today(window: Window, *, now: datetime) -> DayWindow | None:
    """A window today, if the day is laid out and it opens."""
    found = DayWindow.objects.select_related("day__offer", "day__centre", "resource__offer", "window__centre")
    return found.filter(window=window, day__day=timezone.localdate(now)).first()


def windows_of(day: CentreDay) -> list[DayWindow]:
    """The windows of a day, in order. One query."""
    found = day.windows.select_related("window", "resource__offer")
    return list(found.order_by("window__order", "window__number", "pk"))


def bookings() -> QuerySet[Booking]:
    """Bookings with all that a centre shows of them, in one query."""
    return Booking.objects.select_related(
        "slot__resource__day_window__window", "offer", "person", "check_in", "appointment__service", "ticket"
    )


def at_window(of_day: DayWindow, *, now: datetime) -> AtWindow:
    """The screen of a window, in four queries."""
    resource = of_day.resource
    waiting = line_at(resource, now=now)
    first = list(waiting[:1])
    there = called_to(resource, now=now)
    booked = bookings().filter(slot__resource=resource, state=Booking.State.CONFIRMED)
    expected = [_expected(one) for one in booked.order_by("slot__starts_at", "pk")]
    about = {one.booking.pk: one.about for one in expected}

    def numbered(ticket: Ticket) -> Numbered:
        person = ticket.booking.person if ticket.booking else None
        return Numbered(ticket, person.name if person else "", about.get(ticket.booking_id or 0, ""))

    return AtWindow(
        paused=resource.paused_at is not None,
        waiting=waiting.count(),
        next=numbered(first[0]) if first else None,
        called=[numbered(one) for one in there if one.state == State.CALLED],
        serving=[numbered(one) for one in there if one.state == State.SERVING],
        aside=[numbered(one) for one in there if one.state in (State.HELD, State.SKIPPED)],
        expected=expected,
    )


def queue_of(day: CentreDay, *, now: datetime) -> list[Ticket]:
    """Today's numbers that are not done, with the windows they wait for. Two queries."""
    wishes = Prefetch("wishes", TicketWish.objects.select_related("resource"))
    return list(tickets_today(day.offer, now=now).prefetch_related(wishes))


def ticket_at(of_day: DayWindow, public_id: UUID) -> Ticket | None:
    """The number with this id, when it was called to the window or waits for it."""
    mine = Q(resource=of_day.resource_id) | Q(wishes__resource=of_day.resource_id) | Q(wishes=None, booking=None)
    return tickets().filter(mine, offer=of_day.day.offer_id, public_id=public_id).first()


def ticket_of_day(day: CentreDay, public_id: UUID) -> Ticket | None:
    """The number of a day with this id."""
    return tickets().filter(offer=day.offer_id, public_id=public_id).first()


class Found(StrEnum):
    """What a look-up at a centre came to."""

    BOOKING = "booking"
    SEVERAL = "several"
    NOBODY = "nobody"
    TOO_SHORT = "too_short"
    NO_TICKET = "no_ticket"
    OTHER_DAY = "other_day"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: one booking, several to choose from, or why none; `scanned` when a ticket was read."""

    what: Found
    booking: Booking | None = None
    choices: Sequence[Booking] = ()
    scanned: bool = False


def look_up(day: CentreDay, text: str) -> Finding:
    """What `text` – a scanned ticket, a typed code, part of a name – stands for on a day of a centre. Names are
    decrypted and compared in memory, those of the day alone."""
    text = unicodedata.normalize("NFKC", text).strip()
    if (text.count(".") == 2 and text[:1] == "D") or "://" in text:
        try:
            ticket = signed.read_ticket(text)
        except signed.BadTicket:
            return Finding(Found.NO_TICKET)
        return _judged(day, bookings().filter(public_id=ticket.public_id).first(), scanned=True)
    code = read_code(text)
    if len(code) == CODE_LENGTH and all(letter in CODE_LETTERS for letter in code):
        found = bookings().filter(code=code).first()
        if found:
            return _judged(day, found)
    wanted = folded(text)
    if not wanted or (wanted.isascii() and len(wanted) < 2):
        return Finding(Found.TOO_SHORT)
    confirmed = bookings().filter(offer=day.offer_id, state=Booking.State.CONFIRMED, person__isnull=False)
    rows = confirmed.order_by("slot__starts_at", "pk")
    choices = [one for one in rows if one.person and matches(wanted, one.person.name)][:MOST_FOUND]
    if len(choices) == 1:
        return Finding(Found.BOOKING, choices[0])
    return Finding(Found.SEVERAL, choices=choices) if choices else Finding(Found.NOBODY)


def booking_of_day(day: CentreDay, public_id: UUID) -> Booking | None:
    """The booking of a day with this id."""
    return bookings().filter(offer=day.offer_id, public_id=public_id).first()


def _judged(day: CentreDay, booking: Booking | None, *, scanned: bool = False) -> Finding:
    if booking is None:
        return Finding(Found.NO_TICKET)
    what = Found.BOOKING if booking.offer_id == day.offer_id else Found.OTHER_DAY
    return Finding(what, booking, scanned=scanned)


def _expected(booking: Booking) -> Expected:
    about = getattr(booking, "appointment", None)
    service = about.service if about else None
    name = booking.person.name if booking.person else ""
    return Expected(booking, name, str(service or ""), getattr(booking, "ticket", None))

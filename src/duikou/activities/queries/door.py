"""Who comes to an activity or a shift: counts for every day, names only for its door."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.db.models import Count, Q, QuerySet, Sum

from duikou.base.ids import CODE_LENGTH, CODE_LETTERS, read_code
from duikou.booking import tickets
from duikou.booking.models import Booking, Slot, WaitingEntry
from duikou.directory.spellings import folded, matches

MOST_FOUND = 20
STANDS = Q(state=Booking.State.CONFIRMED)


class Attended(Protocol):
    """What people have places for: an activity, where they sign up for it, or a shift."""

    @property
    def offer_id(self) -> int | None: ...


class Found(StrEnum):
    """What a look-up came to."""

    SOMEBODY = "somebody"
    NOBODY = "nobody"
    TOO_SHORT = "too_short"
    BAD_TICKET = "bad_ticket"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, with the bookings it stands for; `scanned` when a signed ticket was read."""

    what: Found
    bookings: Sequence[Booking] = ()
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class Coming:
    """How many people come: places, seats taken by how many bookings, seats that arrived, and groups that wait."""

    places: int
    seats: int
    bookings: int
    arrived: int
    waiting: int
    kept: int


def bookings_of(activity: Attended) -> QuerySet[Booking]:
    """The bookings of an activity or a shift with all that its door shows of them."""
    found = Booking.objects.filter(offer=activity.offer_id)
    return found.select_related("slot__resource", "offer", "person", "check_in")


def coming_to(activity: Attended) -> Coming | None:
    """How many come; None where nobody signs up. Three queries."""
    slot = Slot.objects.filter(offer=activity.offer_id).first() if activity.offer_id else None
    if slot is None:
        return None
    arrived = Q(attendance=Booking.Attendance.ARRIVED)
    sums = Booking.objects.filter(STANDS, offer=activity.offer_id).aggregate(
        all=Sum("seats"), bookings=Count("pk"), arrived=Sum("seats", filter=arrived)
    )
    waiting = WaitingEntry.objects.filter(offer=activity.offer_id, state=WaitingEntry.State.WAITING).count()
    return Coming(
        places=slot.capacity,
        seats=sums["all"] or 0,
        bookings=sums["bookings"],
        arrived=sums["arrived"] or 0,
        waiting=waiting,
        kept=slot.kept,
    )


def look_up(activity: Attended, text: str) -> Finding:
    """Whose ticket, code or name `text` is, at the door of `activity`. Names are decrypted here, in memory."""
    text = unicodedata.normalize("NFKC", text).strip()
    if (text.count(".") == 2 and text[:1] == "D") or "://" in text:
        return _by_ticket(activity, text)
    code = read_code(text)
    if len(code) == CODE_LENGTH and all(letter in CODE_LETTERS for letter in code):
        found = bookings_of(activity).filter(code=code).first()
        if found:
            return Finding(Found.SOMEBODY, [found])
    wanted = folded(text)
    if not wanted or (wanted.isascii() and len(wanted) < 2):
        return Finding(Found.TOO_SHORT)
    standing = bookings_of(activity).filter(STANDS, person__isnull=False).order_by("pk")
    fitting = [one for one in standing if one.person and matches(wanted, one.person.name)][:MOST_FOUND]
    return Finding(Found.SOMEBODY, fitting) if fitting else Finding(Found.NOBODY)


def _by_ticket(activity: Attended, text: str) -> Finding:
    try:
        ticket = tickets.read_ticket(text)
    except (tickets.ForgedTicket, tickets.OutdatedTicket, tickets.UnknownTicket):
        return Finding(Found.BAD_TICKET)
    found = bookings_of(activity).filter(public_id=ticket.public_id).first()
    return Finding(Found.SOMEBODY, [found], scanned=True) if found else Finding(Found.ELSEWHERE)

"""What the door reads: a ticket, a code or a name turned into a booking, and what to say when it is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from duikou.base.ids import CODE_LENGTH, CODE_LETTERS, read_code
from duikou.booking import tickets
from duikou.booking.models import Booking, Slot
from duikou.directory.spellings import folded, matches
from duikou.fairs.models import Fair, Stand

MOST_FOUND = 20


class Found(StrEnum):
    """What the door's look-up came to."""

    BOOKING = "booking"
    SEVERAL = "several"
    NOBODY = "nobody"
    TOO_SHORT = "too_short"
    NO_TICKET = "no_ticket"
    OUTDATED = "outdated"
    FORGED = "forged"
    UNKNOWN_CODE = "unknown_code"
    GONE = "gone"
    OTHER_FAIR = "other_fair"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: one booking, several to choose from, or why none; `scanned` when a signed ticket was read, and
    `moved` when that ticket shows an earlier time than the booking has now."""

    what: Found
    booking: Booking | None = None
    choices: Sequence[Booking] = field(default_factory=tuple)
    scanned: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Counters:
    """The door's day: bookings that stand, people in, of them walk-ins, and who is still expected within the hour."""

    booked: int
    arrived: int
    walk_ins: int
    soon: int


def bookings() -> QuerySet[Booking]:
    """Bookings with all that a door or a table shows of them, in one query."""
    return Booking.objects.select_related(
        "slot__resource__stand__employer", "offer__fair", "person", "check_in", "interview__post", "ticket"
    )


def look_up(fair: Fair, text: str) -> Finding:
    """What `text` (scanned, typed code, or a name) stands for at the door of `fair`."""
    text = unicodedata.normalize("NFKC", text).strip()
    if (text.count(".") == 2 and text[:1] == "D") or "://" in text:
        return _by_ticket(fair, text)
    code = read_code(text)
    if len(code) == CODE_LENGTH and all(letter in CODE_LETTERS for letter in code):
        found = bookings().filter(code=code).first()
        if found:
            return _judged(fair, found)
    return _by_name(fair, text, looks_like_code="-" in text or any(letter.isdigit() for letter in text))


def booking_at_door(fair: Fair, public_id: UUID) -> Booking | None:
    """The booking of `fair` with this id."""
    return bookings().filter(offer=fair.offer_id, public_id=public_id).first()


def counters(fair: Fair, *, now: datetime) -> Counters:
    """The door's day in one query."""
    live = Q(state=Booking.State.CONFIRMED)
    expected = live & Q(attendance=Booking.Attendance.EXPECTED, slot__ends_at__gt=now)
    counted = Booking.objects.filter(offer=fair.offer_id).aggregate(
        booked=Count("pk", filter=live),
        arrived=Count("pk", filter=live & Q(attendance=Booking.Attendance.ARRIVED)),
        walk_ins=Count("pk", filter=live & Q(channel=Booking.Channel.WALK_IN)),
        soon=Count("pk", filter=expected & Q(slot__starts_at__lte=now + timedelta(hours=1))),
    )
    return Counters(**counted)


def walk_in_times(fair: Fair, *, now: datetime, stand: int | None = None) -> QuerySet[Slot]:
    """Times on site that have a place free or kept and are not over, soonest first; of one stand if given."""
    free = Slot.objects.filter(
        offer=fair.offer_id, withdrawn=False, on_site=True, ends_at__gt=now, taken__lt=F("capacity")
    )
    if stand:
        free = free.filter(resource__stand=stand)
    return free.select_related("resource__stand__employer").order_by("starts_at", "resource__stand__number", "pk")


def stands_on_site(fair: Fair) -> QuerySet[Stand]:
    """The approved stands that one can walk to, in order of their number."""
    return Stand.objects.filter(fair=fair, state=Stand.State.APPROVED, on_site=True).select_related("employer")


def roll(fair: Fair) -> list[Booking]:
    """The door's roll: every booking of the fair that stands, by time and table. The one list of persons that leaves
    the server, printed for one event."""
    listed = bookings().filter(pk__in=_standing(fair).values("pk"))
    return list(listed.order_by("slot__starts_at", "slot__resource__stand__number", "pk"))


def _standing(fair: Fair) -> QuerySet[Booking]:
    return Booking.objects.filter(offer=fair.offer_id, state=Booking.State.CONFIRMED, person__isnull=False).order_by()


def _by_ticket(fair: Fair, text: str) -> Finding:
    try:
        ticket = tickets.read_ticket(text)
    except tickets.ForgedTicket:
        return Finding(Found.FORGED)
    except tickets.OutdatedTicket:
        return Finding(Found.OUTDATED)
    except tickets.UnknownTicket:
        return Finding(Found.NO_TICKET)
    found = bookings().filter(public_id=ticket.public_id).first()
    if found is None:
        return Finding(Found.GONE)
    return _judged(fair, found, scanned=True, moved=ticket.sequence < found.sequence)


def _judged(fair: Fair, booking: Booking, *, scanned: bool = False, moved: bool = False) -> Finding:
    what = Found.BOOKING if booking.offer_id == fair.offer_id else Found.OTHER_FAIR
    return Finding(what, booking=booking, scanned=scanned, moved=moved)


def _by_name(fair: Fair, text: str, *, looks_like_code: bool) -> Finding:
    wanted = folded(text)
    if not wanted or (wanted.isascii() and len(wanted) < 2):
        return Finding(Found.TOO_SHORT)
    # Names are decrypted here, in memory, and compared; only the few that fit are loaded with all that is shown.
    names = _standing(fair).order_by("slot__starts_at", "pk").values_list("pk", "person__name")
    fitting = [pk for pk, name in names.iterator(chunk_size=2000) if matches(wanted, name)][: MOST_FOUND + 1]
    choices = sorted(bookings().filter(pk__in=fitting), key=lambda one: fitting.index(one.pk))
    if not choices:
        return Finding(Found.UNKNOWN_CODE if looks_like_code else Found.NOBODY)
    if len(choices) == 1:
        return Finding(Found.BOOKING, booking=choices[0])
    return Finding(Found.SEVERAL, choices=choices)

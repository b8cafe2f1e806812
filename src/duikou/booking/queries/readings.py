"""When staff looked at a person's name, for that person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from duikou.booking.models import Booking
from duikou.journal.actions import READ
from duikou.journal.models import Entry

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """A moment at which a name was shown, and `where`, as the journal calls it."""

    at: datetime
    where: str


def readings_of(bookings: Sequence[Booking], lists: Mapping[str, datetime]) -> list[Reading]:
    """When the name of whoever made these bookings was shown to staff, the latest first, MOST_SHOWN at most. `lists`:
    under what the journal keeps that lists were shown on which they stood, and since when they did."""
    since = {f"booking:{one.public_id}": one.created_at for one in bookings} | dict(lists)
    found = Entry.objects.filter(what=READ, which__in=since).order_by("-pk").values_list("at", "which", "details")
    shown = [Reading(at, details.get("where", "")) for at, which, details in found if at >= since[which]]
    return shown[:MOST_SHOWN]

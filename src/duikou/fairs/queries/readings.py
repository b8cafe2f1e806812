"""When staff looked at a person's name, for that person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from duikou.booking.models import Booking
from duikou.journal.actions import READ
from duikou.journal.models import Entry

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """A moment at which a name was shown: at the `door`, at an employer's `table`, with the
    `resume` that was shared with it, or on the `roll` of the fair."""

    at: datetime
    where: str


def readings_of(bookings: Sequence[Booking]) -> list[Reading]:
    """When the name of whoever made these bookings was shown to staff, the latest first, MOST_SHOWN at most. A list
    counts for everybody who stood on it."""
    since: dict[str, datetime] = {}
    for one in bookings:
        interview = one.interview
        for about in (f"booking:{one.public_id}", f"stand:{interview.stand_id}", f"fair:{interview.fair.slug}"):
            since[about] = min(one.created_at, since.get(about, one.created_at))
    found = Entry.objects.filter(what=READ, which__in=since).order_by("-pk").values_list("at", "which", "details")
    shown = [Reading(at, details.get("where", "")) for at, which, details in found if at >= since[which]]
    return shown[:MOST_SHOWN]

"""The times at which an employer can still be met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from duikou.booking.models import Booking
from duikou.booking.queries.choosing import Times, times_at
from duikou.fairs.models import Stand


def times_of(stand: Stand, *, now: datetime, mine: Sequence[Booking] = (), online: bool | None = None) -> Times:
    """The times of `stand` that begin after `now`; `mine` are the live bookings this browser knows. `online` keeps
    those held online (True) or on site (False)."""
    return times_at([stand.resource_id] if stand.resource_id else [], now=now, mine=mine, online=online)

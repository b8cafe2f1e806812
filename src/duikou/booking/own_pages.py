"""The pages of one's own booking, of rooms that show their bookings themselves.

A booking's page, moving and cancelling it, its calendar file and slip, and the page of a place on a waiting list have
one address whatever room they are of. A room that has more to show than what `duikou.booking.own_words` can say gives
its own views here; all others are served by the engine's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from duikou.base.registry import Registry
from duikou.booking.models import Booking, WaitingEntry

View = Callable[..., HttpResponse]


def nothing_at_once(request: HttpRequest, token: str) -> HttpResponse | None:
    """No answer before the booking is looked up."""
    return None


@dataclass(frozen=True, slots=True)
class OwnPages:
    """A room's pages. `find` and `find_waiting` give what has a public id as the views take it, None when it is not
    this room's. `booking` holds the views of a booking by name: `manage`, `calendar`, `move`, `cancel`, `slip`; of one
    that is missing the engine's serves. `at_once` may answer for a booking's page by its token alone, for a crowd that
    has just booked: without it nothing is asked but `find`."""

    find: Callable[[UUID], Booking | None]
    booking: Mapping[str, View]
    find_waiting: Callable[[UUID], WaitingEntry | None]
    waiting: View
    at_once: Callable[[HttpRequest, str], HttpResponse | None] = nothing_at_once


rooms: Registry[OwnPages] = Registry()

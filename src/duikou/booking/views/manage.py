"""A booking's own page, reached by a signed link: the ticket, moving, cancelling. Rooms with pages of their own serve
theirs; here is what serves all others."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from duikou.base.private import private
from duikou.booking import own_pages
from duikou.booking.models import Booking
from duikou.booking.views.opened import by_room, gone


@private
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket with all that its person needs, and what they can still do."""
    for room in own_pages.rooms:
        shown = room.at_once(request, token)
        if shown is not None:
            return shown
    return _manage(request, token)


def _plain(request: HttpRequest, booking: Booking) -> HttpResponse:
    return gone(request, why="erased", status=410)


_manage = by_room("manage", _plain)
calendar_file = by_room("calendar", _plain)
move = by_room("move", _plain)
cancel = by_room("cancel", _plain)
slip = by_room("slip", _plain)

"""The pages of one's own interview, which the engine's addresses lead to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from duikou.base import clock
from duikou.booking.own_pages import OwnPages
from duikou.fairs.queries import seeker
from duikou.fairs.views import manage, plain_ticket, slip, waiting


def _at_once(request: HttpRequest, token: str) -> HttpResponse | None:
    return plain_ticket.answer(request, token, now=clock.now()) if plain_ticket.is_for(request) else None


PAGES = OwnPages(
    find=seeker.booking_of,
    booking={
        "manage": manage.manage,
        "calendar": manage.calendar_file,
        "move": manage.move,
        "cancel": manage.cancel,
        "slip": slip.own,
    },
    find_waiting=seeker.waiting_of,
    waiting=waiting.waiting,
    at_once=_at_once,
)

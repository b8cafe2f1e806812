"""The ticket of a coming interview on site, for a crowd that has just booked: most of its page says the same to all.

The page is rendered from its one template for nobody, with marks where something of a ticket's own belongs, and is kept
in pieces for a second, so that it holds nobody's data. What is a ticket's own – its state before all – is read for each
who asks and put between the pieces, escaped as the template would. A ticket with anything odd about it has no place
here: its page is made whole (`duikou.fairs.views.manage`).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.cache import patch_vary_headers
from django.utils.html import conditional_escape, escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from duikou.base import everybody
from duikou.base.ids import show_code
from duikou.base.moments import clock_text, day_text, moment_text
from duikou.base.notices import InCookie
from duikou.base.recent import Recent
from duikou.booking import own_links
from duikou.booking.models import Booking
from duikou.booking.ticket_qr import svg
from duikou.booking.tickets import BadToken, read_manage_token, ticket_text
from duikou.booking.views import browser
from duikou.directory.models import Person
from duikou.directory.recipients import reaches, way_to
from duikou.fairs.models import Fair
from duikou.fairs.queries.tickets import Ticket, ticket_of

TEMPLATE = "fairs/manage.html"
SECONDS = 1.0
HARMLESS_HERE = everybody.HARMLESS_COOKIES | {browser.MINE.name, browser.PASSES, InCookie.cookie_name}
ON = (Fair.State.PUBLISHED, Fair.State.RUNNING)
WORDS = ("day", "begins", "ends", "until", "employer", "post", "number", "code")
MARK = secrets.token_hex(8)  # nobody can write it into a text of a page

Pieces = list[str]  # of the page and, in every second place, the name of what belongs there

_pages: Recent[Pieces] = Recent(SECONDS, most=500)
_reached: Recent[bool] = Recent(SECONDS)


def is_for(request: HttpRequest) -> bool:
    """Whether nothing about the reader makes the page another one."""
    plain = request.method == "GET" and request.META.get("QUERY_STRING", "") in ("", own_links.JUST_BOOKED)
    return plain and not settings.DEMO and not request.COOKIES.keys() - HARMLESS_HERE


def answer(request: HttpRequest, token: str, *, now: datetime) -> HttpResponse | None:
    """The page of the booking that `token` manages; None when the token, the booking or the moment is not plain."""
    try:
        ticket = ticket_of(read_manage_token(token))
    except BadToken:
        return None
    if ticket is None or not _is_plain(ticket, now):
        return None
    told = _reached.get(way_to(ticket.contact), lambda: reaches(Person(contact=ticket.contact)))
    just_booked, said = own_links.JUST_BOOKED in request.GET, list(get_messages(request))
    key = (
        get_language(),
        ticket.fair_id,
        told,
        just_booked,
        *((one.level, conditional_escape(str(one))) for one in said),
    )
    pieces = _pages.get(key, lambda: _page(ticket.fair_id, told=told, just_booked=just_booked, said=said))
    words = words_of(
        starts_at=ticket.starts_at,
        ends_at=ticket.ends_at,
        until=ticket.cancel_until,
        employer=ticket.employer,
        post=ticket.post,
        number=ticket.number,
        code=ticket.code,
    )
    own: dict[str, str] = {name: escape(word) for name, word in words.items()}
    own |= {"token": escape(token), "qr": svg(ticket_text(ticket))}
    page = pieces.copy()
    page[1::2] = [own[name] for name in pieces[1::2]]
    response = HttpResponse("".join(page))
    patch_vary_headers(response, ["Cookie"])
    return browser.remember(request, response, ticket) if just_booked else response


def words_of(
    *,
    starts_at: datetime,
    ends_at: datetime,
    until: datetime,
    employer: object,
    post: str,
    number: int | None,
    code: str,
) -> dict[str, str]:
    """What the page says of a ticket in words, in the reader's language; `until` is the last moment to cancel it."""
    return {
        "day": day_text(starts_at),
        "begins": clock_text(starts_at),
        "ends": clock_text(ends_at),
        "until": moment_text(until),
        "employer": str(employer),
        "post": post,
        "number": "" if number is None else str(number),
        "code": show_code(code),
    }


def _is_plain(ticket: Ticket, now: datetime) -> bool:
    return (
        ticket.state == Booking.State.CONFIRMED
        and ticket.attendance == Booking.Attendance.EXPECTED
        and ticket.fair_state in ON
        and now < min(ticket.cancel_until, ticket.ends_at)
        and not ticket.online
        and bool(ticket.number and ticket.post)
    )


def _page(fair_id: int, *, told: bool, just_booked: bool, said: Sequence[Any]) -> Pieces:
    """The page of no ticket, with marks."""
    marks = {name: f"{MARK}{name}{MARK}" for name in (*WORDS, "token", "qr")}
    request = HttpRequest()
    request.method, request.user = "GET", AnonymousUser()
    request.path = request.path_info = reverse("booking:manage", args=[marks["token"]])
    request.resolver_match = resolve(request.path)  # the shell looks whether the address holds a secret
    request.META["QUERY_STRING"] = own_links.JUST_BOOKED if just_booked else ""
    request._messages = said  # type: ignore[attr-defined]
    context = {
        "fair": Fair.objects.select_related("place").get(pk=fair_id),
        "booking": Booking(state=Booking.State.CONFIRMED, online=False),
        "words": {name: marks[name] for name in WORDS},
        "token": marks["token"],
        "qr": mark_safe(marks["qr"]),
        "live": True,
        "just_booked": just_booked,
        "told": told,
    }
    return render_to_string(TEMPLATE, context, request).split(MARK)

"""Pages behind a signed link: opened for whoever has the link, or said why they cannot be."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from duikou.base.private import private
from duikou.booking import own_pages
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.queries import booking_of, waiting_of
from duikou.booking.tickets import BadToken, read_manage_token, read_waiting_token

View = Callable[..., HttpResponse]
GONE = "booking/link_gone.html"


def gone(request: HttpRequest, *, why: str, status: int, template: str = GONE) -> HttpResponse:
    """The page for a link that leads nowhere (404, `unknown`), or nowhere any more (410, `erased`), and what to do
    then."""
    return render(request, template, {"why": why}, status=status)


def opened_by(read: Callable[[str], Any], find: Callable[[Any], Any], *, over: str = GONE) -> Callable[[View], View]:
    """A guard that gives a view what its signed link is for, or answers that there is none: `read` takes the token
    apart, `find` looks up the row, which must still have its person; the page `over` says it when it has not."""

    def guard(view: View) -> View:
        @private
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            try:
                public_id = read(token)
            except BadToken:
                return gone(request, why="unknown", status=404)
            row = find(public_id)
            if row is None or row.person is None:
                return gone(request, why="erased", status=410, template=over)
            return view(request, row, **kwargs)

        return opened

    return guard


by_link = opened_by(read_manage_token, booking_of)
by_waiting_link = opened_by(read_waiting_token, waiting_of)


def by_room(name: str, plain: View) -> View:
    """The page `name` of a booking, behind its link: the one of the room whose booking it is, where that has pages of
    its own, else `plain`."""

    def find(public_id: Any) -> tuple[Booking | None, View]:
        for pages in own_pages.rooms:
            booking = pages.find(public_id)
            if booking is not None:
                return booking, pages.booking.get(name, plain)
        return booking_of(public_id), plain

    return _served(read_manage_token, find, plain)


def waiting_by_room(plain: View) -> View:
    """The page of a place on a waiting list, in the same way."""

    def find(public_id: Any) -> tuple[WaitingEntry | None, View]:
        for pages in own_pages.rooms:
            entry = pages.find_waiting(public_id)
            if entry is not None:
                return entry, pages.waiting
        return waiting_of(public_id), plain

    return _served(read_waiting_token, find, plain)


def _served(read: Callable[[str], Any], find: Callable[[Any], tuple[Any, View]], plain: View) -> View:
    @private
    @wraps(plain)
    def served(request: HttpRequest, token: str) -> HttpResponse:
        try:
            public_id = read(token)
        except BadToken:
            return gone(request, why="unknown", status=404)
        row, view = find(public_id)
        if row is None or row.person is None:
            return gone(request, why="erased", status=410)
        return view(request, row)

    return served

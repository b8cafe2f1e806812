"""What this browser booked, whatever room it is of, and finding a booking again by its code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.base.ids import read_code
from duikou.base.paced import paced
from duikou.base.private import private
from duikou.booking import own_links, own_words
from duikou.booking.forms.booking import FindForm
from duikou.booking.models import Booking, DrawEntry
from duikou.booking.own_things import kind_of
from duikou.booking.own_words import Link, Told
from duikou.booking.queries import booking_by_code, bookings_of, find_by_code, waiting_entries
from duikou.booking.queries.draws import entries_with, entry_by_code
from duikou.booking.short_links import read_short_token
from duikou.booking.tickets import BadToken
from duikou.booking.views import browser
from duikou.booking.views.opened import gone

TRIES = 10
TRIES_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Group:
    """The bookings of one room in a list of one's own, by time, each with the path of its page; `more`: what is beneath
    them."""

    heading: Any
    bookings: Sequence[tuple[Told[Booking], str]]
    more: Sequence[Link]


@private
@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """The bookings, waiting lists and entries in draws that this browser knows."""
    bookings = own_words.of_bookings([one for one in bookings_of(browser.booking_ids(request)) if one.person_id])
    waiting = own_words.of_waiting(waiting_entries(browser.waiting_ids(request)))
    entries = own_words.of_entries(entries_with(browser.entry_ids(request)))
    context = {
        "groups": _groups(bookings),
        "entries": [(one, _entry_path(one.thing)) for one in entries],
        "waiting": [(one, own_links.waiting_path(one.thing)) for one in waiting],
        "now": clock.now(),
    }
    return render(request, "booking/my.html", context)


def _groups(bookings: Sequence[Told[Booking]]) -> list[Group]:
    order = {id(room): number for number, room in enumerate(own_words.rooms)}

    def place(one: Told[Booking]) -> int:
        return order.get(id(one.room), len(order))

    groups = []
    for _place, of_room in groupby(sorted(bookings, key=place), place):
        told = list(of_room)
        room = told[0].room
        groups.append(
            Group(
                room.heading if room else own_words.HEADING,
                [(one, own_links.manage_path(one.thing)) for one in told],
                room.more([one.thing for one in told]) if room else (),
            )
        )
    return groups


def _entry_path(entry: DrawEntry) -> str:
    return kind_of(entry)[1].page(entry)


@private
@require_GET
def short(request: HttpRequest, token: str) -> HttpResponse:
    """The short link of a text message, which leads to the booking's own page."""
    try:
        booking = find_by_code(read_short_token(token))
    except BadToken:
        booking = None
    if booking is None:
        return gone(request, why="unknown", status=404)
    return redirect(own_links.manage_path(booking))


@private
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Let this browser forget its bookings; the bookings themselves stay."""
    messages.success(request, _("This browser has forgotten your bookings. They are still valid."))
    return browser.forget(redirect("booking:my"))


@private
@require_http_methods(["GET", "POST"])
@paced(per_minute=60, burst=30)
def find(request: HttpRequest) -> HttpResponse:
    """The booking with a typed code and the contact it was made with. Guessing is slowed by a counter for each start of
    a code, which says nothing about who asks."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if _too_many(code):
            form.add_error(None, _("There were too many tries. Wait ten minutes, or ask the staff."))
            return render(request, "booking/find.html", {"form": form}, status=429)
        booking = booking_by_code(code, form.cleaned_data["contact"])
        if booking:
            return browser.remember(request, redirect(own_links.manage_path(booking)), booking)
        entry = entry_by_code(code, form.cleaned_data["contact"])
        if entry:
            return browser.remember(request, redirect(_entry_path(entry)), entry)
        form.add_error(None, _("No booking has this code and this contact. Look at both again, or ask the staff."))
    return render(request, "booking/find.html", {"form": form}, status=422 if form.errors else 200)


def _too_many(code: str) -> bool:
    keys = [f"find:{read_code(code)[:2]}", "find:all"]
    tries = []
    for key in keys:
        caches["process"].add(key, 0, TRIES_SECONDS)
        try:
            tries.append(caches["process"].incr(key))
        except ValueError:  # it ran out between the two calls
            tries.append(1)
    return tries[0] > TRIES or tries[1] > TRIES * 30

"""The addresses by which somebody without an account sees and changes what they have booked, and nothing else."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import reverse

from duikou.booking import tickets
from duikou.booking.models import Booking, Ticket, WaitingEntry
from duikou.booking.short_links import short_token

JUST_BOOKED = "booked"  # in the address of a ticket: a form that booked it has just led here


def manage_path(booking: tickets.Identified) -> str:
    """The path of the page where a booking's own person sees, moves and cancels it."""
    return _manage_pattern().replace("TOKEN", tickets.manage_token(booking))


def just_booked_path(booking: tickets.Identified) -> str:
    """The same page for a browser that has just booked: it says so, and the browser remembers the booking there."""
    return f"{manage_path(booking)}?{JUST_BOOKED}"


@cache
def _manage_pattern() -> str:
    return reverse("booking:manage", args=["TOKEN"])


def waiting_path(entry: WaitingEntry) -> str:
    """The path of the page where somebody sees and leaves their place on a waiting list."""
    return reverse("booking:waiting", args=[tickets.waiting_token(entry)])


def number_path(ticket: Ticket) -> str:
    """The path of the page where somebody follows their number in a queue."""
    return reverse("booking:number", args=[tickets.number_token(ticket)])


def feed_path(feed: tickets.Identified) -> str:
    """The path of somebody's calendar that follows what they book."""
    return reverse("booking:feed", args=[tickets.feed_token(feed)])


def short_path(booking: Booking) -> str:
    """A path short enough for a text message, which leads to the booking's own page."""
    return reverse("booking:short", args=[short_token(booking.code)])


def absolute(path: str) -> str:
    """`path` at the city's public address, for messages; the path alone while no address is set."""
    return f"{settings.ADDRESS}{path}"

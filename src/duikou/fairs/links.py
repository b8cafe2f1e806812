"""The addresses by which somebody without an account sees and changes their own booking, and nothing else."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import reverse

from duikou.booking import tickets
from duikou.booking.models import Booking, DrawEntry, Ticket, WaitingEntry
from duikou.booking.short_links import short_token
from duikou.fairs.models import Fair

JUST_BOOKED = "booked"  # in the address of a ticket: a form that booked it has just led here


def manage_path(booking: tickets.Identified) -> str:
    """The path of the page where a booking's own person sees, moves and cancels it."""
    return _manage_pattern().replace("TOKEN", tickets.manage_token(booking))


def just_booked_path(booking: tickets.Identified) -> str:
    """The same page for a browser that has just booked: it says so, and the browser remembers the booking there."""
    return f"{manage_path(booking)}?{JUST_BOOKED}"


@cache
def _manage_pattern() -> str:
    return reverse("fairs:manage", args=["TOKEN"])


def came_of_it_path(booking: tickets.Identified) -> str:
    """The path of the page where a booking's own person says what came of the talk."""
    return reverse("fairs:came-of-it", args=[tickets.manage_token(booking)])


def waiting_path(entry: WaitingEntry) -> str:
    """The path of the page where somebody sees and leaves their place on a waiting list."""
    return reverse("fairs:waiting", args=[tickets.waiting_token(entry)])


def entry_path(entry: DrawEntry) -> str:
    """The path of the page where somebody sees, changes and takes back their entry in a draw."""
    return reverse("fairs:entry", args=[tickets.entry_token(entry)])


def zone_left_path(fair: Fair) -> str:
    """The path of the posts of a fair that can still be booked."""
    return f"{reverse('fairs:zone', args=[fair.slug])}?open=1"


def number_path(ticket: Ticket) -> str:
    """The path of the page where somebody follows their number in a queue."""
    return reverse("fairs:number", args=[tickets.number_token(ticket)])


def chance_path(chance: tickets.Identified) -> str:
    """The path of the page where somebody takes a place that is held out to them."""
    return reverse("fairs:chance", args=[tickets.chance_token(chance)])


def day_path(booking: tickets.Identified) -> str:
    """The path of the day card of whoever holds this booking's link."""
    return reverse("fairs:day", args=[tickets.manage_token(booking)])


def whole_day_path(booking: tickets.Identified) -> str:
    """The path of the day card with all that the person has at the fair, for a message to their contact alone."""
    return reverse("fairs:whole-day", args=[tickets.day_token(booking)])


def short_path(booking: Booking) -> str:
    """A path short enough for a text message, which leads to the booking's own page."""
    return reverse("fairs:short", args=[short_token(booking.code)])


def absolute(path: str) -> str:
    """`path` at the city's public address, for messages; the path alone while no address is set."""
    return f"{settings.ADDRESS}{path}"

"""The addresses of fairs by which somebody without an account sees and changes what is their own."""

from __future__ import annotations

from django.urls import reverse

from duikou.booking import tickets
from duikou.booking.models import DrawEntry
from duikou.fairs.models import Fair


def came_of_it_path(booking: tickets.Identified) -> str:
    """The path of the page where a booking's own person says what came of the talk."""
    return reverse("fairs:came-of-it", args=[tickets.manage_token(booking)])


def entry_path(entry: DrawEntry) -> str:
    """The path of the page where somebody sees, changes and takes back their entry in a draw."""
    return reverse("fairs:entry", args=[tickets.entry_token(entry)])


def zone_left_path(fair: Fair) -> str:
    """The path of the posts of a fair that can still be booked."""
    return f"{reverse('fairs:zone', args=[fair.slug])}?open=1"


def chance_path(chance: tickets.Identified) -> str:
    """The path of the page where somebody takes a place that is held out to them."""
    return reverse("fairs:chance", args=[tickets.chance_token(chance)])


def day_path(booking: tickets.Identified) -> str:
    """The path of the day card of whoever holds this booking's link."""
    return reverse("fairs:day", args=[tickets.manage_token(booking)])


def whole_day_path(booking: tickets.Identified) -> str:
    """The path of the day card with all that the person has at the fair, for a message to their contact alone."""
    return reverse("fairs:whole-day", args=[tickets.day_token(booking)])

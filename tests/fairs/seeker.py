"""What the tests of the seeker's journey share."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from duikou.booking.models import Booking, Slot
from duikou.booking.tickets import manage_token
from duikou.fairs.models import Post, Stand
from tests.fairs.factories import make_fair, make_post, make_stand

OF_FAIRS = ("here", "resume", "resume-sheet", "day", "day-calendar", "day-send", "came-of-it")
NAME, CONTACT = "阿依古丽·买买提", "13912345678"


def a_post(*, times: int = 3, capacity: int = 1, fair: Any = None, **stand: Any) -> Post:
    """A post at a stand with its times, at a published fair."""
    fair = fair or make_fair()
    return make_post(fair, stand=make_stand(fair, times=times, capacity=capacity, **stand), index=False)


def times(of: Post | Stand) -> list[Slot]:
    """The slots of a post's stand, in order."""
    stand = of.stand if isinstance(of, Post) else of
    assert stand is not None
    return list(Slot.objects.filter(resource=stand.resource).order_by("starts_at"))


def book_address(post: Post) -> str:
    """Where `post` is booked."""
    return reverse("fairs:book", args=[post.fair.slug, post.public_id])


def key_of(client: Client, post: Post) -> str:
    """The one-time key of a freshly opened form."""
    found = re.search(r'name="key" value="([^"]+)"', client.get(book_address(post)).content.decode())
    assert found
    return found[1]


def send(client: Client, post: Post, at: Slot | None = None, /, **values: Any) -> Any:
    """POST the booking form, with plain good values unless told otherwise."""
    data = {
        "slot": str(at.public_id) if at else "",
        "name": NAME,
        "contact": CONTACT,
        "language": "en",
        "key": values.pop("key", None) or key_of(client, post),
        "do": "book",
        **values,
    }
    return client.post(book_address(post), data)


def book(client: Client, post: Post, at: Slot, /, **values: Any) -> Any:
    """Send the form and go where it leads, as a browser does, which remembers the booking from then on."""
    return client.get(send(client, post, at, **values)["Location"])


def address(name: str, booking: Booking) -> str:
    """The address of a booking's own page, of the engine's or of fairs'."""
    room = "fairs" if name in OF_FAIRS else "booking"
    return reverse(f"{room}:{name}", args=[manage_token(booking)])


def fill(slot: Slot) -> None:
    """Take every place of the slot."""
    Slot.objects.filter(pk=slot.pk).update(taken=slot.capacity)

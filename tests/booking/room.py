"""A tiny room for tests: classes that are booked with the engine's form, with words and an address of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from duikou.base.private import private
from duikou.booking.models import Booking, Offer, Resource, WaitingEntry
from duikou.booking.own_words import Room, Words
from duikou.booking.views.claiming import Bookable, book

WAITED: list[WaitingEntry] = []
COMPANY: list[tuple[str, object]] = []


def accompany(places: Sequence[tuple[object, object]]) -> None:
    """Note what went with the new places."""
    COMPANY.extend((str(placed.code), about) for placed, about in places)  # type: ignore[attr-defined]


@private
def form(request: HttpRequest, offer: int) -> HttpResponse:
    """The form for every resource of an offer."""
    one = Offer.objects.get(pk=offer)
    resources = list(Resource.objects.filter(offer=one).order_by("pk"))
    what = Bookable(
        offer=one,
        resources=resources,
        title="Paper cutting",
        back="/classes/",
        lines=("Room 3",),
        companion=accompany,
        about="a class",
        waits=WAITED.append,
    )
    return book(request, what)


def _words(bookings: Sequence[Booking]) -> Mapping[int, Words]:
    labels = dict(Resource.objects.filter(label="Class").values_list("pk", "label"))
    return {
        one.pk: Words(
            "Paper cutting",
            "with Ms Li",
            "Room 3, Square 1",
            bring="Scissors",
            way="Through the yard",
            path="/classes/",
            links=(("My certificate", "/certificate/"),),
            ticket=True,
        )
        for one in bookings
        if one.slot.resource_id in labels
    }


ROOM = Room(heading="Classes", bookings=_words)
urlpatterns = [path("classes/<int:offer>/book", form), path("", include("duikou.config.urls"))]

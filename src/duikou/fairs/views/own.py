"""Whose the link is that somebody opened, and what they have shown to be theirs with it and their browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from duikou.base.actor import Actor
from duikou.booking.models import Booking, DrawEntry, WaitingEntry
from duikou.booking.queries.draws import entry_of
from duikou.booking.tickets import entry_token, manage_token, read_entry_token, read_waiting_token, waiting_token
from duikou.booking.views import browser
from duikou.directory.models import Person
from duikou.fairs import links
from duikou.fairs.follow_up_links import follow_up_path, follow_up_token, read_follow_up_token
from duikou.fairs.models import FollowUp
from duikou.fairs.queries import seeker
from duikou.fairs.queries.following import follow_up_of, follow_ups_agreed_by
from duikou.fairs.views.manage import by_link, opened_by

Thing = Booking | WaitingEntry | DrawEntry | FollowUp
by_waiting_link = opened_by(read_waiting_token, seeker.waiting_of)
by_entry_link = opened_by(read_entry_token, entry_of)
by_follow_up_link = opened_by(read_follow_up_token, follow_up_of, over="asked")


@dataclass(frozen=True)
class Mine:
    """A person, and what whoever asks has shown to be theirs."""

    thing: Thing
    person: Person
    known: frozenset[UUID]

    @property
    def which(self) -> str:
        """How the journal calls what the link is for."""
        kind = "waiting" if self.waits else "entry" if self.enters else "follow_up" if self.is_asked else "booking"
        return f"{kind}:{self.thing.public_id}"

    @property
    def waits(self) -> bool:
        """Whether the link is that of a place on a waiting list."""
        return isinstance(self.thing, WaitingEntry)

    @property
    def enters(self) -> bool:
        """Whether the link is that of an entry in a draw."""
        return isinstance(self.thing, DrawEntry)

    @property
    def is_asked(self) -> bool:
        """Whether the link is that of a question how it goes."""
        return isinstance(self.thing, FollowUp)

    @property
    def by(self) -> Actor:
        """The person, as the one who acts."""
        return Actor("person", ref=str(self.thing.public_id))

    @cached_property
    def shown(self) -> frozenset[UUID]:
        """What is theirs, with the questions how it goes that they agreed to by the link of a booking."""
        return self.known | follow_ups_agreed_by(self.person.pk, self.known)

    @cached_property
    def back(self) -> str:
        """The path of the page that led here."""
        if isinstance(self.thing, DrawEntry):
            return links.entry_path(self.thing)
        if isinstance(self.thing, FollowUp):
            return follow_up_path(self.thing)
        return links.waiting_path(self.thing) if isinstance(self.thing, WaitingEntry) else links.manage_path(self.thing)

    def path(self, name: str) -> str:
        """The path of one of the pages here."""
        if isinstance(self.thing, WaitingEntry):
            return reverse(f"fairs:waiting-{name}", args=[waiting_token(self.thing)])
        if isinstance(self.thing, DrawEntry):
            return reverse(f"fairs:entry-{name}", args=[entry_token(self.thing)])
        if isinstance(self.thing, FollowUp):
            return reverse(f"fairs:how-it-goes-{name}", args=[follow_up_token(self.thing)])
        return reverse(f"fairs:{name}", args=[manage_token(self.thing)])


View = Callable[[HttpRequest, Mine], HttpResponse]


def _mine(request: HttpRequest, thing: Thing) -> Mine:
    assert thing.person is not None
    known = {
        thing.public_id,
        *browser.booking_ids(request),
        *browser.waiting_ids(request),
        *browser.entry_ids(request),
    }
    return Mine(thing, thing.person, frozenset(known))


def by_booking(view: View) -> Callable[..., HttpResponse]:
    """The view for whoever opens a booking's signed link."""

    @by_link
    @wraps(view)
    def opened(request: HttpRequest, booking: Booking) -> HttpResponse:
        return view(request, _mine(request, booking))

    return opened


def by_waiting(view: View) -> Callable[..., HttpResponse]:
    """The view for whoever opens the signed link of a place on a waiting list."""

    @by_waiting_link
    @wraps(view)
    def opened(request: HttpRequest, entry: WaitingEntry) -> HttpResponse:
        return view(request, _mine(request, entry))

    return opened


def by_entry(view: View) -> Callable[..., HttpResponse]:
    """The view for whoever opens the signed link of an entry in a draw."""

    @by_entry_link
    @wraps(view)
    def opened(request: HttpRequest, entry: DrawEntry) -> HttpResponse:
        return view(request, _mine(request, entry))

    return opened


def by_follow_up(view: View) -> Callable[..., HttpResponse]:
    """The view for whoever opens the signed link of a question how it goes."""

    @by_follow_up_link
    @wraps(view)
    def opened(request: HttpRequest, row: FollowUp) -> HttpResponse:
        return view(request, _mine(request, row))

    return opened

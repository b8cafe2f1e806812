"""Whose the link is that somebody opened, and what they have shown to be theirs with it and their browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from duikou.base.actor import Actor
from duikou.booking.own_things import Kind, kind_of
from duikou.booking.views import browser
from duikou.directory.models import Person


@dataclass(frozen=True)
class Mine:
    """A person, and what whoever asks has shown to be theirs. `thing` is what the link is for."""

    thing: Any
    person: Person
    known: frozenset[UUID]

    @property
    def which(self) -> str:
        """How the journal calls what the link is for."""
        return f"{kind_of(self.thing)[0]}:{self.thing.public_id}"

    @property
    def kind(self) -> Kind:
        """What the link is for."""
        return kind_of(self.thing)[1]

    @property
    def by(self) -> Actor:
        """The person, as the one who acts."""
        return Actor("person", ref=str(self.thing.public_id))

    @property
    def back(self) -> str:
        """The path of the page that led here."""
        return self.kind.page(self.thing)

    def path(self, name: str = "") -> str:
        """The path of "all that is stored about me", or of one of the pages beside it: `-file`, `-correct`."""
        return reverse(f"{self.kind.about}{name}", args=[self.kind.token(self.thing)])


View = Callable[[HttpRequest, Mine], HttpResponse]


def mine_by(guard: Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]) -> Callable[[View], Any]:
    """A guard for views that are told whose the link is: `guard` opens the link and gives what it is for."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @guard
        @wraps(view)
        def opened(request: HttpRequest, thing: Any) -> HttpResponse:
            known = {
                thing.public_id,
                *browser.booking_ids(request),
                *browser.waiting_ids(request),
                *browser.entry_ids(request),
            }
            return view(request, Mine(thing, thing.person, frozenset(known)))

        return opened

    return decorate

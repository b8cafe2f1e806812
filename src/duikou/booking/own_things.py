"""The kinds of things by whose signed link somebody proves that what is stored about them is theirs, and what is stored
that is none of them: bookings and places on waiting lists; rooms above add theirs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from duikou.base.actor import Actor
from duikou.base.registry import Registry
from duikou.booking import own_links
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.tickets import manage_token, waiting_token
from duikou.directory.models import Person


def _nothing(thing: Any, *, which: str, by: Actor) -> object:
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing with a `public_id` and a `person`. `token` is in its link and `page` the path of its page;
    `about` names the address of "all that is stored about me" behind it, with `-file` and `-correct` beside. Words:
    `back` leads back to it, `erased` says what has happened once its person is erased, `given_up` when only the thing
    is, because more is kept under their name; `stop` gives it up then if the engine cannot."""

    model: type[Model]
    token: Callable[[Any], str]
    page: Callable[[Any], str]
    about: str
    back: Any
    erased: Any
    given_up: Any
    stop: Callable[..., object] = _nothing


@dataclass(frozen=True, slots=True)
class Kept:
    """What else is kept about somebody by a room: how many things, those that are `shown` because they are shown to be
    theirs, and the `template` and `context` that show them."""

    number: int
    shown: int
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


kinds: Registry[Kind] = Registry()
kept: Registry[Callable[[Person, Collection[UUID]], Kept]] = Registry()


def kind_of(thing: Any) -> tuple[str, Kind]:
    """How the journal calls the thing's kind, and the kind."""
    return next((name, kind) for name, kind in kinds.items() if isinstance(thing, kind.model))


def declare() -> None:
    """Declare the engine's own kinds of things."""
    kinds.add(
        "booking",
        Kind(
            model=Booking,
            token=manage_token,
            page=own_links.manage_path,
            about="booking:about-me",
            back=_("Back to my booking"),
            erased=_(
                "The booking is cancelled, and nothing about you is stored any more. Only the count of bookings"
                " remains."
            ),
            given_up=_("This booking is cancelled"),
        ),
    )
    kinds.add(
        "waiting",
        Kind(
            model=WaitingEntry,
            token=waiting_token,
            page=own_links.waiting_path,
            about="booking:waiting-about-me",
            back=_("Back to my place on the waiting list"),
            erased=_("You no longer wait for a place, and nothing about you is stored any more."),
            given_up=_("You have left the waiting list"),
        ),
    )

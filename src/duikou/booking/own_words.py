"""What a booking is, in the words of the room whose it is: for the lists and pages of whoever booked, for letters and
calendars.

The engine knows a time at a resource of an offer. A room says here what that is to the person: with whom, about what,
where, what to bring. It is asked for many at once and reads what it needs in the same number of queries however many
they are. What no room knows is told in the words of its offer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from duikou.base.registry import Registry
from duikou.booking.models import Booking, DrawEntry, WaitingEntry

HEADING = gettext_lazy("Bookings")
Thing = TypeVar("Thing", Booking, WaitingEntry, DrawEntry)
Link = tuple[str, str]  # what it is called, and its path


@dataclass(frozen=True, slots=True)
class Meeting:
    """One of several times that a booking is for (aware): `key` names it for ever in calendars, and `sequence` grows
    with its changes. `where` is said when it is elsewhere than the rest; `off`: it does not take place; `was`: when it
    was to be before it was moved."""

    key: str
    starts_at: datetime
    ends_at: datetime
    where: str = ""
    off: bool = False
    was: datetime | None = None
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """What something booked is, in the active language. `title`: with whom or at what, in few words; `line`: about
    what; `where`: in one line, of a booking; `bring`: what to bring, `way`: how to get there, `off`: why it does not
    take place, as the office wrote them; `path`: of the page of what was booked, where another time can be had;
    `links`: further pages of the person about it. `ticket`: whether its door is opened by a QR code; `moves`:
    whether there are other times to move to. `listed`: as what the journal keeps that a list was shown to staff on
    which the person of it stands. What is held at several `meetings` says `when` in few words, in place of the
    time of its slot. `subjects`: what a letter says first, by its template, where the engine's own words ("your place
    is booked") are not those of the room."""

    title: str
    line: str = ""
    where: str = ""
    bring: str = ""
    way: str = ""
    off: str = ""
    path: str = ""
    links: tuple[Link, ...] = ()
    ticket: bool = False
    moves: bool = True
    listed: tuple[str, ...] = ()
    subjects: Mapping[str, Any] = field(default_factory=dict)
    when: str = ""
    meetings: tuple[Meeting, ...] = ()


def _of_bookings(things: Sequence[Booking]) -> Mapping[int, Words]:
    return {}


def _of_waiting(things: Sequence[WaitingEntry]) -> Mapping[int, Words]:
    return {}


def _of_entries(things: Sequence[DrawEntry]) -> Mapping[int, Words]:
    return {}


def _nowhere(booking: Booking) -> Collection[int]:
    return ()


def _more(bookings: Sequence[Booking]) -> Sequence[Link]:
    return ()


@dataclass(frozen=True, slots=True)
class Room:
    """What a room says. `heading`: over a list of its bookings. `bookings`, `waiting` and `entries` give the words of
    those that are the room's, by primary key: bookings come with slot, resource, offer and place, waiting entries with
    slot, resource and offer, entries with draw and offer. `more`: links beneath a list of these bookings of one
    browser. `elsewhere`: the resources (primary keys) of other offers to whose times a booking can be moved as to its
    own. `readers`: what the journal's `where` is called when it keeps that the name of their person was shown."""

    heading: Any
    bookings: Callable[[Sequence[Booking]], Mapping[int, Words]] = _of_bookings
    waiting: Callable[[Sequence[WaitingEntry]], Mapping[int, Words]] = _of_waiting
    entries: Callable[[Sequence[DrawEntry]], Mapping[int, Words]] = _of_entries
    more: Callable[[Sequence[Booking]], Sequence[Link]] = _more
    elsewhere: Callable[[Booking], Collection[int]] = _nowhere
    readers: Mapping[str, Any] = field(default_factory=dict)


rooms: Registry[Room] = Registry()


@dataclass(frozen=True, slots=True)
class Told(Generic[Thing]):
    """Something with its words, and the room whose it is; None for the engine's own words."""

    thing: Thing
    words: Words
    room: Room | None = None


def of_bookings(bookings: Sequence[Booking]) -> list[Told[Booking]]:
    """Each booking (with slot, resource, offer and place) with its words, in the order given."""
    return _told(bookings, lambda room, left: room.bookings(left), plain)


def of_waiting(entries: Sequence[WaitingEntry]) -> list[Told[WaitingEntry]]:
    """Each place on a waiting list (with slot, resource and offer) with its words, in the order given."""
    return _told(entries, lambda room, left: room.waiting(left), plain)


def of_entries(entries: Sequence[DrawEntry]) -> list[Told[DrawEntry]]:
    """The entries in draws (with draw and offer) that a room has words for, in the order given: only rooms have pages
    of draws."""
    told = _told(entries, lambda room, left: room.entries(left), lambda entry: Words(str(entry.draw.offer.title)))
    return [one for one in told if one.room is not None]


def of_booking(booking: Booking) -> Told[Booking]:
    """The same of one booking."""
    return of_bookings([booking])[0]


def of_one_waiting(entry: WaitingEntry) -> Told[WaitingEntry]:
    """The same of one place on a waiting list."""
    return of_waiting([entry])[0]


def plain(thing: Booking | WaitingEntry) -> Words:
    """The words of what no room knows: title of its offer, label of its resource, and its place."""
    if isinstance(thing, Booking):
        return Words(str(thing.offer.title), thing.slot.resource.label, place_line(thing))
    return Words(str(thing.offer.title), thing.resource.label)


def place_line(booking: Booking) -> str:
    """Where a booking is held as its offer has it: name and address of the place, or that it is online."""
    if booking.online:
        return _("online")
    place = booking.offer.place
    parts = [str(place.name), str(place.address)] if place else []
    return pgettext("between the parts of an address", ", ").join(part for part in parts if part)


def _told(
    things: Sequence[Thing],
    ask: Callable[[Room, Sequence[Thing]], Mapping[int, Words]],
    otherwise: Callable[[Thing], Words],
) -> list[Told[Thing]]:
    found: dict[int, Told[Thing]] = {}
    left = list(things)
    for room in rooms:
        if not left:
            break
        words = ask(room, left)
        found |= {one.pk: Told(one, words[one.pk], room) for one in left if one.pk in words}
        left = [one for one in left if one.pk not in words]
    return [found.get(one.pk) or Told(one, otherwise(one)) for one in things]

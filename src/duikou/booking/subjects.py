"""What a booking is about, in the words of the room above whose offer it is: a post, a matter, a class.

The engine knows no such thing. A room that lets its offers be booked through the API says here which resource is whose,
what goes with a booking there (its companion), and where the person finds it afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from duikou.base.connections import for_a_moment
from duikou.base.recent import Missing, Recent
from duikou.base.registry import Registry
from duikou.booking.actions.claims import Companion
from duikou.booking.models import DrawEntry, Slot, WaitingEntry
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.tickets import Identified

KNOWN_SECONDS = 5.0
ID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Subject:
    """What goes with a booking: the claim's `companion` and `about`, what a waiting entry is given (with a key), and
    the path of the page of a booking and of a waiting entry; what a wish (by primary key) is given, and the path of the
    page of an entry in a draw."""

    companion: Companion | None = None
    about: Any = None
    waits: Callable[[WaitingEntry, str], object] | None = None
    page: Callable[[Identified], str] | None = None
    waiting_page: Callable[[WaitingEntry], str] | None = None
    wishes: Callable[[int], object] | None = None
    wish_page: Callable[[DrawEntry], str] | None = None


class Subjects(Protocol):
    """A room's subjects."""

    def find(self, resource: int, about: str, *, at_once: bool) -> Subject | Refusal | Missing | None:
        """The subject `about` (a public id, or empty) at a resource (primary key); None when the resource is not this
        room's; MISSING when it could only be told by waiting, which `at_once` forbids."""
        ...

    def resource_of(self, about: str) -> int | None:
        """The resource (primary key) of a subject (public id); None when it is none of this room's."""
        ...

    def wished(self, wishes: Sequence[int]) -> Mapping[int, UUID]:
        """Which subject (public id) each of these wishes (primary key) is about; nothing for those of no subject."""
        ...


rooms: Registry[Subjects] = Registry()


@dataclass(frozen=True, slots=True)
class KnownSlot:
    """A slot by its primary key, with those of its resource, its offer, and the organisation that offers it."""

    pk: int
    resource: int
    offer: int
    organisation: int


# Laid times seldom change; whether there is a place is always the engine's answer.
_slots: Recent[KnownSlot | None] = Recent(KNOWN_SECONDS, most=20_000)


def slot_known(public_id: str, *, at_once: bool) -> KnownSlot | Missing | None:
    """The slot with this public id; None if there is none."""
    if len(public_id) != ID_LENGTH:
        return None
    return _slots.peek(public_id) if at_once else _slots.get(public_id, lambda: _read(public_id))


def subject_of(resource: int, about: str, *, at_once: bool) -> Subject | Refusal | Missing:
    """The subject `about` at a resource (primary key), as the room says whose it is."""
    for room in rooms:
        found = room.find(resource, about, at_once=at_once)
        if found is not None:
            return found
    return refusal(Reason.UNKNOWN_SUBJECT) if about else Subject()


def resource_of(about: str) -> int | None:
    """The resource (primary key) of a subject (public id); None when no room knows it."""
    return next((found for room in rooms if (found := room.resource_of(about)) is not None), None)


def wished(wishes: Sequence[int]) -> dict[int, UUID]:
    """Which subject (public id) each of these wishes (primary key) is about, as the rooms say."""
    return {pk: about for room in rooms for pk, about in room.wished(wishes).items()}


def _read(public_id: str) -> KnownSlot | None:
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    slots = Slot.objects.filter(public_id=wanted).values_list("pk", "resource_id", "offer_id", "offer__by_id")
    with for_a_moment():
        row = slots.first()
    return KnownSlot(*row) if row else None

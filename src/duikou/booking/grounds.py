"""Where an offer's resources stand and what its wishes are about, in the words of the room above whose offer it is.

The engine knows neither halls nor what somebody wants to talk about. A room whose offers are drawn, or that lays out
people's days, says here how far it is from one resource to another, and what goes with the booking of a wish.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from duikou.base.registry import Registry

Walk = Callable[[int, int], int]


class With(NamedTuple):
    """What goes with a booking, as in a Claim: called once for all new places of a batch, each with its `about`."""

    companion: Callable[..., None]
    about: Any


class Grounds(Protocol):
    """A room's offers, seen from where things stand."""

    def walk(self, offer: int) -> Walk | None:
        """The minutes from one resource (primary key) of an offer (primary key) to another, the same both ways; None
        when the offer is none of this room's."""
        ...

    def withs(self, wishes: Sequence[int]) -> Mapping[int, With]:
        """What goes with the bookings of these wishes (primary keys); nothing for those that are not this room's."""
        ...


rooms: Registry[Grounds] = Registry()


def walk_of(offer: int) -> Walk:
    """The minutes to walk between the resources of an offer; none where no room says."""
    for room in rooms:
        found = room.walk(offer)
        if found is not None:
            return found
    return lambda _here, _there: 0


def withs_of(wishes: Sequence[int]) -> dict[int, With]:
    """What goes with the bookings of these wishes, whichever room says so."""
    return {wish: one for room in rooms for wish, one in room.withs(wishes).items()}

"""The figures of a fair: each with a name, a definition and a unit, read from the same numbers everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.base.registry import Registry
from duikou.fairs.queries.office import Numbers

OUTCOME_NAMES = {
    "interested": _("Interested"),
    "second": _("Second interview"),
    "offered": _("Offer made"),
    "hired": _("Hired"),
    "not_now": _("Not this time"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: what it is called, what exactly it counts, in which unit, and how it is read."""

    key: str
    name: Any
    definition: Any
    unit: Any
    read: Callable[[Numbers], int]


figures: Registry[Figure] = Registry()


def _declare(key: str, name: Any, definition: Any, unit: Any, read: Callable[[Numbers], int]) -> None:
    figures.add(key, Figure(key, name, definition, unit, read))


_declare(
    "posts",
    _("Posts"),
    _("Posts published and not withdrawn; not the number of people wanted."),
    _("posts"),
    lambda n: n.posts,
)
_declare(
    "headcount",
    _("Headcount"),
    _("Sum of the headcounts of these posts; a post that says “several” instead of a number counts as none."),
    _("people wanted"),
    lambda n: n.headcount,
)
_declare(
    "employers",
    _("Employers"),
    _("Employers with at least one of these posts."),
    _("organisations"),
    lambda n: n.employers,
)
_declare(
    "places",
    _("Interview places"),
    _("Places in all times that are offered, booked or not."),
    _("places"),
    lambda n: n.places,
)
_declare(
    "booked",
    _("Booked"),
    _("Confirmed bookings that were not cancelled, walk-ins included; one person can have several."),
    _("bookings"),
    lambda n: n.booked,
)
_declare("arrived", _("Arrived"), _("Bookings checked in, at the door or online."), _("bookings"), lambda n: n.arrived)
_declare(
    "walk_ins",
    _("Walk-ins"),
    _("Bookings made at the door for people who came without one."),
    _("bookings"),
    lambda n: n.walk_ins,
)
_declare(
    "no_shows",
    _("Did not come"),
    _("Confirmed bookings whose time passed without check-in."),
    _("bookings"),
    lambda n: n.no_shows,
)
_declare("talks", _("Talks"), _("Interviews that an employer marked as begun."), _("talks"), lambda n: n.talks)

_OUTCOME_DEFINITIONS = {
    "interested": _("Talks after which the employer stays interested."),
    "second": _("Talks that lead to a second interview."),
    "offered": _("Talks after which an offer was made."),
    "hired": _("Talks after which both sides agreed at the fair."),
    "not_now": _("Talks that lead no further this time."),
}
for _key, _definition in _OUTCOME_DEFINITIONS.items():
    _declare(_key, OUTCOME_NAMES[_key], _definition, _("talks"), lambda n, key=_key: n.outcomes[key])  # type: ignore[misc]

"""The figures of activities: each with a name, a definition and a unit, read from the same numbers everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.activities.queries.coverage import Coverage
from duikou.base.registry import Registry


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: what it is called, what exactly it counts, in which unit, and how it is read; None for a count of
    people that is too small to be shown."""

    key: str
    name: Any
    definition: Any
    unit: Any
    read: Callable[[Coverage], int | None]


figures: Registry[Figure] = Registry()


def figures_of(covered: Coverage) -> list[tuple[Figure, int | None]]:
    """Every figure with its value."""
    return [(one, one.read(covered)) for one in figures]


def _declare(key: str, name: Any, definition: Any, unit: Any, read: Callable[[Coverage], int | None]) -> None:
    figures.add(key, Figure(key, name, definition, unit, read))


_declare(
    "activities",
    _("Activities"),
    _("Activities that were announced or held and not called off, by the day on which they begin."),
    _("activities"),
    lambda covered: covered.total,
)
_declare(
    "heads",
    _("People who came"),
    _("Sum of the heads counted, or of those checked in; who came twice counts twice."),
    _("people"),
    lambda covered: covered.heads_in_all,
)
_declare(
    "channels_reached",
    _("Channels reached"),
    _("Channels by which there was at least one of these activities."),
    _("channels"),
    lambda covered: sum(bool(covered.of_channel(channel)) for channel in covered.channels),
)
_declare(
    "gaps",
    _("Empty fields"),
    _("Pairs of a channel and a kind of which there was none."),
    _("pairs"),
    lambda covered: covered.empty,
)

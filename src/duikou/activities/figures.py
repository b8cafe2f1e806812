"""The figures of activities: each with a name, a definition and a unit, read from the same numbers everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duikou.activities.queries.class_figures import ClassFigures
from duikou.activities.queries.coverage import Coverage
from duikou.base.registry import Registry

Source = TypeVar("Source")


@dataclass(frozen=True, slots=True)
class Figure(Generic[Source]):
    """A figure: what it is called, what exactly it counts, in which unit, and how it is read; None for a count of
    people that is too small to be shown."""

    key: str
    name: Any
    definition: Any
    unit: Any
    read: Callable[[Source], int | None]


figures: Registry[Figure[Coverage]] = Registry()
class_figures: Registry[Figure[ClassFigures]] = Registry()


def figures_of(covered: Coverage) -> list[tuple[Figure[Coverage], int | None]]:
    """Every figure with its value."""
    return [(one, one.read(covered)) for one in figures]


def figures_of_classes(found: ClassFigures) -> list[tuple[Figure[ClassFigures], int | None]]:
    """Every figure of classes with its value."""
    return [(one, one.read(found)) for one in class_figures]


def _declare(key: str, name: Any, definition: Any, unit: Any, read: Callable[[Coverage], int | None]) -> None:
    figures.add(key, Figure(key, name, definition, unit, read))


def _of_classes(key: str, name: Any, definition: Any, unit: Any, read: Callable[[ClassFigures], int | None]) -> None:
    class_figures.add(key, Figure(key, name, definition, unit, read))


_declare(
    "activities",
    _("Activities"),
    _("Activities that were announced or held and not called off, by the day they begin; a class counts once."),
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
_of_classes(
    "classes",
    _("Classes"),
    _("Classes that were announced or held and not called off, by the day of their first session."),
    _("classes"),
    lambda found: found.classes,
)
_of_classes(
    "sessions_held",
    _("Sessions held"),
    _("Sessions of these classes of which it is written down who or how many came."),
    _("sessions"),
    lambda found: found.sessions,
)
_of_classes(
    "seats",
    _("Seats offered"),
    _("Seats of these classes, each for all sessions."),
    pgettext_lazy("unit", "seats"),
    lambda found: found.seats,
)
_of_classes(
    "seats_taken",
    _("Seats taken"),
    _("Seats for which somebody has signed up and not cancelled; who takes two classes counts twice."),
    pgettext_lazy("unit", "seats"),
    lambda found: found.taken,
)
_of_classes(
    "came",
    _("Attendance"),
    _("People at each session, summed over the sessions held."),
    _("people"),
    lambda found: found.came,
)
_of_classes(
    "completed",
    _("Certificates earned"),
    _("Seats whose person was at as many sessions as the certificate asks for, of classes that are closed."),
    _("people"),
    lambda found: found.completed,
)

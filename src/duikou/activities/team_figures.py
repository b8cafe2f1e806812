"""The figures of volunteers: each with a name, a definition and a unit, read from the same numbers everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.activities.hours_words import hours_in
from duikou.activities.queries.team_figures import TeamYear
from duikou.base.registry import Registry


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a year of teams: what it is called, what exactly it counts, in which unit, and how it is read; None
    where too few people stand behind it."""

    key: str
    name: Any
    definition: Any
    unit: Any
    read: Callable[[TeamYear], int | Decimal | None]


figures: Registry[Figure] = Registry()


def figures_of(year: TeamYear) -> list[tuple[Figure, int | Decimal | None]]:
    """Every figure with its value."""
    return [(one, one.read(year)) for one in figures]


def _hours(year: TeamYear) -> Decimal | None:
    return None if year.total.minutes is None else hours_in(year.total.minutes)


for _one in (
    Figure(
        "shifts",
        _("Shifts"),
        _("Shifts that were announced and not called off, by the day on which they begin."),
        _("shifts"),
        lambda year: year.total.shifts,
    ),
    Figure(
        "places",
        _("Places for helpers"),
        _("Sum of the places of these shifts."),
        _("places"),
        lambda year: year.total.places,
    ),
    Figure(
        "helpers",
        _("Helpers who came"),
        _("Helpers of shifts whose hours are confirmed; who came twice counts twice."),
        _("people"),
        lambda year: year.total.helpers,
    ),
    Figure(
        "hours",
        _("Hours given"),
        _("Hours confirmed by the teams, of all helpers together, with or without a book of their own."),
        _("hours"),
        _hours,
    ),
):
    figures.add(_one.key, _one)

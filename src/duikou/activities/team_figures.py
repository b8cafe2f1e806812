"""The figures of volunteers: each with a name, a definition and a unit, read from the same numbers everywhere."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from duikou.activities.hours_words import hours_in
from duikou.activities.queries.team_figures import TeamYear
from duikou.base.figures import Figures

figures: Figures[TeamYear, int | Decimal | None] = Figures()


def _hours(year: TeamYear) -> Decimal | None:
    return None if year.total.minutes is None else hours_in(year.total.minutes)


figures.declare(
    "shifts",
    _("Shifts"),
    _("Shifts that were announced and not called off, by the day on which they begin."),
    _("shifts"),
    lambda year: year.total.shifts,
)
figures.declare(
    "places",
    _("Places for helpers"),
    _("Sum of the places of these shifts."),
    _("places"),
    lambda year: year.total.places,
)
figures.declare(
    "helpers",
    _("Helpers who came"),
    _("Helpers of shifts whose hours are confirmed; who came twice counts twice."),
    _("people"),
    lambda year: year.total.helpers,
)
figures.declare(
    "hours",
    _("Hours given"),
    _("Hours confirmed by the teams, of all helpers together, with or without a book of their own."),
    _("hours"),
    _hours,
)

"""The figures of titles: each with a name, a definition and a unit, read from the same numbers everywhere. They count
bodies, visits and findings, never people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duikou.activities.models import Programme
from duikou.activities.queries.title_counts import Counts
from duikou.base.figures import Figures

figures: Figures[Counts, int] = Figures()


def _designated(level: str) -> Callable[[Counts], int]:
    return lambda counts: counts.designated.get(level, 0)


_LEVELS: Mapping[str, Any] = {
    Programme.Level.CITY: _("Titles of the city given"),
    Programme.Level.PROVINCE: _("Titles of the province given"),
    Programme.Level.COUNTRY: _("Titles of the country given"),
}
for _level, _name in _LEVELS.items():
    figures.declare(
        f"titles_{_level}",
        _name,
        _("Bodies that got a title of this level in the year, by the day from which they have it."),
        pgettext_lazy("unit", "bodies"),
        _designated(_level),
    )
figures.declare(
    "titles_held",
    _("Bodies with a title"),
    _("Bodies that have a title now; one with two titles counts twice."),
    pgettext_lazy("unit", "bodies"),
    lambda counts: counts.held,
)
figures.declare(
    "visits_held",
    _("Visits"),
    _("Visits of the year at which something was written down."),
    pgettext_lazy("unit", "visits"),
    lambda counts: counts.visits,
)
figures.declare(
    "findings_open",
    _("To be put right"),
    _("Findings that are to be put right and of which the office has not said that they are."),
    pgettext_lazy("unit", "findings"),
    lambda counts: counts.open,
)
figures.declare(
    "findings_overdue",
    _("Not put right in time"),
    _("Findings of these whose day is over and which the body has not put right."),
    pgettext_lazy("unit", "findings"),
    lambda counts: counts.overdue,
)

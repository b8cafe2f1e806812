"""The figures of the desk as sheets to take home: counts as the page shows them, and what each figure counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.base import clock
from duikou.base.sheets import Sheet
from duikou.desk import figures
from duikou.desk.figures import of_a_year
from duikou.desk.queries.counted import MONTHS, Counted, Table
from duikou.desk.views.question_words import COLUMNS


def definitions(counted: Counted) -> Sheet:
    """The sheet that explains: which year, as of when, and what each figure counts."""
    rows: list[list[Any]] = [[_("Year"), counted.year], [_("As of"), clock.now()]]
    rows += [[str(one.name), f"{one.definition} ({one.unit})"] for one in figures.of_a_year]
    return Sheet(_("Definitions"), [_("Word"), _("Meaning")], rows)


def _figures(counted: Counted) -> Sheet:
    rows = [[str(one.name), _shown(value), str(one.unit), str(one.definition)] for one, value in of_a_year.of(counted)]
    return Sheet(_("Figures"), [_("Figure"), _("Value"), _("Unit"), _("What it counts")], rows)


def _months(name: Any, read: Callable[[Counted], Table]) -> Callable[[Counted], Sheet]:
    def sheet(counted: Counted) -> Sheet:
        heads = [_("Centre"), *(f"{counted.year}-{month:02d}" for month in MONTHS), _("In all")]
        return Sheet(str(name), heads, _lines(read(counted), _("All centres")))

    return sheet


def _waits(counted: Counted) -> Sheet:
    heads = [_("Centre"), _("Numbers called"), _("Half within (minutes)"), _("Nine in ten within (minutes)")]
    heads.append(_("Appointments kept (per cent)"))
    rows = [
        [
            str(one.of or _("All centres")),
            *map(_shown, (one.numbers, one.median, one.ninth)),
            _shown(kept.per_cent),
        ]
        for one, kept in zip(counted.waits, counted.kept, strict=True)
    ]
    return Sheet(_("Waiting"), heads, rows)


def _topics(counted: Counted) -> Sheet:
    heads = [_("Topic"), _("Appointments"), *(str(name) for name in COLUMNS), _("Asked in all")]
    rows = []
    for line in counted.topics.lines:
        asked = counted.questions.of(line.of)
        told = [*asked.counts, asked.total] if asked else []
        rows.append([str(line.of or _("No topic")), _shown(line.total), *map(_shown, told)])
    rows.append(
        [_("All topics"), *map(_shown, (counted.topics.total, *counted.questions.sums, counted.questions.total))]
    )
    return Sheet(_("By topic"), heads, rows)


def _areas(counted: Counted) -> Sheet:
    heads = [_("Area"), _("Appointments"), _("Numbers without an appointment"), _("Questions")]
    rows = [[str(line.of or _("No area")), *map(_shown, line.counts)] for line in counted.areas]
    rows.append([_("Asked of other bodies"), "", "", _shown(counted.elsewhere)])
    return Sheet(_("By area"), heads, rows)


SHEETS: dict[str, Callable[[Counted], Sheet]] = {
    "figures": _figures,
    "appointments": _months(gettext_lazy("Appointments"), lambda counted: counted.appointments),
    "numbers": _months(gettext_lazy("Numbers without an appointment"), lambda counted: counted.numbers),
    "waiting": _waits,
    "topics": _topics,
    "areas": _areas,
}


def _lines(table: Table, together: str) -> list[list[Any]]:
    rows = [[str(line.of), *map(_shown, (*line.counts, line.total))] for line in table.lines]
    return [*rows, [together, *map(_shown, (*table.sums, table.total))]]


def _shown(count: int | None) -> int | str:
    return _("not shown") if count is None else count

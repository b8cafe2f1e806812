"""The office's dashboard of a fair, and what it can take home as spreadsheets."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duikou.base import charts, clock
from duikou.base.sheets import csv_text, xlsx
from duikou.base.small_numbers import hidden_cells
from duikou.fairs import rules
from duikou.fairs.figures import AFTER_DAYS, AGREEMENTS, FOLLOWED_NAMES, OUTCOME_NAMES, any_asked, figures_of
from duikou.fairs.models import Fair
from duikou.fairs.queries import office
from duikou.fairs.queries.notes import notes_listed_of
from duikou.fairs.views.office_sheets import SHEETS, definitions
from duikou.fairs.views.staff import fair_of_office, for_office

MOST_STANDS = 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_office
@require_GET
def fair(request: HttpRequest, slug: str) -> HttpResponse:
    """The fair at a glance: figures, charts, stands, outcomes."""
    one = fair_of_office(request, slug)
    counted, stands = office.numbers(one), office.stands(one)
    told = figures_of(counted)
    context = {
        "fair": one,
        "tab": "figures",
        "next_states": rules.NEXT_STATES[one.state],
        "figures": told,
        "figures_at_a_glance": [(one, n) for one, n in told if not one.when_asked],
        "without_headcount": counted.posts_without_headcount,
        "charts": _charts(one, counted),
        "stands": stands[:MOST_STANDS],
        "more_stands": max(0, len(stands) - MOST_STANDS),
        "outcomes": _outcomes(one, counted),
        "outcome_names": list(OUTCOME_NAMES.values()),
        "sides": _sides(counted),
        "followed": _followed(counted),
        "followed_names": list(FOLLOWED_NAMES.values()),
        "exports": [
            ("posts", _("Posts")),
            ("stands", _("Stands")),
            ("figures", _("Figures")),
            ("outcomes", _("Outcomes")),
        ],
        "odd_notes": notes_listed_of(one).filter(settled_at=None).count(),
        "as_of": clock.now(),
    }
    return render(request, "fairs/office/fair.html", context)


@for_office
@require_GET
def export(request: HttpRequest, slug: str, what: str, form: str) -> HttpResponse:
    """Posts, stands or figures as XLSX (definitions on a second sheet) or CSV. No persons."""
    one = fair_of_office(request, slug)
    if what not in SHEETS or form not in ("xlsx", "csv"):
        raise Http404
    sheet = SHEETS[what](one)
    body = csv_text(sheet) if form == "csv" else xlsx(sheet, definitions(one))
    name = f"{slugify(one.slug)}-{what}-{localtime(clock.now()):%Y%m%d-%H%M}.{form}"
    return HttpResponse(
        body,
        content_type="text/csv; charset=utf-8" if form == "csv" else XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _charts(one: Fair, counted: office.Numbers) -> list[charts.Chart]:
    days = [(f"{day:%m-%d}", n) for day, n in office.bookings_per_day(one)]
    hours = [(f"{at:%H:%M}", n) for at, n in office.arrivals(one)]
    ended = [(str(OUTCOME_NAMES[key]), n) for key, n in counted.outcomes.items()]
    drawn = [
        charts.bars(
            days,
            key="booked",
            title=_("Bookings per day"),
            column=_("Day"),
            unit=_("Bookings"),
            summary=_("Of the bookings that stand now, how many were made on each day."),
        ),
        charts.bars(
            hours,
            key="arrived",
            title=_("Arrivals per half hour"),
            column=_("From"),
            unit=_("Arrivals"),
            summary=_("How many people checked in during each half hour."),
        ),
        charts.rows(
            ended if any(n for _name, n in ended) else [],
            key="outcomes",
            title=_("Outcomes of talks"),
            column=_("Outcome"),
            unit=_("Talks"),
            summary=_("What employers recorded after their talks."),
        ),
        charts.rows(
            [(str(AGREEMENTS[key]), n) for key, n in counted.sides.sums.items()] if counted.arrived else [],
            key="sides",
            title=_("Who says what came of it"),
            column=_("Who says it"),
            unit=_("Talks"),
            summary=_("Of how many talks both sides say the same, one alone, or nobody anything."),
        ),
    ]
    return [chart for chart in drawn if chart]


def _sides(counted: office.Numbers) -> dict[str, Any] | None:
    """Who says what came of the talks, as rows of (name, counts by outcome, together); None before anybody came."""
    sides = counted.sides
    if not counted.arrived:
        return None
    rows = [(AGREEMENTS[key], sides.by_outcome.get(key, ()), together) for key, together in sides.sums.items()]
    return {"rows": rows, "hidden": sides.hidden}


def _followed(counted: office.Numbers) -> dict[str, Any] | None:
    """What people answer after 30, 60 and 90 days, as rows of (when, counts); None before anybody was asked."""
    if not any_asked(counted):
        return None
    rows = [
        (AFTER_DAYS[days], [getattr(one, what) for what in FOLLOWED_NAMES]) for days, one in counted.followed.items()
    ]
    return {"rows": rows, "hidden": any(one.hidden for one in counted.followed.values())}


def _outcomes(one: Fair, counted: office.Numbers) -> dict[str, Any] | None:
    """Outcomes by employer with small counts hidden (None in place of a count), and their totals."""
    rows = office.outcomes_by_employer(one)
    table = [list(counts.values()) for _stand, counts in rows]
    if len(table) < 2 or not any(map(any, table)):
        return None  # of one employer alone, the fair's own figures are the breakdown
    hidden = hidden_cells(table)
    if all((i, j) in hidden for i, row in enumerate(table) for j, n in enumerate(row) if n):
        return {"too_few": True}
    return {
        "rows": [
            (
                stand,
                [None if (i, j) in hidden else n for j, n in enumerate([*table[i], sum(table[i])])],
            )
            for i, (stand, _counts) in enumerate(rows)
            if any(table[i]) or any(row == i for row, _column in hidden)
        ],
        "totals": [*counted.outcomes.values(), sum(counted.outcomes.values())],
        "hidden": bool(hidden),
    }

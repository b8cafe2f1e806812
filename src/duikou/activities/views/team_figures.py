"""What teams of volunteers offered and gave in a year."""

from __future__ import annotations

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from duikou.activities import team_figures
from duikou.activities import team_permissions as permissions
from duikou.activities.hours_words import hours_in
from duikou.activities.queries.team_figures import Line, of_year
from duikou.activities.views.team_staff import for_leaders
from duikou.base import clock

YEARS = range(2000, 2100)


@for_leaders
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Shifts offered and hours given, by team and month, of the teams that the account keeps."""
    this_year = timezone.localdate(clock.now()).year
    try:
        year = int(request.GET.get("year", this_year))
    except ValueError:
        raise Http404 from None
    if year not in YEARS:
        raise Http404
    found = of_year(permissions.KEEP_TEAMS.things(request.user), year)
    context = {
        "year": year,
        "years": [year - 1, year, *([year + 1] if year < this_year else [])],
        "figures": team_figures.figures.of(found),
        "lines": [(one, *_hours(one)) for one in found.lines],
        "total": (found.total, *_hours(found.total)) if found.lines else None,
        "months": range(1, 13),
    }
    return render(request, "activities/volunteers/keep/figures.html", context)


def _hours(line: Line) -> tuple[list[Decimal | None], Decimal | None]:
    months = [None if one is None else hours_in(one) for one in line.months]
    return months, None if line.minutes is None else hours_in(line.minutes)

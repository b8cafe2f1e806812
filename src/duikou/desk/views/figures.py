"""What was done at the desk in a year, for the office: figures, charts, tables, and sheets to take home."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duikou.base import charts, clock
from duikou.base.sheets import csv_text, xlsx
from duikou.desk.figures import of_a_year
from duikou.desk.permissions import SEE_FIGURES
from duikou.desk.queries import counted as read
from duikou.desk.views.figure_sheets import SHEETS, definitions
from duikou.desk.views.question_words import COLUMNS
from duikou.directory.access import needs

YEARS = range(2000, 2100)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
for_figures = needs(SEE_FIGURES)


@for_figures
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """A year of the desk."""
    now = clock.now()
    year = _year(request.GET.get("year", localdate(now).year))
    counted = read.of_year(year, now=now)
    context = {
        "year": year,
        "years": sorted({*read.years(now=now), year}, reverse=True),
        "counted": counted,
        "figures": of_a_year.of(counted),
        "months": read.MONTHS,
        "columns": COLUMNS,
        "topics": _by_topic(counted),
        "waits": list(zip(counted.waits, counted.kept, strict=True)),
        "charts": _charts(counted),
        "tables": [
            ("appointments", _("Appointments"), counted.appointments),
            ("numbers", _("Numbers without an appointment"), counted.numbers),
        ],
        "exports": [
            ("figures", _("Figures")),
            ("appointments", _("Appointments")),
            ("numbers", _("Numbers without an appointment")),
            ("waiting", _("Waiting")),
            ("topics", _("By topic")),
            ("areas", _("By area")),
        ],
        "as_of": now,
    }
    return render(request, "desk/office/figures.html", context)


@for_figures
@require_GET
def export(request: HttpRequest, year: int, what: str, form: str) -> HttpResponse:
    """One of the tables as XLSX (definitions on a second sheet) or CSV, as the page shows it."""
    if what not in SHEETS or form not in ("xlsx", "csv"):
        raise Http404
    counted = read.of_year(_year(year), now=clock.now())
    sheet = SHEETS[what](counted)
    name = f"desk-{year}-{what}-{localtime(clock.now()):%Y%m%d-%H%M}.{form}"
    return HttpResponse(
        csv_text(sheet) if form == "csv" else xlsx(sheet, definitions(counted)),
        content_type="text/csv; charset=utf-8" if form == "csv" else XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _year(said: object) -> int:
    try:
        year = int(str(said)[:4])
    except ValueError:
        raise Http404 from None
    if year not in YEARS:
        raise Http404
    return year


def _charts(counted: read.Counted) -> list[charts.Chart]:
    drawn = []
    if counted.appointments.total:
        drawn.append(
            charts.bars(
                list(zip(map(str, read.MONTHS), counted.appointments.sums, strict=True)),
                key="appointments",
                title=_("Appointments by month"),
                column=_("Month"),
                unit=_("Appointments"),
                summary=_("How many appointments there were at all centres together in each month."),
            )
        )
    if counted.numbers.total:
        drawn.append(
            charts.bars(
                list(zip(map(str, read.MONTHS), counted.numbers.sums, strict=True)),
                key="numbers",
                title=_("Numbers without an appointment, by month"),
                column=_("Month"),
                unit=_("Numbers taken"),
                summary=_("How many people took a number without an appointment, at all centres together."),
            )
        )
    if counted.topics.total:
        drawn.append(_topics(counted.topics, "topics", _("Appointments by topic"), _("Appointments")))
    if counted.questions.total:
        drawn.append(_topics(counted.questions, "questions", _("Questions asked by topic"), _("Questions")))
    return [one for one in drawn if one]


def _by_topic(counted: read.Counted) -> list[tuple[Any, int | None, read.Line | None]]:
    rows = [(line.of, line.total, counted.questions.of(line.of)) for line in counted.topics.lines]
    return [row for row in rows if row[1] != 0 or (row[2] and row[2].total != 0)]


def _topics(table: read.Table, key: str, title: str, unit: str) -> charts.Chart | None:
    told: list[tuple[Any, int | None]] = [
        (str(line.of or _("No topic")), line.total) for line in table.lines if line.total != 0
    ]
    return charts.rows(
        told,
        key=key,
        title=title,
        column=_("Topic"),
        unit=unit,
        summary=_("How many there were of each topic; topics without any are left out."),
    )

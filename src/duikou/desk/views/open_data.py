"""The city's services as open data, and how often they were asked for: tables and the description of them (Data
Package, frictionlessdata.io). The counts are in the manner of Open311 (a code and a name of each service), without its
feed of requests: a request is somebody's."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.base.small_numbers import K_PUBLIC
from duikou.desk.hsds import moment
from duikou.desk.models import Service
from duikou.desk.models.services import shown_at
from duikou.desk.queries.public_counts import month_counts
from duikou.desk.queries.services import offered, places_of_services

NAMES = ("zh-hans", "en")
FIELDS: tuple[tuple[str, str, str], ...] = (
    ("id", "string", "The service’s id, which stays (UUID)"),
    ("title_zh", "string", "Title in Chinese"),
    ("title_en", "string", "Title in English, where there is one"),
    ("offered_by", "string", "The body that offers it"),
    ("summary", "string", "In short"),
    ("for_whom", "string", "For whom it is"),
    ("what_to_bring", "string", "What to bring, one thing on each line"),
    ("cost", "number", "What it costs; 0 is free, empty is not said"),
    ("currency", "string", "The currency of the cost (ISO 4217)"),
    ("languages", "string", "Languages it is given in (BCP 47), with spaces between"),
    ("topics", "string", "Keys of its topics, with spaces between"),
    ("centres", "string", "Keys of the centres where it is given, with spaces between"),
    ("website", "string", "A web page with more"),
    ("confirmed_on", "date", "The day on which somebody last said that this holds"),
    ("changed_at", "datetime", "The last change (UTC)"),
)
COUNTS: tuple[tuple[str, str, str], ...] = (
    ("kind", "string", "appointment: at a window about a service; question: of a topic"),
    ("service_code", "string", "The service’s id (UUID), or the key of the topic"),
    ("service_name", "string", "What it is called"),
    ("month", "yearmonth", "The month, which is over"),
    ("count", "integer", "How many; empty is fewer than ten, or a count that would tell of such a one"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@for_everybody(seconds=60)
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Every service that is offered, a row each (RFC 4180, UTF-8)."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([name for name, _kind, _about in FIELDS])
    for row in offered().prefetch_related("topics", places_of_services()):
        table.writerow([_safe(cell) for cell in _cells(row)])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@for_everybody(seconds=60)
@require_safe
def counts_table(request: HttpRequest) -> HttpResponse:
    """How often each service and topic was asked for in each month that is over (RFC 4180, UTF-8)."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([name for name, _kind, _about in COUNTS])
    for row in month_counts(now=clock.now()):
        shown = "" if row.count is None else row.count
        table.writerow([row.kind, row.code, _safe(row.name), f"{row.month:%Y-%m}", shown])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@for_everybody(seconds=60)
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """The same as JSON: `count` is null where it is not told, `smallest` the least count that is."""
    rows = [
        {
            "kind": row.kind,
            "service_code": row.code,
            "service_name": row.name,
            "month": f"{row.month:%Y-%m}",
            "count": row.count,
        }
        for row in month_counts(now=clock.now())
    ]
    answer = JsonResponse({"smallest": K_PUBLIC, "counts": rows}, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@for_everybody(seconds=60)
@require_safe
def package(request: HttpRequest) -> HttpResponse:
    """What the tables hold."""
    described = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "city-services",
        "title": _("Services of the city"),
        "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}],
        "resources": [
            _resource("services", FIELDS, ["id"]),
            _resource("service-counts", COUNTS, ["kind", "service_code", "month"]),
        ],
    }
    answer = JsonResponse(described, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _resource(name: str, fields: Sequence[tuple[str, str, str]], key: list[str]) -> dict[str, object]:
    """A table, as a Data Package describes it."""
    return {
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": field, "type": kind, "description": about} | ({"format": "uuid"} if field == "id" else {})
                for field, kind, about in fields
            ],
            "primaryKey": key,
            "missingValues": [""],
        },
    }


def _cells(row: Service) -> list[object]:
    centres = dict.fromkeys(one.window.centre.slug for one in shown_at(row))
    return [
        row.public_id,
        *(row.title.get(code, "") for code in NAMES),
        row.organisation,
        row.summary,
        row.for_whom,
        row.what_to_bring,
        "" if row.cost is None else row.cost,
        row.currency,
        " ".join(row.languages),
        " ".join(topic.key for topic in row.topics.all()),
        " ".join(centres),
        row.website,
        row.confirmed_on or "",
        moment(row.changed_at),
    ]


def _safe(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text

"""The city's services as open data: a table and the description of it (Data Package, frictionlessdata.io)."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duikou.base.everybody import for_everybody
from duikou.desk.hsds import moment
from duikou.desk.models import Service
from duikou.desk.models.services import shown_at
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
def package(request: HttpRequest) -> HttpResponse:
    """What the table holds."""
    described = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "city-services",
        "title": _("Services of the city"),
        "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}],
        "resources": [
            {
                "name": "services",
                "path": "services.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {"name": name, "type": kind, "description": about}
                        | ({"format": "uuid"} if name == "id" else {})
                        for name, kind, about in FIELDS
                    ],
                    "primaryKey": ["id"],
                },
            }
        ],
    }
    answer = JsonResponse(described, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


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

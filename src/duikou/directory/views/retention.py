"""The promises about people, what was erased and what is left, for administrators and auditors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duikou.base.keeping import retentions
from duikou.base.registry import PersonalField, personal_fields
from duikou.directory.views.journal import for_auditors
from duikou.journal import turns
from duikou.journal.models import Erased
from duikou.journal.queries import erasures, promised

MOST = 30
LEAST_SHOWN = 5


@for_auditors
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Whether each promise is kept and what is wrong; the latest reports of retention, small counts hidden."""
    looked, reports = promised(), erasures(most=MOST)
    context = {
        "promised": looked,
        "all_kept": all(one.state == "kept" for one in looked),
        "last_run": turns.done_at(turns.RETENTION),
        "reports": [_report(one) for one in reports],
        "counted_at": reports[0].at if reports else None,
        "left": _left(reports[0].left) if reports else [],
    }
    return render(request, "directory/retention.html", context)


def shown(count: int) -> str:
    """A count about people as it may be shown inside the house: one of fewer than five is hidden."""
    return _("fewer than 5") if 0 < count < LEAST_SHOWN else f"{count:,}"


def _report(report: Erased) -> dict[str, Any]:
    return {
        "at": report.at,
        "erased": [(_what(name), shown(count)) for name, count in report.erased.items()],
        "failed": [_(_what(name)) for name in report.failed],
    }


def _what(name: str) -> str:
    """What a retention of this name erases, as a message; the name itself of one that is no longer there."""
    one = retentions.get(name)
    return one.what if one else name


def _left(counts: Mapping[str, int]) -> list[tuple[PersonalField, str]]:
    people_first = sorted(personal_fields, key=lambda one: one.whose != "person")
    known = ((one, counts.get(f"{one.model}.{one.field}")) for one in people_first)
    return [(one, shown(count)) for one, count in known if count is not None]

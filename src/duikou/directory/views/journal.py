"""Who did what: the journal, for administrators and auditors."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from duikou.directory.access import needs
from duikou.directory.entry_words import name_of, value_of
from duikou.directory.forms.journal import Look
from duikou.directory.permissions import READ_JOURNAL
from duikou.directory.queries import names_of
from duikou.journal import seals
from duikou.journal.deeds import in_words
from duikou.journal.models import Entry
from duikou.journal.queries import entries

MOST = 50
KINDS = {
    "person": _("whoever it is about"),
    "system": _("the system itself"),
    "account": _("an account that is gone"),
    "token": _("another system"),
    "door": _("a door"),
}
DOORS = {
    "web": _("web page"),
    "api": _("API"),
    "command": _("console"),
    "worker": _("worker"),
    "demo": _("sample city"),
}
for_auditors = needs(READ_JOURNAL)


@for_auditors
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The newest entries, or those about a thing, by an account, of a day; and the seal that they are under."""
    form = Look(request.GET)
    found: list[Entry] = []
    if form.is_valid():
        said = form.cleaned_data
        found = entries(
            which=said["about"], who=said["who"], day=form.span(), before=said["before"] or 0, most=MOST + 1
        )
    names = names_of(one.who for one in found[:MOST])
    asked = {name: request.GET[name] for name in ("about", "who", "day") if request.GET.get(name)}
    older = urlencode({**asked, "before": found[MOST - 1].pk}) if len(found) > MOST else ""
    context: dict[str, Any] = {
        "form": form,
        "rows": [_row(one, names) for one in found[:MOST]],
        "older": older,
        "asked": asked,
        "seal": seals.latest(),
    }
    return render(request, "directory/journal.html", context, status=422 if form.errors else 200)


def _row(entry: Entry, names: dict[str, str]) -> dict[str, Any]:
    return {
        "at": entry.at,
        "who": names.get(entry.who) or KINDS.get(entry.who.partition(":")[0], entry.who),
        "door": DOORS.get(entry.door, entry.door),
        "by": entry.who if entry.who.startswith("door:") else "",
        "did": in_words(entry.what),
        "what": entry.what,
        "which": entry.which,
        "details": [(name_of(name), value_of(name, value)) for name, value in entry.details.items()],
    }

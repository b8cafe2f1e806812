"""Showing one's own work, and taking it back, by its link."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.activities.actions import choosing_works as choosing
from duikou.activities.actions import withdrawing_works as withdrawing
from duikou.activities.contest_links import entry_path, entry_token
from duikou.activities.forms.works import AgreeForm
from duikou.activities.models import ContestEntry
from duikou.activities.views.my_entry import GONE, by_link, themselves


@by_link
@require_POST
def agree(request: HttpRequest, entry: ContestEntry) -> HttpResponse:
    """Say whether it may be shown, and with a name or not: it holds at once."""
    form = AgreeForm(request.POST)
    form.is_valid()
    choosing.agree_to_show(
        entry=entry,
        may_show=bool(form.cleaned_data.get("may_show")),
        name_shown=bool(form.cleaned_data.get("name_shown")),
        by=themselves(entry),
    )
    messages.success(request, _("Kept. It holds from now on."))
    return redirect(entry_path(entry))


@by_link
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, entry: ContestEntry) -> HttpResponse:
    """Take the work back."""
    if request.method == "GET":
        context = {"entry": entry, "token": entry_token(entry), "back": entry_path(entry)}
        return render(request, "activities/withdraw.html", context)
    withdrawing.withdraw(entry=entry, by=themselves(entry))
    return render(request, GONE, {"why": "withdrawn", "contest": entry.contest})

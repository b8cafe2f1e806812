"""Keeping the windows of a centre."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.desk import rules
from duikou.desk.actions import windows
from duikou.desk.forms.centres import WindowForm
from duikou.desk.models import Centre, Window
from duikou.desk.views.staff import for_keepers, kept_centre, kept_window, say_refused
from duikou.desk.words import REFUSALS
from duikou.directory.access import acting


@for_keepers
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, centre: str) -> HttpResponse:
    """A new window."""
    kept = kept_centre(request, centre)
    form = WindowForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            windows.add_window(centre=kept, by=acting(request), **form.facts())
        except rules.Refused as refused:
            form.add_error("number", REFUSALS[refused.refusal])
        else:
            messages.success(request, _("The window is added."))
            return redirect("desk:keep-centre", kept.slug)
    return _form(request, form, kept, None)


@for_keepers
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, window: UUID) -> HttpResponse:
    """The form of a window."""
    kept = kept_window(request, window)
    form = WindowForm(request.POST if request.method == "POST" else None, window=kept)
    if form.is_bound and form.is_valid():
        try:
            windows.change_window(window=kept, facts=form.facts(), by=acting(request))
        except rules.Refused as refused:
            form.add_error("number", REFUSALS[refused.refusal])
        else:
            messages.success(request, _("Kept."))
            return redirect("desk:keep-centre", kept.centre.slug)
    return _form(request, form, kept.centre, kept)


@for_keepers
@require_POST
def close(request: HttpRequest, window: UUID) -> HttpResponse:
    """Take a window away for good, or bring it back."""
    kept = kept_window(request, window)
    try:
        if kept.closed_at is None:
            windows.close_window(window=kept, by=acting(request))
            messages.success(request, _("The window is closed for good."))
        else:
            windows.reopen_window(window=kept, by=acting(request))
            messages.success(request, _("The window is there again."))
    except rules.Refused as refused:
        say_refused(request, refused)
    return redirect("desk:keep-centre", kept.centre.slug)


def _form(request: HttpRequest, form: WindowForm, centre: Centre, window: Window | None) -> HttpResponse:
    context = {"form": form, "centre": centre, "window": window}
    return render(request, "desk/keep/window_form.html", context, status=422 if form.errors else 200)

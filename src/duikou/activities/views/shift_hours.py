"""After a shift: how many hours its helpers gave, confirmed once and put right, and the thanks of the team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from duikou.activities import shift_rules
from duikou.activities.actions import hours as acts
from duikou.activities.forms.hours import ConfirmForm, CorrectForm, TotalForm
from duikou.activities.hours_words import hours_in
from duikou.activities.models import HoursEntry, Shift
from duikou.activities.queries.door import coming_to
from duikou.activities.queries.hours import helpers_of, hours_of
from duikou.activities.views.team_staff import for_leaders, kept_shift, say_no
from duikou.base import clock
from duikou.directory.access import acting


def _page(request: HttpRequest, shift: Shift, *, status: int = 200, **more: Any) -> HttpResponse:
    helpers, confirmed = helpers_of(shift), hours_of(shift)
    context = {
        "shift": shift,
        "coming": coming_to(shift),
        "begun": shift.starts_at <= clock.now(),
        "confirmed": confirmed,
        "hours": hours_in(confirmed.minutes) if confirmed else None,
        "form": None if confirmed else ConfirmForm(shift=shift, helpers=helpers),
        "total": TotalForm(initial={"hours": hours_in(confirmed.minutes)}) if confirmed else None,
        "entries": [
            (one, CorrectForm(initial={"hours": hours_in(one.entry.minutes)}, prefix=f"e{one.entry.pk}"))
            for one in helpers
            if one.entry
        ],
        "came": len(helpers) + shift.walked_in,
        **more,
    }
    return render(request, "activities/volunteers/keep/hours.html", context, status=status)


@for_leaders
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, shift: UUID) -> HttpResponse:
    """The hours of a shift; its POST confirms them."""
    kept = kept_shift(request, shift)
    if request.method == "GET":
        return _page(request, kept)
    form = ConfirmForm(request.POST, shift=kept, helpers=helpers_of(kept))
    if not form.is_valid():
        return _page(request, kept, form=form, status=422)
    try:
        made = acts.confirm_hours(shift=kept, minutes=form.minutes(), otherwise=form.otherwise(), by=acting(request))
    except shift_rules.Refused as refused:
        say_no(request, refused)
        return redirect("activities:shift-hours", kept.public_id)
    said = ngettext("Confirmed, for %(n)s helper.", "Confirmed, for %(n)s helpers.", made.helpers)
    messages.success(request, said % {"n": made.helpers})
    return redirect("activities:shift-hours", kept.public_id)


@for_leaders
@require_POST
def correct(request: HttpRequest, shift: UUID) -> HttpResponse:
    """Put the hours of one book (`entry`) right, or those of all helpers together."""
    kept = kept_shift(request, shift)
    which = request.POST.get("entry", "")
    entry = None
    if which:
        known = HoursEntry.objects.filter(shift=kept, reverses=None).select_related("shift__team__body", "book")
        entry = get_object_or_404(known, pk=int(which) if which.isdigit() and len(which) < 19 else 0)
    form = CorrectForm(request.POST, prefix=f"e{entry.pk}") if entry else TotalForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the hours as a number, like 2.5."))
        return redirect("activities:shift-hours", kept.public_id)
    try:
        if entry:
            acts.correct_entry(entry=entry, minutes=form.minutes(), by=acting(request))
        else:
            acts.correct_total(shift=kept, minutes=form.minutes(), by=acting(request))
    except shift_rules.Refused as refused:
        say_no(request, refused)
    else:
        messages.success(request, _("Put right. What was written before stays on record."))
    return redirect("activities:shift-hours", kept.public_id)


@for_leaders
@require_POST
def thank(request: HttpRequest, shift: UUID) -> HttpResponse:
    """Send the thanks of the team to everybody who was there."""
    kept = kept_shift(request, shift)
    try:
        sent = acts.thank(shift=kept, by=acting(request))
    except shift_rules.Refused as refused:
        say_no(request, refused)
    else:
        said = ngettext("%(n)s helper is thanked.", "%(n)s helpers are thanked.", sent)
        messages.success(request, said % {"n": sent})
    return redirect("activities:shift-hours", kept.public_id)

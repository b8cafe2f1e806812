"""Keeping the hours of a centre and its windows: the week, and the days on which it is otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.desk.actions import hours as acts
from duikou.desk.affected import Days, affected_by
from duikou.desk.forms.hours import SpecialDaysForm, WeekForm
from duikou.desk.models import Centre, SpecialDays, Window
from duikou.desk.opening_hours import CENTRE, CITY, WINDOW, Special
from duikou.desk.queries.hours import hours_of_centre, special_days_of
from duikou.desk.queries.keeping import changes
from duikou.desk.views.staff import for_both, for_holidays, for_keepers, kept_centre, kept_days, kept_window
from duikou.desk.words import spans_text
from duikou.directory.access import acting


@for_keepers
@require_http_methods(["GET", "POST"])
def week(request: HttpRequest, centre: str) -> HttpResponse:
    """The week of a centre."""
    return _week(request, kept_centre(request, centre), None)


@for_keepers
@require_http_methods(["GET", "POST"])
def window_week(request: HttpRequest, window: UUID) -> HttpResponse:
    """The week of a window; all empty, it has its centre's."""
    kept = kept_window(request, window)
    return _week(request, kept.centre, kept)


@for_holidays
@require_GET
def city(request: HttpRequest) -> HttpResponse:
    """The special days of the whole city, from today on."""
    today = timezone.localdate(clock.now())
    return render(request, "desk/keep/holidays.html", {"special_days": special_days_of(None, today=today)})


@for_holidays
@require_http_methods(["GET", "POST"])
def new_holiday(request: HttpRequest) -> HttpResponse:
    """New special days of the whole city."""
    return _days(request, None, None)


@for_keepers
@require_http_methods(["GET", "POST"])
def new_days(request: HttpRequest, centre: str) -> HttpResponse:
    """New special days of a centre, or of one of its windows."""
    return _days(request, kept_centre(request, centre), None)


@for_both
@require_http_methods(["GET", "POST"])
def edit_days(request: HttpRequest, days: UUID) -> HttpResponse:
    """Correct special days, or move them."""
    kept = kept_days(request, days)
    return _days(request, kept.centre, kept)


@for_both
@require_POST
def remove_days(request: HttpRequest, days: UUID) -> HttpResponse:
    """Let these days be as the week says again; somebody may have done so already."""
    if not SpecialDays.objects.filter(public_id=days).exists():
        messages.success(request, _("These days are as the week says again."))
        return redirect("desk:work")
    kept = kept_days(request, days)
    acts.remove_special_days(row=kept, by=acting(request))
    messages.success(request, _("These days are as the week says again."))
    return _back(kept.centre)


def _week(request: HttpRequest, centre: Centre, window: Window | None) -> HttpResponse:
    hours = hours_of_centre(centre)
    known = hours.week if window is None else hours.weeks.get(window.pk, {})
    form = WeekForm(request.POST if request.method == "POST" else None, week=known)
    if form.is_bound and form.is_valid():
        acts.set_week(centre=centre, window=window, week=form.week(), by=acting(request))
        messages.success(request, _("The opening hours are kept."))
        return redirect("desk:keep-centre", centre.slug)
    today = timezone.localdate(clock.now())
    lies_there = Days(today, date.max, centre.pk, window.pk if window else None)
    context = {"form": form, "centre": centre, "window": window, "affected": affected_by(lies_there)}
    return render(request, "desk/keep/week.html", context, status=422 if form.errors else 200)


def _days(request: HttpRequest, centre: Centre | None, row: SpecialDays | None) -> HttpResponse:
    """The form of special days. What it changes is shown first, and kept when that is agreed to (`sure`)."""
    windows = centre.windows.filter(closed_at=None) if centre else None
    form = SpecialDaysForm(request.POST if request.method == "POST" else None, windows=windows, days=row)
    context: dict[str, Any] = {"form": form, "centre": centre, "days": row}
    if not form.is_bound or not form.is_valid():
        return render(request, "desk/keep/days_form.html", context, status=422 if form.errors else 200)
    said, window = form.said(), row.window if row else form.cleaned_data.get("window")
    if request.POST.get("sure"):
        if row is None:
            acts.add_special_days(centre=centre, window=window, by=acting(request), **said)
        else:
            acts.change_special_days(row=row, by=acting(request), **said)
        messages.success(request, _("Kept. Everybody sees it from now on."))
        return _back(centre)
    level = CITY if centre is None else CENTRE if window is None else WINDOW
    new = Special(said["starts_on"], said["ends_on"], level, said["spans"], said["like"], made=row.pk if row else 2**62)
    found = changes(new, centre=centre, window=window, instead_of=row.pk if row else 0)
    where = (centre.pk if centre else None, window.pk if window else None)
    spans_of_days = {(new.first, new.last), *([(row.starts_on, row.ends_on)] if row else [])}
    context |= {
        "changes": found,
        "lines": [(one, spans_text(one.before), spans_text(one.after)) for one in found.days],
        "affected": [one for first, last in sorted(spans_of_days) for one in affected_by(Days(first, last, *where))],
    }
    return render(request, "desk/keep/days_form.html", context)


def _back(centre: Centre | None) -> HttpResponse:
    return redirect("desk:holidays") if centre is None else redirect("desk:keep-centre", centre.slug)

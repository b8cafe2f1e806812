"""Series of activities: what comes again and again, for the bodies that hold them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duikou.activities import permissions
from duikou.activities.actions.campaigns import change_series
from duikou.activities.forms.keeping import SeriesForm
from duikou.activities.queries.keeping import listed, series_listed
from duikou.activities.views.staff import for_keepers
from duikou.base import clock
from duikou.directory.access import acting

A_PAGE = 30


@for_keepers
@require_GET
def every(request: HttpRequest) -> HttpResponse:
    """The series that the account keeps, the newest first."""
    found = series_listed(permissions.KEEP_SERIES.things(request.user), now=clock.now())
    pages = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "activities/keep/all_series.html", {"pages": pages})


@for_keepers
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, series: UUID) -> HttpResponse:
    """A series: what it is called, and its activities, the latest first."""
    kept = get_object_or_404(permissions.KEEP_SERIES.things(request.user), public_id=series)
    texts = {"title": kept.title, "about": kept.about}
    form = SeriesForm(request.POST if request.method == "POST" else None, texts=texts)
    if form.is_bound and form.is_valid():
        change_series(series=kept, values=form.texts(), by=acting(request))
        messages.success(request, _("Kept."))
        return redirect("activities:keep-series", kept.public_id)
    mine = listed(permissions.KEEP_ACTIVITIES.things(request.user).filter(series=kept)).order_by("-starts_at", "-pk")
    pages = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "series": kept, "pages": pages}
    return render(request, "activities/keep/series.html", context, status=422 if form.errors else 200)

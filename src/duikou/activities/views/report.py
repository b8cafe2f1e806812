"""After an activity: how many came, what it was like, photos of the place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.activities import rules
from duikou.activities.actions import attendance, reports
from duikou.activities.forms.activities import HeadsForm, ReportForm
from duikou.activities.models import Activity, Report
from duikou.activities.queries.door import coming_to
from duikou.activities.views.staff import for_keepers, kept_activity, say_refused
from duikou.base import clock
from duikou.directory.access import acting
from duikou.directory.actions.photos import remove_photo
from duikou.directory.forms.photos import PlacePhotoForm


def _page(request: HttpRequest, activity: Activity, *, status: int = 200, **more: Any) -> HttpResponse:
    report = Report.objects.filter(activity=activity).first()
    texts = {"text": report.text} if report else None
    context = {
        "activity": activity,
        "report": report,
        "photos": [one.photo for one in report.photos.select_related("photo")] if report else [],
        "coming": coming_to(activity),
        "arrived": attendance.arrived(activity) if activity.check_in else None,
        "heads_form": HeadsForm(initial={"heads": activity.heads}),
        "form": ReportForm(texts=texts),
        "photo_form": PlacePhotoForm() if report else None,
        "refused": rules.may_report(activity, now=clock.now()),
        **more,
    }
    return render(request, "activities/keep/report.html", context, status=status)


@for_keepers
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, activity: UUID) -> HttpResponse:
    """The page of a report; its POST keeps the text."""
    kept = kept_activity(request, activity)
    if request.method == "GET":
        return _page(request, kept)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, kept, form=form, status=422)
    try:
        reports.write_report(activity=kept, text=form.texts()["text"], by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("Kept."))
    return redirect("activities:report", kept.public_id)


@for_keepers
@require_POST
def heads(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Write down how many came: a number, or those who were checked in."""
    kept = kept_activity(request, activity)
    form = HeadsForm(request.POST)
    by_check_in = request.POST.get("do") == "check_in"
    if not by_check_in and not form.is_valid():
        return _page(request, kept, heads_form=form, status=422)
    try:
        if by_check_in:
            attendance.count_arrivals(activity=kept, by=acting(request))
        else:
            attendance.count_heads(activity=kept, heads=form.cleaned_data["heads"], by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("Kept."))
    return redirect("activities:report", kept.public_id)


@for_keepers
@require_POST
def photo(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Add a photo of the place."""
    kept = kept_activity(request, activity)
    report = get_object_or_404(Report, activity=kept)
    form = PlacePhotoForm(request.POST, request.FILES)
    if not form.is_valid() or form.picture is None:
        return _page(request, kept, photo_form=form, status=422)
    reports.add_photo(
        report=report,
        picture=form.picture,
        recognisable=form.cleaned_data["recognisable"],
        caption=form.caption(),
        by=acting(request),
    )
    messages.success(request, _("The picture is kept."))
    return redirect("activities:report", kept.public_id)


@for_keepers
@require_POST
def drop_photo(request: HttpRequest, activity: UUID, picture: UUID) -> HttpResponse:
    """Delete a photo of the report."""
    kept = kept_activity(request, activity)
    report = get_object_or_404(Report, activity=kept)
    one = report.photos.select_related("photo").filter(photo__public_id=picture).first()
    if one is not None:  # else somebody was quicker
        remove_photo(photo=one.photo, by=acting(request))
    messages.success(request, _("The picture is deleted."))
    return redirect("activities:report", kept.public_id)


@for_keepers
@require_POST
def publish(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Show the report to everybody."""
    kept = kept_activity(request, activity)
    report = get_object_or_404(Report.objects.select_related("activity"), activity=kept)
    try:
        reports.publish_report(report=report, by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("The report is published with its pictures."))
    return redirect("activities:report", kept.public_id)

"""The sessions of a class: one more, another time or place, left out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from duikou.activities import course_rules as rules
from duikou.activities.actions import sessions as acts
from duikou.activities.course_words import why_not
from duikou.activities.forms.sessions import SessionForm, WhyForm
from duikou.activities.views.staff import for_courses, kept_course, kept_session
from duikou.directory.access import acting


def _told(told: int) -> str:
    said = ngettext("Kept. %(n)s booking is told of it.", "Kept. %(n)s bookings are told of it.", told)
    return said % {"n": told} if told else _("Kept.")


@for_courses
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, course: UUID) -> HttpResponse:
    """One session more."""
    kept = kept_course(request, course)
    form = SessionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            _session, told = acts.add_session(course=kept, **form.values(), by=acting(request))
        except rules.Refused as refused:
            form.add_error("starts_at", why_not(refused))
        else:
            messages.success(request, _told(told))
            return redirect("activities:keep-class", kept.public_id)
    context = {"form": form, "course": kept, "title": _("One session more")}
    return render(request, "activities/classes/keep/session.html", context, status=422 if form.errors else 200)


@for_courses
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, course: UUID, session: UUID) -> HttpResponse:
    """Another time or place for one session; everybody with a seat is told."""
    kept = kept_session(request, course, session)
    form = SessionForm(request.POST if request.method == "POST" else None, session=kept)
    if form.is_bound and form.is_valid():
        try:
            told = acts.move_session(session=kept, **form.values(), by=acting(request))
        except rules.Refused as refused:
            form.add_error("starts_at", why_not(refused))
        else:
            messages.success(request, _told(told))
            return redirect("activities:keep-class", kept.course.public_id)
    context = {"form": form, "course": kept.course, "session": kept, "title": _("Another time or place")}
    return render(request, "activities/classes/keep/session.html", context, status=422 if form.errors else 200)


@for_courses
@require_http_methods(["GET", "POST"])
def call_off(request: HttpRequest, course: UUID, session: UUID) -> HttpResponse:
    """Leave one session out, with a reason."""
    kept = kept_session(request, course, session)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            told = acts.call_off_session(session=kept, why=form.texts()["why"], by=acting(request))
        except rules.Refused as refused:
            form.add_error(None, why_not(refused))
        else:
            messages.success(request, _told(told))
            return redirect("activities:keep-class", kept.course.public_id)
    context = {"form": form, "course": kept.course, "session": kept, "title": _("Call this session off")}
    return render(request, "activities/classes/keep/call_off.html", context, status=422 if form.errors else 200)

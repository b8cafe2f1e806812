"""The sessions of a class: one more, another time or place, left out; and who or how many were there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from duikou.activities import course_rules as rules
from duikou.activities.actions import registers
from duikou.activities.actions import sessions as acts
from duikou.activities.course_words import why_not
from duikou.activities.forms.courses import CountForm, SessionForm, WhyForm
from duikou.activities.queries.registers import present_at, seated
from duikou.activities.views.staff import for_courses, kept_course, kept_session, say_why_not
from duikou.base import clock
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


@for_courses
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, course: UUID, session: UUID) -> HttpResponse:
    """Tick who is there. Names are shown on the day alone, and whoever stands there can read that they were."""
    kept = kept_session(request, course, session)
    opened = rules.register_is_open(kept, now=clock.now())
    if request.method == "POST":
        listed = {str(one.public_id): one.public_id for one in seated(kept.course)}
        present = {listed[said] for said in request.POST.getlist("here") if said in listed}
        try:
            came = registers.take_register(session=kept, present=present, by=acting(request))
        except rules.Refused as refused:
            say_why_not(request, refused)
        else:
            said = ngettext("Kept: %(n)s person is here.", "Kept: %(n)s people are here.", came)
            messages.success(request, said % {"n": came})
        return redirect("activities:register", kept.course.public_id, kept.public_id)
    bookings = list(seated(kept.course)) if opened else []
    if bookings:
        registers.note_register_read(bookings=bookings, by=acting(request))
    there = present_at(kept) if opened else set()
    context = {
        "course": kept.course,
        "session": kept,
        "open": opened,
        "rows": [(one, one.pk in there) for one in bookings],
        "counts": kept.course.certificate_from is None or not opened,
        "form": CountForm(initial={"heads": kept.came}),
        "refused": rules.may_count(kept, heads=0, now=clock.now()),
    }
    return render(request, "activities/classes/keep/register.html", context)


@for_courses
@require_POST
def count(request: HttpRequest, course: UUID, session: UUID) -> HttpResponse:
    """Write down how many were there."""
    kept = kept_session(request, course, session)
    form = CountForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write how many came, from 0 to 1000."))
        return redirect("activities:register", kept.course.public_id, kept.public_id)
    try:
        registers.count_session(session=kept, heads=form.cleaned_data["heads"], by=acting(request))
    except rules.Refused as refused:
        say_why_not(request, refused)
        return redirect("activities:register", kept.course.public_id, kept.public_id)
    messages.success(request, _("Kept."))
    return redirect("activities:keep-class", kept.course.public_id)

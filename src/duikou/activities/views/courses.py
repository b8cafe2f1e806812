"""Classes for everybody: which there are, one of them, signing up, and calendars."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from duikou.activities import course_calendar
from duikou.activities.course_words import LEVELS, rule_of, span_of
from duikou.activities.forms.finding_courses import FindCoursesForm
from duikou.activities.models import Course
from duikou.activities.queries.courses import Shown, coming, shown, taking_place, timed, with_joining
from duikou.activities.queries.found_courses import found
from duikou.activities.words import where
from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.base.private import private
from duikou.base.shell import site_name
from duikou.booking.models import Offer, Resource
from duikou.booking.views.claiming import Bookable, book

A_PAGE, MOST_IN_FEED = 30, 200
DAYS_BACK = 30


@for_everybody(seconds=1)
@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """The classes that are announced or run; all that was chosen stands in the address."""
    now, form = clock.now(), FindCoursesForm(request.GET)
    wanted: dict[str, Any] = form.wanted()
    words = form.words()
    if words:
        wanted["refs"] = found(words) or [0]
    pages = Paginator(coming(now=now, wanted=wanted), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "wanted": wanted,
        "pages": pages,
        "found": [_said(one) for one in with_joining(pages, now=now)],
    }
    return render(request, "activities/classes/list.html", context)


def _said(one: Shown) -> dict[str, Any]:
    return {"shown": one, "course": one.course, "when": span_of(one.held), "level": LEVELS[one.course.level]}


@for_everybody(seconds=1)
@require_safe
def one_class(request: HttpRequest, course: UUID) -> HttpResponse:
    """One class: what is learned, every session, the rule of the certificate, and how one signs up."""
    kept = get_object_or_404(shown(), public_id=course)
    joining = with_joining([kept], now=clock.now())[0]
    context = {
        **_said(joining),
        "where": where(kept.place),
        "rule": rule_of(kept, len(joining.held)),
        "sessions": [(one, where(one.place)) for one in joining.sessions],
        "late": kept.joins_until > 1,
    }
    return render(request, "activities/classes/class.html", context)


@private
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, course: UUID) -> HttpResponse:
    """The form for signing up for the whole class, or for its waiting list."""
    kept = get_object_or_404(shown(), public_id=course)
    page = reverse("activities:class", args=[kept.public_id])
    if kept.state != Course.State.PUBLISHED:
        return redirect(page)
    sessions = taking_place(kept)
    lines = [span_of(sessions), where(kept.place), _seats(kept.offer), rule_of(kept, len(sessions))]
    what = Bookable(
        offer=kept.offer,
        resources=list(Resource.objects.filter(offer=kept.offer)),
        title=str(kept.title),
        back=page,
        lines=[line for line in lines if line],
        button=_("Sign up"),
        only=True,
    )
    return book(request, what)


def _seats(offer: Offer) -> str:
    if offer.seats_max == 1:
        return _("One seat for each person, for all sessions")
    said = ngettext("%(n)s seat at most, for all sessions", "%(n)s seats at most, for all sessions", offer.seats_max)
    return said % {"n": offer.seats_max}


@for_everybody(seconds=60)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The sessions of all classes, as a calendar."""
    recent = timed(shown()).filter(last__gt=clock.now() - timedelta(days=DAYS_BACK)).order_by("first", "pk")
    return _calendar(request, list(recent[:MOST_IN_FEED]), _("Classes: %(city)s") % {"city": site_name()})


@for_everybody(seconds=60)
@require_safe
def file(request: HttpRequest, course: UUID) -> HttpResponse:
    """All sessions of one class as a calendar file."""
    kept = get_object_or_404(shown(), public_id=course)
    return _calendar(request, [kept], str(kept))


def _calendar(request: HttpRequest, courses: list[Course], name: str) -> HttpResponse:
    root = request.build_absolute_uri("/").rstrip("/")
    body = course_calendar.calendar(courses, name=name, now=clock.now(), root=root)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="classes.ics"'
    return answer

"""One's own classes: the list, a new one, changing, publishing, calling off, closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.activities import course_rules as rules
from duikou.activities import permissions
from duikou.activities.actions import courses as acts
from duikou.activities.course_words import LEVELS, REFUSALS, rule_of, span_of, why_not
from duikou.activities.forms.courses import CourseForm
from duikou.activities.forms.sessions import WhyForm
from duikou.activities.models import Course
from duikou.activities.queries.courses import taking_place, with_joining
from duikou.activities.queries.listed_courses import in_state, lacking_register
from duikou.activities.views.staff import for_courses, kept_course, say_why_not
from duikou.activities.words import where
from duikou.base import clock
from duikou.directory.access import acting
from duikou.directory.models import Organisation

A_PAGE, MOST_LACKING = 40, 20
TABS = {
    "running": Course.State.PUBLISHED,
    "draft": Course.State.DRAFT,
    "finished": Course.State.FINISHED,
    "cancelled": Course.State.CANCELLED,
}
# Where what an action refuses is said beside its field.
FIELDS = {
    rules.Refusal.SEATS_TAKEN: "seats",
    rules.Refusal.MORE_THAN_SESSIONS: "certificate_from",
    rules.Refusal.RULE_SHOWN: "certificate_from",
    rules.Refusal.JOINS_TOO_LATE: "joins_until",
    rules.Refusal.HEADS_ONLY: "channel",
    rules.Refusal.NO_PLACE: "place",
}


class Outside(Exception):
    """What would be kept would lie where the account may not keep it."""


@for_courses
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """The classes that the account keeps, by state, and the sessions whose register is still to be taken."""
    mine, now = permissions.KEEP_COURSES.things(request.user), clock.now()
    tab = request.GET.get("state", "running")
    if tab not in TABS:
        raise Http404
    lacking = lacking_register(mine, now=now)
    context = {
        "tab": tab,
        "pages": Paginator(in_state(mine, TABS[tab]), A_PAGE).get_page(request.GET.get("page")),
        "lacking": [(one, rules.register_is_open(one, now=now)) for one in lacking[:MOST_LACKING]],
    }
    return render(request, "activities/classes/keep/work.html", context)


@for_courses
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new class with its sessions, in draft."""
    bodies = permissions.bodies_of(request.user)
    form = CourseForm(request.POST if request.method == "POST" else None, bodies=bodies)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                made = acts.create_course(
                    organiser=data["organiser"],
                    times=data["times"],
                    by=acting(request),
                    **form.facts(),
                    **form.numbers(),
                )
                _inside(request, made)
        except rules.Refused as refused:
            form.add_error(_field(refused, form, "typed" if data["typed"] else "first_on"), why_not(refused))
        except Outside:
            form.add_error("place", _("This place lies outside the area of your role. Choose another one."))
        else:
            messages.success(request, _("It is kept as a draft. Look at it, then publish it."))
            return redirect("activities:keep-class", made.public_id)
    context = {"form": form, "none": not bodies.exists()}
    return render(request, "activities/classes/keep/form.html", context, status=422 if form.errors else 200)


def _inside(request: HttpRequest, course: Course) -> None:
    if not permissions.KEEP_COURSES.allows(request.user, course):
        raise Outside


def _field(refused: rules.Refused, form: CourseForm, otherwise: str | None = None) -> str | None:
    name = FIELDS.get(refused.refusal, otherwise)
    return name if name in form.fields else None


@for_courses
@require_GET
def keep(request: HttpRequest, course: UUID) -> HttpResponse:
    """All about a class for its keepers: seats, sessions with how many came, and what can be done."""
    kept, now = kept_course(request, course), clock.now()
    joining = with_joining([kept], now=now)[0]
    held = taking_place(kept)
    lacks = rules.may_publish(kept, held, now=now) if kept.state == Course.State.DRAFT else None
    for one in joining.sessions:
        one.course = kept
    context: dict[str, Any] = {
        "course": kept,
        "joining": joining,
        "taken": joining.seats - joining.left if joining.how in ("sign_up", "full") else _taken(kept),
        "when": span_of(held),
        "where": where(kept.place),
        "level": LEVELS[kept.level],
        "rule": rule_of(kept, len(held)),
        "sessions": [
            (one, where(one.place), rules.register_is_open(one, now=now), one.starts_at <= now)
            for one in joining.sessions
        ],
        "lacks": REFUSALS[lacks] % {"sessions": len(held)} if lacks else "",
        "may_finish": rules.may_finish(kept, held, now=now) is None,
        "may_cancel": rules.may_cancel(kept, held, now=now) is None,
    }
    return render(request, "activities/classes/keep/class.html", context)


def _taken(course: Course) -> int:
    return int(course.offer.slots.get().taken)


@for_courses
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, course: UUID) -> HttpResponse:
    """The facts of a class; whoever has a seat is told of another place."""
    kept = kept_course(request, course)
    bodies = Organisation.objects.filter(pk=kept.organiser_id)
    form = CourseForm(request.POST if request.method == "POST" else None, bodies=bodies, course=kept)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                told = acts.change_course(course=kept, values=form.facts(), by=acting(request))
                acts.change_seats(course=kept, **form.numbers(), by=acting(request))
                _inside(request, kept)
        except rules.Refused as refused:
            form.add_error(_field(refused, form), why_not(refused))
        except Outside:
            form.add_error("place", _("This place lies outside the area of your role. Choose another one."))
        else:
            said = ngettext("Kept. %(n)s booking is told of it.", "Kept. %(n)s bookings are told of it.", told)
            messages.success(request, said % {"n": told} if told else _("Kept."))
            return redirect("activities:keep-class", kept.public_id)
    context = {"form": form, "course": kept}
    return render(request, "activities/classes/keep/form.html", context, status=422 if form.errors else 200)


@for_courses
@require_POST
def publish(request: HttpRequest, course: UUID) -> HttpResponse:
    """Show it to everybody, and let people sign up."""
    kept = kept_course(request, course)
    try:
        acts.publish_course(course=kept, by=acting(request))
    except rules.Refused as refused:
        say_why_not(request, refused)
    else:
        messages.success(request, _("It is published: everybody can read it now, and sign up."))
    return redirect("activities:keep-class", kept.public_id)


@for_courses
@require_POST
def finish(request: HttpRequest, course: UUID) -> HttpResponse:
    """Close the class, and let those who earned one have their certificate."""
    kept = kept_course(request, course)
    try:
        acts.finish_course(course=kept, by=acting(request))
    except rules.Refused as refused:
        say_why_not(request, refused)
    else:
        messages.success(request, _("The class is closed."))
    return redirect("activities:keep-class", kept.public_id)


@for_courses
@require_http_methods(["GET", "POST"])
def call_off(request: HttpRequest, course: UUID) -> HttpResponse:
    """Call the whole class off with a reason that everybody with a seat is told."""
    kept = kept_course(request, course)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            ended = acts.cancel_course(course=kept, why=form.texts()["why"], by=acting(request))
        except rules.Refused as refused:
            say_why_not(request, refused)
        else:
            said = ngettext("Called off, and %(n)s booking told.", "Called off, and %(n)s bookings told.", ended)
            messages.success(request, said % {"n": ended})
        return redirect("activities:keep-class", kept.public_id)
    context = {"form": form, "course": kept, "title": _("Call the class off"), "taken": _taken(kept)}
    return render(request, "activities/classes/keep/call_off.html", context, status=422 if form.errors else 200)

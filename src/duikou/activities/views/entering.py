"""Entering a work: by a person, without an account; for a body, signed in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from duikou.activities import contest_rules as rules
from duikou.activities import permissions
from duikou.activities.actions import contest_entries as acts
from duikou.activities.contest_links import entry_path
from duikou.activities.contest_words import REFUSALS
from duikou.activities.forms.entering import BodyEnterForm, EnterForm
from duikou.activities.queries import contests as queries
from duikou.base import clock
from duikou.base.actor import SOMEBODY
from duikou.base.paced import paced
from duikou.base.private import private
from duikou.directory.access import acting, needs

JUST_ENTERED = "just"


@private
@require_http_methods(["GET", "POST"])
@paced(per_minute=10, burst=10)
def enter(request: HttpRequest, contest: UUID) -> HttpResponse:
    """The form; its POST enters the work and leads to its page, where pictures are added."""
    found = get_object_or_404(queries.shown(), public_id=contest)
    refused = rules.may_enter(found, by_body=False, now=clock.now())
    if refused and request.method == "GET":
        return render(request, "activities/enter.html", {"contest": found, "refused": REFUSALS[refused]})
    form = EnterForm(request.POST if request.method == "POST" else None, contest=found)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            entry = acts.enter(
                contest=found,
                **form.work(),
                who=form.who(),
                may_show=data["may_show"],
                form_key=data["key"],
                by=SOMEBODY,
            )
        except rules.Refused as no:
            form.add_error(None, str(REFUSALS[no.refusal]))
        else:
            return redirect(f"{entry_path(entry)}?{JUST_ENTERED}=1")
    return render(
        request, "activities/enter.html", {"contest": found, "form": form}, status=422 if form.errors else 200
    )


@needs(permissions.ENTER_FOR, permissions.KEEP_CONTESTS)
@require_http_methods(["GET", "POST"])
def enter_body(request: HttpRequest, contest: UUID) -> HttpResponse:
    """The same for a school, a group or an office."""
    found = get_object_or_404(queries.shown(), public_id=contest)
    refused = rules.may_enter(found, by_body=True, now=clock.now())
    bodies = permissions.enters_for(request.user, found)
    if refused and request.method == "GET":
        return render(request, "activities/enter.html", {"contest": found, "refused": REFUSALS[refused]})
    form = BodyEnterForm(request.POST if request.method == "POST" else None, contest=found, bodies=bodies)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            entry = acts.enter(
                contest=found,
                **form.work(),
                body=data["body"],
                heads=data["heads"],
                may_show=data["may_show"],
                form_key=data["key"],
                by=acting(request),
            )
        except rules.Refused as no:
            form.add_error(None, str(REFUSALS[no.refusal]))
        else:
            return redirect(f"{entry_path(entry)}?{JUST_ENTERED}=1")
    context = {"contest": found, "form": form, "of_body": True}
    return render(request, "activities/enter.html", context, status=422 if form.errors else 200)

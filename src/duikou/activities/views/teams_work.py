"""The teams of volunteers that an account keeps, and their shifts: written, shown, changed, called off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.activities import shift_rules
from duikou.activities import team_permissions as permissions
from duikou.activities.actions import shifts as acts
from duikou.activities.actions import teams as team_acts
from duikou.activities.forms.teams import CallShiftOffForm, ShiftForm, TeamForm
from duikou.activities.models import Shift, VolunteerTeam
from duikou.activities.permissions import bodies_of
from duikou.activities.queries.door import coming_to
from duikou.activities.queries.teams import enrolled, listed, with_joining
from duikou.activities.shift_words import REFUSALS
from duikou.activities.views.team_staff import for_leaders, kept_shift, kept_team, say_no
from duikou.activities.words import where
from duikou.base import clock
from duikou.directory.access import acting

A_PAGE = 40
TABS = ("coming", "past")
WEEK = timedelta(days=7)


@for_leaders
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """The teams that the account keeps."""
    mine = permissions.KEEP_TEAMS.things(request.user).select_related("body").order_by("state", "pk")
    pages = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "activities/volunteers/keep/teams.html", {"pages": pages})


@for_leaders
@require_http_methods(["GET", "POST"])
def new_team(request: HttpRequest) -> HttpResponse:
    """A new team, which nobody sees yet."""
    bodies = bodies_of(request.user)
    form = TeamForm(request.POST if request.method == "POST" else None, bodies=bodies)
    if form.is_bound and form.is_valid():
        made = team_acts.create_team(**form.values(), by=acting(request))
        messages.success(request, _("Kept. Nobody sees it before it is shown."))
        return redirect("activities:keep-team", made.public_id)
    context = {"form": form, "none": not bodies.exists()}
    return render(request, "activities/volunteers/keep/team_form.html", context, status=422 if form.errors else 200)


@for_leaders
@require_GET
def team(request: HttpRequest, team: UUID) -> HttpResponse:
    """A team with its shifts, to come or over."""
    kept, now = kept_team(request, team), clock.now()
    tab = request.GET.get("state", "coming")
    if tab not in TABS:
        raise Http404
    known = listed(Shift.objects.filter(team=kept))
    shifts = known.filter(ends_at__gt=now) if tab == "coming" else known.filter(ends_at__lte=now).order_by("-starts_at")
    pages = Paginator(shifts, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "team": kept,
        "tab": tab,
        "pages": pages,
        "shifts": with_joining(pages, now=now),
        "may_end": kept.state == VolunteerTeam.State.SHOWN and not known.filter(ends_at__gt=now, state="open").exists(),
    }
    return render(request, "activities/volunteers/keep/team.html", context)


@for_leaders
@require_http_methods(["GET", "POST"])
def edit_team(request: HttpRequest, team: UUID) -> HttpResponse:
    """Change a team."""
    kept = kept_team(request, team)
    form = TeamForm(request.POST if request.method == "POST" else None, bodies=bodies_of(request.user), team=kept)
    if form.is_bound and form.is_valid():
        team_acts.change_team(team=kept, values=form.values(), by=acting(request))
        messages.success(request, _("Kept."))
        return redirect("activities:keep-team", kept.public_id)
    context = {"form": form, "team": kept}
    return render(request, "activities/volunteers/keep/team_form.html", context, status=422 if form.errors else 200)


@for_leaders
@require_POST
def show_team(request: HttpRequest, team: UUID) -> HttpResponse:
    """Show a team to everybody, or end it (`do=end`)."""
    kept = kept_team(request, team)
    try:
        if request.POST.get("do") == "end":
            team_acts.end_team(team=kept, by=acting(request))
            messages.success(request, _("The team is shown no more."))
        else:
            team_acts.show_team(team=kept, by=acting(request))
            messages.success(request, _("Everybody can see the team now, and join its shifts."))
    except shift_rules.Refused as refused:
        say_no(request, refused)
    return redirect("activities:keep-team", kept.public_id)


@for_leaders
@require_http_methods(["GET", "POST"])
def new_shift(request: HttpRequest, team: UUID) -> HttpResponse:
    """A new shift, from nothing or as a copy of one, a week later."""
    kept = kept_team(request, team)
    form = ShiftForm(request.POST if request.method == "POST" else None, team=kept, **_copied(request))
    if form.is_bound and form.is_valid():
        try:
            made = acts.create_shift(
                team=kept, helpers=form.cleaned_data["helpers"], by=acting(request), **form.facts()
            )
        except shift_rules.Refused as refused:
            form.add_error(None, str(REFUSALS[refused.refusal]))
        else:
            messages.success(request, _("The shift is there."))
            return redirect("activities:keep-shift", made.public_id)
    context = {"form": form, "team": kept}
    return render(request, "activities/volunteers/keep/shift_form.html", context, status=422 if form.errors else 200)


def _copied(request: HttpRequest) -> dict[str, Any]:
    wanted = request.GET.get("copy", "")
    if not wanted or request.method == "POST":
        return {}
    try:
        source = kept_shift(request, UUID(wanted))
    except ValueError:
        raise Http404 from None
    later = WEEK * max(1, -(-(clock.now() - source.starts_at) // WEEK))
    return {
        "shift": source,
        "initial": {"starts_at": source.starts_at + later, "ends_at": source.ends_at + later},
    }


@for_leaders
@require_GET
def shift(request: HttpRequest, shift: UUID) -> HttpResponse:
    """All about a shift for those who keep it: its facts, how many help, and what can be done."""
    kept, now = kept_shift(request, shift), clock.now()
    context = {
        "shift": kept,
        "where": where(kept.place),
        "coming": coming_to(kept),
        "enrolled": enrolled(kept),
        "over": kept.ends_at <= now,
        "begun": kept.starts_at <= now,
        "door": shift_rules.door_is_open(kept, now=now),
    }
    return render(request, "activities/volunteers/keep/shift.html", context)


@for_leaders
@require_http_methods(["GET", "POST"])
def edit_shift(request: HttpRequest, shift: UUID) -> HttpResponse:
    """The form of a shift; whoever has joined is told of another time or place."""
    kept = kept_shift(request, shift)
    form = ShiftForm(request.POST if request.method == "POST" else None, team=kept.team, shift=kept)
    if form.is_bound and form.is_valid():
        try:
            told = acts.change_shift(
                shift=kept, values=form.facts(), helpers=form.cleaned_data["helpers"], by=acting(request)
            )
        except shift_rules.Refused as refused:
            form.add_error(None, str(REFUSALS[refused.refusal]))
        else:
            said = ngettext("Kept. %(n)s helper is told of it.", "Kept. %(n)s helpers are told of it.", told)
            messages.success(request, said % {"n": told} if told else _("Kept."))
            return redirect("activities:keep-shift", kept.public_id)
    context = {"form": form, "team": kept.team, "shift": kept, "coming": coming_to(kept)}
    return render(request, "activities/volunteers/keep/shift_form.html", context, status=422 if form.errors else 200)


@for_leaders
@require_http_methods(["GET", "POST"])
def call_off(request: HttpRequest, shift: UUID) -> HttpResponse:
    """Call a shift off with a reason that everybody who has joined is told."""
    kept = kept_shift(request, shift)
    form = CallShiftOffForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            ended = acts.cancel_shift(shift=kept, why=form.texts()["why"], by=acting(request))
        except shift_rules.Refused as refused:
            say_no(request, refused)
        else:
            said = ngettext("Called off, and %(n)s helper told.", "Called off, and %(n)s helpers told.", ended)
            messages.success(request, said % {"n": ended})
        return redirect("activities:keep-shift", kept.public_id)
    context = {"form": form, "shift": kept, "coming": coming_to(kept)}
    return render(request, "activities/volunteers/keep/call_off.html", context, status=422 if form.errors else 200)

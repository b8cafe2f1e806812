"""Teams of volunteers for everybody: what they do, their shifts, joining one, and a calendar to subscribe to."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from duikou.activities import shift_calendar
from duikou.activities.models import Shift, VolunteerTeam
from duikou.activities.queries.teams import shifts_ahead, shifts_shown, teams_shown, with_joining
from duikou.activities.views.invited import invitation_to
from duikou.activities.words import where
from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.base.moments import span_text
from duikou.base.private import private
from duikou.booking.models import Resource
from duikou.booking.refusals import Reason, refusal
from duikou.booking.rules import may_accept
from duikou.booking.views.claiming import Bookable, book

A_PAGE, NEXT, MOST_IN_FEED = 20, 3, 300
DAYS_BACK = 7


@for_everybody(seconds=1)
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """Every team with the shifts that come next."""
    now = clock.now()
    pages = Paginator(teams_shown(), A_PAGE).get_page(request.GET.get("page"))
    ahead = defaultdict(list)
    found = shifts_ahead(now=now).filter(team__in=[one.pk for one in pages], state=Shift.State.OPEN)
    for one in with_joining(found[: A_PAGE * 20], now=now):
        ahead[one.shift.team_id].append(one)
    listed = [(team, ahead[team.pk][:NEXT], len(ahead[team.pk])) for team in pages]
    return render(request, "activities/volunteers/teams.html", {"pages": pages, "teams": listed})


@for_everybody(seconds=1)
@require_safe
def team(request: HttpRequest, team: UUID) -> HttpResponse:
    """One team: what it does, what helpers need, and all its coming shifts."""
    found = get_object_or_404(teams_shown(), public_id=team)
    now = clock.now()
    pages = Paginator(shifts_ahead(now=now).filter(team=found), A_PAGE).get_page(request.GET.get("page"))
    context = {"team": found, "pages": pages, "shifts": with_joining(pages, now=now), "where": where(found.place)}
    return render(request, "activities/volunteers/team.html", context)


@for_everybody(seconds=1)
@require_safe
def shift(request: HttpRequest, shift: UUID) -> HttpResponse:
    """One shift: when, where, what is done, and how one joins."""
    found = get_object_or_404(shifts_shown(), public_id=shift)
    context = {
        "one": with_joining([found], now=clock.now())[0],
        "shift": found,
        "where": where(found.place),
        "shown": found.team.state == VolunteerTeam.State.SHOWN,
    }
    return render(request, "activities/volunteers/shift.html", context)


@private
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, shift: UUID) -> HttpResponse:
    """The form for joining a shift, or its waiting list; where one is confirmed first, with an invitation in hand."""
    found = get_object_or_404(shifts_shown(), public_id=shift)
    page = reverse("activities:shift", args=[found.public_id])
    if found.state != Shift.State.OPEN or found.team.state != VolunteerTeam.State.SHOWN:
        return redirect(page)
    invitation, closed = None, None
    if found.restricted_to:
        invitation = invitation_to(request, found.offer)
        closed = refusal(Reason.NOT_INVITED) if invitation is None else None
        if invitation is not None and request.method == "GET":
            closed = may_accept(invitation, now=clock.now())
    what = Bookable(
        offer=found.offer,
        resources=list(Resource.objects.filter(offer=found.offer)),
        title=str(found.title),
        back=page,
        lines=[str(found.team), span_text(found.starts_at, found.ends_at), where(found.place)],
        button=_("Join this shift"),
        only=True,
        closed=closed,
        invitation=invitation,
    )
    return book(request, what)


@for_everybody(seconds=60)
@require_safe
def feed(request: HttpRequest, team: UUID) -> HttpResponse:
    """The shifts of a team as a calendar: when, where, and how many helpers are still wanted."""
    found = get_object_or_404(teams_shown(), public_id=team)
    now = clock.now()
    known = shifts_shown().filter(team=found, ends_at__gt=now - timedelta(days=DAYS_BACK))
    shown = with_joining(known[:MOST_IN_FEED], now=now)
    root = request.build_absolute_uri("/").rstrip("/")
    body = shift_calendar.calendar(shown, name=str(found), now=now, root=root)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="shifts.ics"'
    return answer

"""The city's service centres for everybody: the list, and the page of each, which is its page of the day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.desk.centre_calendar import calendar
from duikou.desk.queries.days import centre_day, centres_shown, open_centres
from duikou.desk.words import week_lines


@for_everybody(seconds=1)
@require_safe
def centres(request: HttpRequest) -> HttpResponse:
    """Every centre that is open to the public, and whether it is open now."""
    return render(request, "desk/centres.html", {"centres": centres_shown(now=clock.now())})


@for_everybody(seconds=1)
@require_safe
def centre(request: HttpRequest, centre: str) -> HttpResponse:
    """A centre: whether it is open, its hours, its windows with their services, and what is on there today."""
    found = get_object_or_404(open_centres(), slug=centre)
    day = centre_day(found, now=clock.now())
    context = {
        "centre": found,
        "day": day,
        "week": week_lines(day.hours.week),
        "windows": [(one, week_lines(one.own.week) if one.own else []) for one in day.windows],
        "languages": list(dict.fromkeys(code for service in day.services for code in service.languages)),
    }
    return render(request, "desk/centre.html", context)


@for_everybody(seconds=60)
@require_safe
def centre_calendar(request: HttpRequest, centre: str) -> HttpResponse:
    """Special days and what is on at a centre, as a calendar that can be subscribed to (RFC 5545)."""
    found = get_object_or_404(open_centres(), slug=centre)
    body = calendar(found, now=clock.now(), root=request.build_absolute_uri("/").rstrip("/"))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{found.slug}.ics"'
    return answer

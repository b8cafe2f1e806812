"""What is on, for everybody: the coming days, a month, one activity, a campaign, and calendars to subscribe to."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duikou.activities import calendar, coverage_chart
from duikou.activities.forms.finding import FindForm, month_of
from duikou.activities.models import Activity, Campaign, Kind, Report
from duikou.activities.queries import coverage
from duikou.activities.queries.shown import (
    by_day,
    campaigns_shown,
    coming,
    in_month,
    shown,
    weeks_of,
    with_joining,
)
from duikou.activities.words import where
from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.base.shell import site_name
from duikou.base.small_numbers import K_PUBLIC

A_PAGE, MOST_IN_MONTH = 40, 500
DAYS_BACK, DAYS_AHEAD, MOST_IN_FEED = 30, 400, 1000


@for_everybody(seconds=1)
@require_safe
def what_is_on(request: HttpRequest) -> HttpResponse:
    """What comes, by day, or a month of it; all that was chosen stands in the address."""
    now = clock.now()
    form = FindForm(request.GET, now=now)
    wanted, today = form.wanted(), timezone.localdate(now)
    month = month_of(request.GET.get("m", ""))
    context: dict[str, Any] = {"form": form, "wanted": wanted, "today": today, "rest": _rest(request)}
    if month:
        listed = with_joining(in_month(month, wanted=wanted)[:MOST_IN_MONTH], now=now)
        days = by_day(listed, since=month)
        counts = Counter({day: len(some) for day, some in days})
        context |= {
            "month": month,
            "weeks": weeks_of(month, counts),
            "days": days,
            "before": (month - timedelta(days=1)).replace(day=1),
            "after": (month + timedelta(days=31)).replace(day=1),
        }
    else:
        pages = Paginator(coming(now=now, wanted=wanted), A_PAGE).get_page(request.GET.get("page"))
        context |= {"pages": pages, "days": by_day(with_joining(pages, now=now), since=today)}
    return render(request, "activities/list.html", context)


def _rest(request: HttpRequest) -> str:
    """The chosen kind, channel, place and campaign as part of an address."""
    chosen = request.GET.copy()
    for name in ("m", "page"):
        chosen.pop(name, None)
    return chosen.urlencode()


@for_everybody(seconds=1)
@require_safe
def activity(request: HttpRequest, activity: UUID) -> HttpResponse:
    """One activity: what, when, where, for whom, and how one joins; what it was like once it is over."""
    found = get_object_or_404(shown(), public_id=activity)
    joining = with_joining([found], now=clock.now())[0]
    report = Report.objects.filter(activity=found, published_at__isnull=False).first()
    series = coming(now=clock.now()).filter(series=found.series).exclude(pk=found.pk)[:5] if found.series else []
    context = {
        "activity": found,
        "joining": joining,
        "where": where(found.place),
        "report": report,
        "photos": [one.photo for one in report.photos.select_related("photo") if one.photo.shown] if report else [],
        "heads": found.heads if (found.heads or 0) >= K_PUBLIC else None,
        "few": found.heads is not None and 0 < found.heads < K_PUBLIC,
        "again": series,
        "campaign": found.campaign if found.campaign and found.campaign.published else None,
    }
    return render(request, "activities/activity.html", context)


@for_everybody(seconds=5)
@require_safe
def campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """A campaign: what comes, what was, and which channels it has reached with what."""
    found = get_object_or_404(campaigns_shown(), slug=campaign)
    now = clock.now()
    of_it = shown().filter(campaign=found)
    covered = coverage.of_campaign(found, k=K_PUBLIC)
    context = {
        "campaign": found,
        "before": campaigns_shown().filter(next_year=found).first(),
        "after": campaigns_shown().filter(again_after=found).first(),
        "days": by_day(with_joining(of_it.filter(ends_at__gt=now), now=now), since=timezone.localdate(now)),
        "over": of_it.filter(ends_at__lte=now).exclude(state=Activity.State.CANCELLED).order_by("-starts_at")[:A_PAGE],
        "coverage": covered,
        "pictures": coverage_chart.pictures(covered),
        "table": coverage_chart.table(covered),
    }
    return render(request, "activities/campaign.html", context)


@for_everybody(seconds=60)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Everything that is on, as a calendar."""
    return _feed(request, shown(), name=_("What is on: %(city)s") % {"city": site_name()})


@for_everybody(seconds=60)
@require_safe
def kind_feed(request: HttpRequest, key: str) -> HttpResponse:
    """What is on of one kind, as a calendar."""
    kind = get_object_or_404(Kind, key=key)
    return _feed(request, shown().filter(kind=kind), name=f"{kind} · {site_name()}")


@for_everybody(seconds=60)
@require_safe
def campaign_feed(request: HttpRequest, campaign: str) -> HttpResponse:
    """What is on in a campaign, as a calendar."""
    found: Campaign = get_object_or_404(campaigns_shown(), slug=campaign)
    return _feed(request, shown().filter(campaign=found), name=str(found), since=found.begins_on)


@for_everybody(seconds=60)
@require_safe
def file(request: HttpRequest, activity: UUID) -> HttpResponse:
    """One activity as a calendar file."""
    found = shown().filter(public_id=activity)
    if not found.exists():
        raise Http404
    return _answer(request, found, name=str(found[0]))


def _feed(request: HttpRequest, things: QuerySet[Activity], *, name: str, since: date | None = None) -> HttpResponse:
    now = clock.now()
    begin = now - timedelta(days=DAYS_BACK)
    if since is not None:
        things = things.filter(starts_at__date__gte=since)
    else:
        things = things.filter(ends_at__gt=begin, starts_at__lt=now + timedelta(days=DAYS_AHEAD))
    return _answer(request, things[:MOST_IN_FEED], name=name)


def _answer(request: HttpRequest, things: QuerySet[Activity], *, name: str) -> HttpResponse:
    root = request.build_absolute_uri("/").rstrip("/")
    body = calendar.calendar(things, name=name, now=clock.now(), root=root)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="activities.ics"'
    return answer

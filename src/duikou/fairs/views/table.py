"""An employer's table on the day: who is next, call, talk, outcome."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duikou.base import clock
from duikou.base.service_workers import may_register
from duikou.directory.access import acting
from duikou.fairs import rules
from duikou.fairs.actions import outcomes, readings
from duikou.fairs.figures import OUTCOME_NAMES
from duikou.fairs.models import Stand
from duikou.fairs.queries import door as read
from duikou.fairs.queries.notes import notes_to_settle
from duikou.fairs.queries.queue import queue_at
from duikou.fairs.queries.resumes import shared_at
from duikou.fairs.queries.table import Where, day_at_table, fair_days
from duikou.fairs.views.staff import for_employers, own_stand, say_refused
from duikou.fairs.views.table_device import addresses


class BadMoment(Exception):
    """What was sent as a moment is none."""


STEPS = {"call": outcomes.call_next, "start": outcomes.start_talk, "back": outcomes.step_back}


@for_employers
@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of a day: today while the fair lasts, else its first day. Where the browser can, it keeps the table for
    when the network is gone."""
    stand = own_stand(request, slug)
    readings.read_at_table(stand=stand, by=acting(request))
    days = fair_days(stand)
    day = _day(request, days)
    queue = queue_at(stand, now=clock.now()) if day == timezone.localtime(clock.now()).date() else None
    shown = day_at_table(stand, day, now=clock.now())
    context = {
        "fair": stand.fair,
        "stand": stand,
        "days": days,
        "day": shown,
        "queue": queue,
        # Whose number was called stands in the queue, with its buttons.
        "under_way": [one for one in shown.now if not queue or one.where == Where.TALKING or not one.number],
        "outcomes": OUTCOME_NAMES.items(),
        "resumes": shared_at(stand, [talk.booking for talk in shown.talks], now=clock.now()),
        "odd": notes_to_settle(stand),
        "settings": addresses(stand.fair),
    }
    return may_register(render(request, "fairs/table/table.html", context))


@for_employers
@require_POST
def step(request: HttpRequest, slug: str, booking: UUID) -> HttpResponse:
    """Take one step with one person of the employer's own stand: `call`, `start`, `back`, or an outcome."""
    stand = own_stand(request, slug)
    one = read.booking_at_door(stand.fair, booking)
    if one is None or stand.resource_id is None or one.slot.resource_id != stand.resource_id:
        raise Http404
    wanted = request.POST.get("step", "")
    try:
        at = _read_moment(request.POST.get("at", ""))
        interview = outcomes.interview_of(booking=one, stand=stand)
        if wanted in STEPS:
            STEPS[wanted](interview=interview, by=acting(request))
        else:
            outcomes.record_outcome(interview=interview, outcome=wanted, by=acting(request), at=at)
    except rules.Refused as refused:
        say_refused(request, refused)
    except BadMoment:
        messages.error(request, _("The moment of this note cannot be read. Note the outcome again."))
    except ValueError:
        messages.error(request, _("This step does not exist. Choose one of the buttons."))
    part = {"call": "now", "start": "now", "back": f"b-{one.public_id}"}.get(wanted, "next")
    return redirect(_back(stand, request.POST.get("day", ""), part))


def _back(stand: Stand, day: str, part: str) -> str:
    query = f"stand={stand.pk}" + (f"&day={day}" if _read_day(day) else "")
    return f"{reverse('fairs:table', args=[stand.fair.slug])}?{query}#{part}"


def _day(request: HttpRequest, days: list[date]) -> date:
    asked = _read_day(request.GET.get("day", ""))
    today = timezone.localtime(clock.now()).date()
    return next((day for day in (asked, today) if day in days), days[0])


def _read_moment(text: str) -> datetime | None:
    """When something was noted at a table without network; None for what is noted now. Raises BadMoment for one that
    cannot be read, says no time zone, or is no moment of a fair."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadMoment from error
    if timezone.is_naive(moment) or not 2000 < moment.year < 9000:
        raise BadMoment
    return moment


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

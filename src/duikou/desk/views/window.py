"""The screen of whoever works at a window: the next number, who is there, who is expected today."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.private import private
from duikou.booking import actions as engine
from duikou.booking.calling import shown_number
from duikou.booking.models import Ticket
from duikou.booking.refusals import Refusal
from duikou.desk.actions import queue
from duikou.desk.forms.queue import CloseForm
from duikou.desk.models import DayWindow, Window
from duikou.desk.queries.appointments import booked_ahead
from duikou.desk.queries.queue import at_window, ticket_at, window_today
from duikou.desk.views.staff import for_keepers, kept_window
from duikou.directory.access import acting


@for_keepers
@private
@require_GET
def page(request: HttpRequest, centre: str, window: UUID) -> HttpResponse:
    """The window now."""
    kept = _window(request, centre, window)
    of_day = window_today(kept, now=clock.now())
    screen = at_window(of_day, now=clock.now()) if of_day else None
    if of_day and screen and any(one.name for one in screen.expected):
        queue.read_at_window(of_day=of_day, by=acting(request))
    context = {"centre": kept.centre, "window": kept, "of_day": of_day, "screen": screen, "now": clock.now()}
    return render(request, "desk/queue/window.html", context)


@for_keepers
@require_POST
def step(request: HttpRequest, centre: str, window: UUID) -> HttpResponse:
    """Take one step: `next`, `pause`, `open`, or one of queue.STEPS with the `number` (public id) of a ticket that was
    called here or waits for here."""
    kept = _window(request, centre, window)
    of_day, wanted = _today(kept), request.POST.get("step", "")
    if wanted in ("next", "pause", "open", *queue.STEPS):
        answer = _taken(of_day, wanted, request.POST.get("number", ""), acting(request))
        if isinstance(answer, Refusal):
            messages.info(request, str(answer))
        elif isinstance(answer, Ticket) and answer.state == Ticket.State.CALLED:
            messages.success(request, _("Number %(number)s is called to you.") % {"number": shown_number(answer)})
    else:
        messages.error(request, _("This step does not exist. Choose one of the buttons."))
    return redirect("desk:window", kept.centre.slug, kept.public_id)


@for_keepers
@private
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, centre: str, window: UUID) -> HttpResponse:
    """Close the window for the rest of today: first how many are booked, then the reason, then it is done."""
    kept = _window(request, centre, window)
    of_day = _today(kept)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        ended = queue.close_early(of_day=of_day, reason=form.reason(), by=acting(request))
        said = ngettext(
            "The window is closed for today. %(n)s appointment has ended, and its person is told.",
            "The window is closed for today. %(n)s appointments have ended, and everybody is told.",
            ended,
        )
        messages.success(request, said % {"n": ended})
        return redirect("desk:window", kept.centre.slug, kept.public_id)
    context = {
        "centre": kept.centre,
        "window": kept,
        "form": form,
        "booked": booked_ahead(of_day, now=clock.now()),
    }
    return render(request, "desk/queue/close.html", context, status=422 if form.errors else 200)


def _taken(of_day: DayWindow, wanted: str, number: str, by: Actor) -> Ticket | Refusal | None:
    if wanted == "next":
        return engine.call_next(of_day.resource, by=by)
    if wanted in ("pause", "open"):
        (engine.pause if wanted == "pause" else engine.open_again)(of_day.resource, by=by)
        return None
    try:
        ticket = ticket_at(of_day, UUID(number))
    except ValueError:
        ticket = None
    if ticket is None:
        raise Http404
    return queue.STEPS[wanted](ticket, of_day.resource, by)


def _window(request: HttpRequest, centre: str, public_id: UUID) -> Window:
    kept = kept_window(request, public_id)
    if kept.centre.slug != centre:
        raise Http404
    return kept


def _today(window: Window) -> DayWindow:
    of_day = window_today(window, now=clock.now())
    if of_day is None:
        raise Http404
    return of_day

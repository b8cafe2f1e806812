"""Taking a number oneself, at the tablet of a centre: its link is the centre's, and no name is asked."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods

from duikou.base import clock
from duikou.base.actor import SOMEBODY
from duikou.base.ids import new_id
from duikou.base.private import private
from duikou.booking.models import Ticket
from duikou.booking.own_links import number_path
from duikou.booking.ticket_qr import svg
from duikou.booking.views.numbers import about
from duikou.desk.actions import queue
from duikou.desk.models import Centre, DayWindow
from duikou.desk.queries.days import open_centres
from duikou.desk.queries.queue import ticket_of_day, today_at, windows_of


@private
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, centre: str, tablet: UUID) -> HttpResponse:
    """One tap on a window, or on "I am not sure", gives a number."""
    found = _centre(centre, tablet)
    day = today_at(found, now=clock.now())
    windows = [one for one in windows_of(day) if one.window.closed_at is None] if day else []
    context = {"centre": found, "windows": windows, "key": tablet, "once": new_id().hex}
    if request.method == "POST" and day is not None:
        chosen = _chosen(request.POST.get("window", ""), windows)
        if chosen is not None:
            answer = queue.hand_out(day=day, windows=chosen, by=SOMEBODY, key=once(request))
            if isinstance(answer, Ticket):
                return redirect("desk:number-taken", found.slug, tablet, answer.public_id)
            context["refused"] = answer
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/queue/tablet.html", context, status=status)


@private
@require_GET
def taken(request: HttpRequest, centre: str, tablet: UUID, number: UUID) -> HttpResponse:
    """The number that was taken, with the code by which a telephone follows it; the tablet then begins anew."""
    found = _centre(centre, tablet)
    day = today_at(found, now=clock.now())
    ticket = ticket_of_day(day, number) if day else None
    if ticket is None or ticket.booking_id is not None:
        raise Http404
    return render(request, "desk/queue/taken.html", {"centre": found, "key": tablet, **slip(request, ticket)})


def once(request: HttpRequest) -> str:
    """The one-time key of a form that gives a number; none for what is no such key."""
    said = request.POST.get("once", "")
    return said if said.isascii() and said.isalnum() and len(said) <= 64 else ""


def slip(request: HttpRequest, ticket: Ticket) -> dict[str, object]:
    """What is shown and printed of a number."""
    link = request.build_absolute_uri(number_path(ticket))
    return {"link": link, "qr": mark_safe(svg(link)), **about(ticket)}


def _centre(slug: str, key: UUID) -> Centre:
    return get_object_or_404(open_centres(), slug=slug, numbers_key=key)


def _chosen(said: str, windows: list[DayWindow]) -> list[DayWindow] | None:
    """The window that was tapped, none for any; None for what is no choice."""
    if said == "any":
        return []
    return [one for one in windows if str(one.window.public_id) == said] or None

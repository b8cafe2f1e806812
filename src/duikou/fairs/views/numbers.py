"""Numbers at the door: handed out to people without a booking, on a slip or on their telephone; the whole queue."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.base.ids import new_id
from duikou.base.private import private
from duikou.booking import actions as engine
from duikou.booking.models import Ticket
from duikou.booking.own_links import number_path
from duikou.booking.queries.standby import open_chances
from duikou.booking.refusals import Refusal
from duikou.booking.ticket_qr import svg
from duikou.booking.views.numbers import about
from duikou.fairs.actions import numbers
from duikou.fairs.forms.numbers import NumberForm
from duikou.fairs.queries.queue import queue_of, ticket_of_fair
from duikou.fairs.views.at_door import AtDoor, for_door

STEPS: dict[str, Callable[..., Ticket | Refusal]] = {
    "hold": engine.hold,
    "resume": engine.resume,
    "leave": engine.leave_queue,
}


@for_door
@require_http_methods(["GET", "POST"])
def hand_out(request: HttpRequest, at: AtDoor) -> HttpResponse:
    """Hand a number to somebody without a booking."""
    form = NumberForm(request.POST if request.method == "POST" else None, fair=at.fair, initial={"key": new_id().hex})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = numbers.hand_out(fair=at.fair, stands=data["stands"], key=data["key"], by=at.by)
        if isinstance(answer, Ticket):
            return redirect("fairs:door-number-slip", at.fair.slug, answer.public_id)
        form.add_error(None, str(answer))
    context = {"fair": at.fair, "form": form}
    return render(request, "fairs/door/number.html", context, status=422 if form.errors else 200)


@for_door
@private
@require_GET
def slip(request: HttpRequest, at: AtDoor, number: UUID) -> HttpResponse:
    """The number to print, with the link that shows on any telephone how many are before it."""
    ticket = ticket_of_fair(at.fair, number)
    if ticket is None:
        raise Http404
    link = request.build_absolute_uri(number_path(ticket))
    context = {"fair": at.fair, "link": link, "qr": mark_safe(svg(link)), **about(ticket)}
    return render(request, "fairs/door/number_slip.html", context)


@for_door
@require_GET
def queue(request: HttpRequest, at: AtDoor) -> HttpResponse:
    """Today's numbers that are not done: where they stand, and what can be done with them."""
    now = clock.now()
    context = {"fair": at.fair, "rows": queue_of(at.fair, now=now), "chances": open_chances(at.fair.offer, now=now)}
    return render(request, "fairs/door/queue.html", context)


@for_door
@require_POST
def step(request: HttpRequest, at: AtDoor, number: UUID) -> HttpResponse:
    """Put a number on hold, back into the queue, or out of it."""
    ticket, act = ticket_of_fair(at.fair, number), STEPS.get(request.POST.get("step", ""))
    if ticket is None:
        raise Http404
    answer = act(ticket, by=at.by) if act else None
    if answer is None:
        messages.error(request, _("This step does not exist. Choose one of the buttons."))
    elif isinstance(answer, Refusal):
        messages.info(request, str(answer))
    return redirect("fairs:door-queue", at.fair.slug)

"""The buttons of a table's queue: the next number, once more, on hold, passed over, paused."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking.calling import shown_number
from duikou.booking.models import Ticket
from duikou.booking.refusals import Refusal
from duikou.directory.access import acting
from duikou.fairs import rules
from duikou.fairs.actions import calling
from duikou.fairs.models import Stand
from duikou.fairs.queries.queue import ticket_at
from duikou.fairs.views.staff import for_employers, own_stand, say_refused


@for_employers
@require_POST
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Take one step with the queue of the employer's own stand: `next`, `pause`, `open`, or one of calling.STEPS with
    the `number` (public id) of a ticket that was called here or waits for here."""
    stand, wanted, by = own_stand(request, slug), request.POST.get("step", ""), acting(request)
    if stand.resource is None:
        raise Http404
    try:
        answer = _taken(stand, wanted, request.POST.get("number", ""), by)
    except rules.Refused as refused:
        say_refused(request, refused)
        answer = None
    if isinstance(answer, Refusal):
        messages.info(request, str(answer))
    elif isinstance(answer, Ticket) and answer.state == Ticket.State.CALLED:
        messages.success(request, _("Number {number} is called to you.").format(number=shown_number(answer)))
    elif answer is None and wanted not in ("pause", "open", *calling.STEPS):
        messages.error(request, _("This step does not exist. Choose one of the buttons."))
    return redirect(f"{reverse('fairs:table', args=[slug])}?stand={stand.pk}#queue")


def _taken(stand: Stand, wanted: str, number: str, by: Actor) -> Ticket | Refusal | None:
    assert stand.resource is not None
    if wanted == "next":
        return calling.call_next(stand=stand, by=by)
    if wanted in ("pause", "open"):
        (engine.pause if wanted == "pause" else engine.open_again)(stand.resource, by=by)
        return None
    if wanted not in calling.STEPS:
        return None
    try:
        ticket = ticket_at(stand, UUID(number))
    except ValueError:
        ticket = None
    if ticket is None:
        raise Http404
    return calling.STEPS[wanted](ticket=ticket, stand=stand, by=by)

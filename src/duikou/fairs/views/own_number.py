"""A number in a queue, reached by its signed link: how many are before it, where it was called to, leaving."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duikou.base.actor import Actor
from duikou.base.private import private
from duikou.booking import actions as engine
from duikou.booking.calling import MAY_BE_TOLD
from duikou.booking.models import Ticket
from duikou.booking.queries.queue import person_of, ticket_of
from duikou.booking.refusals import Refusal
from duikou.booking.tickets import BadToken, number_token, read_number_token
from duikou.booking.views.opened import gone
from duikou.directory.recipients import reaches
from duikou.fairs import links
from duikou.fairs.models import Fair
from duikou.fairs.views.numbers import about
from duikou.fairs.views.standby import held_out


def _by_number(view: Callable[[HttpRequest, Ticket], HttpResponse]) -> Callable[..., HttpResponse]:
    @private
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            ticket = ticket_of(read_number_token(token))
        except BadToken:
            ticket = None
        if ticket is None or not Fair.objects.filter(offer=ticket.offer_id).exists():
            return gone(request, why="unknown", status=404)
        return view(request, ticket)

    return opened


@_by_number
@require_GET
def number(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Where a number stands, and what to do."""
    fair = Fair.objects.select_related("place").get(offer=ticket.offer_id)
    person = person_of(ticket)
    context = {
        "fair": fair,
        "token": number_token(ticket),
        "reached": ticket.state in MAY_BE_TOLD and person is not None and reaches(person),
        **held_out(ticket=ticket.pk),
        **about(ticket),
    }
    return render(request, "fairs/number.html", context)


@_by_number
@require_POST
def leave(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Leave the queue."""
    answer = engine.leave_queue(ticket, by=Actor("person", ref=str(ticket.public_id)))
    if isinstance(answer, Refusal):
        messages.info(request, str(answer))
    else:
        messages.success(request, _("You have left the queue. Thank you for saying so."))
    return redirect(links.number_path(ticket))


@_by_number
@require_POST
def tell(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Ask for a message when the number is called, or for none."""
    wanted = request.POST.get("tell")
    if wanted not in Ticket.Tell.values:
        messages.error(request, _("Choose one of the buttons shown."))
        return redirect(links.number_path(ticket))
    answer = engine.tell_of_number(ticket, tell=wanted, by=Actor("person", ref=str(ticket.public_id)))
    if isinstance(answer, Refusal):
        messages.info(request, str(answer))
    elif wanted:
        messages.success(request, _("A message goes to the contact you gave as soon as it is your turn."))
    else:
        messages.success(request, _("No message is sent."))
    return redirect(links.number_path(ticket))

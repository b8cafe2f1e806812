"""A number in a queue, reached by its signed link: how many are before it, where it was called to, leaving."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.private import private
from duikou.booking import actions as engine
from duikou.booking.calling import IN_LINE, MAY_BE_TOLD, shown_number
from duikou.booking.models import Ticket
from duikou.booking.number_words import NumberWords, words_of
from duikou.booking.own_links import number_path
from duikou.booking.queries.queue import before_in_line, person_of, standing_in_line, ticket_of
from duikou.booking.refusals import Refusal
from duikou.booking.tickets import BadToken, number_token, read_number_token
from duikou.booking.views.opened import gone
from duikou.directory.recipients import reaches


def _by_number(view: Callable[[HttpRequest, Ticket, NumberWords], HttpResponse]) -> Callable[..., HttpResponse]:
    @private
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            ticket = ticket_of(read_number_token(token))
        except BadToken:
            ticket = None
        words = words_of(ticket) if ticket else None
        if ticket is None or words is None:
            return gone(request, why="unknown", status=404)
        return view(request, ticket, words)

    return opened


@_by_number
@require_GET
def number(request: HttpRequest, ticket: Ticket, words: NumberWords) -> HttpResponse:
    """Where a number stands, and what to do."""
    person = person_of(ticket)
    context = {
        "words": words,
        "token": number_token(ticket),
        "reached": ticket.state in MAY_BE_TOLD and person is not None and reaches(person),
        **words.context,
        **about(ticket),
    }
    context["standing"] = [(*words.places.get(one.resource.pk, ("", "")), one.before) for one in context["standing"]]
    return render(request, "booking/number.html", context)


@_by_number
@require_POST
def leave(request: HttpRequest, ticket: Ticket, words: NumberWords) -> HttpResponse:
    """Leave the queue."""
    answer = engine.leave_queue(ticket, by=Actor("person", ref=str(ticket.public_id)))
    if isinstance(answer, Refusal):
        messages.info(request, str(answer))
    else:
        messages.success(request, _("You have left the queue. Thank you for saying so."))
    return redirect(number_path(ticket))


@_by_number
@require_POST
def tell(request: HttpRequest, ticket: Ticket, words: NumberWords) -> HttpResponse:
    """Ask for a message when the number is called, or for none."""
    wanted = request.POST.get("tell")
    if wanted not in Ticket.Tell.values:
        messages.error(request, _("Choose one of the buttons shown."))
        return redirect(number_path(ticket))
    answer = engine.tell_of_number(ticket, tell=wanted, by=Actor("person", ref=str(ticket.public_id)))
    if isinstance(answer, Refusal):
        messages.info(request, str(answer))
    elif wanted:
        messages.success(request, _("A message goes to the contact you gave as soon as it is your turn."))
    else:
        messages.success(request, _("No message is sent."))
    return redirect(number_path(ticket))


def about(ticket: Ticket) -> dict[str, Any]:
    """What a page says of a number: its state and how many are before it at each resource that it waits for, or, when
    it waits for any, before it at all."""
    now = clock.now()
    standing = standing_in_line(ticket, now=now)
    anywhere = ticket.state == Ticket.State.WAITING and not standing
    return {
        "ticket": ticket,
        "number": shown_number(ticket),
        "standing": standing,
        "before": before_in_line(ticket, now=now) if anywhere else None,
        "in_line": ticket.state in IN_LINE,
    }

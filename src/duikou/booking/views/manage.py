"""A booking's own page, reached by a signed link: the ticket, moving, cancelling. Rooms with pages of their own serve
theirs; here is what serves all others, in the words that they say."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.private import private
from duikou.booking import actions as engine
from duikou.booking import own_links, own_pages, own_words
from duikou.booking.forms.booking import TimeForm
from duikou.booking.models import Booking, Slot
from duikou.booking.own_calendar import calendar_of, takes_place
from duikou.booking.queries.choosing import times_at
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import cancel_until, may_cancel
from duikou.booking.ticket_qr import svg
from duikou.booking.tickets import manage_token, ticket_text
from duikou.booking.views import browser
from duikou.booking.views.opened import by_room
from duikou.directory.recipients import reaches


@private
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket with all that its person needs, and what they can still do."""
    for room in own_pages.rooms:
        shown = room.at_once(request, token)
        if shown is not None:
            return shown
    return _manage(request, token)


@require_GET
def _page(request: HttpRequest, booking: Booking) -> HttpResponse:
    assert booking.person is not None
    facts = _facts(booking)
    just_booked = own_links.JUST_BOOKED in request.GET
    context = {
        **facts,
        "just_booked": just_booked,
        "arrived": booking.attendance == Booking.Attendance.ARRIVED,
        "refused": may_cancel(booking, now=clock.now()),
        "told": reaches(booking.person),
        "qr": _qr(booking, facts),
    }
    response = render(request, "booking/manage.html", context)
    return browser.remember(request, response, booking) if just_booked else response


@require_GET
def _calendar(request: HttpRequest, booking: Booking) -> HttpResponse:
    link = request.build_absolute_uri(own_links.manage_path(booking))
    content = calendar_of(booking, language=get_language() or "", link=link)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="booking-{booking.code}.ics"'
    return response


@require_http_methods(["GET", "POST"])
def _cancel(request: HttpRequest, booking: Booking) -> HttpResponse:
    if request.method == "POST":
        answer = engine.cancel(booking, by=_themselves(booking))
        if isinstance(answer, Refusal):
            messages.error(request, str(answer))
        else:
            messages.success(request, _("Your booking is cancelled. The place goes to somebody who waits for it."))
        return redirect(own_links.manage_path(booking))
    return render(request, "booking/cancel.html", {**_facts(booking), "refused": may_cancel(booking, now=clock.now())})


@require_http_methods(["GET", "POST"])
def _move(request: HttpRequest, booking: Booking) -> HttpResponse:
    no = may_cancel(booking, now=clock.now())
    form = TimeForm(request.POST if request.method == "POST" else None)
    room = own_words.of_booking(booking).room
    where = {booking.slot.resource_id, *(room.elsewhere(booking) if room else ())}
    if no is None and request.method == "POST" and form.is_valid():
        to = Slot.objects.filter(public_id=form.cleaned_data["slot"], resource__in=where).first()
        answer = (
            engine.rebook(booking, to=to, by=_themselves(booking), across=True) if to else refusal(Reason.UNKNOWN_SLOT)
        )
        if not isinstance(answer, Refusal):
            messages.success(request, _("Your booking is moved. Your code stays the same."))
            return redirect(own_links.manage_path(booking))
        form.add_error(None, str(answer))
    times = times_at(where, now=clock.now(), online=booking.online, seats=booking.seats)
    times = times.without(booking.slot.public_id)
    chosen = times.find(form.chosen())
    context = {
        **_facts(booking),
        "refused": no,
        "form": form,
        "times": times,
        "nearest": times.nearest(chosen.starts_at) if chosen and chosen.full else [],
    }
    return render(request, "booking/move.html", context, status=422 if form.errors else 200)


@require_GET
def _slip(request: HttpRequest, booking: Booking) -> HttpResponse:
    facts = _facts(booking)
    link = request.build_absolute_uri(own_links.short_path(booking))
    return render(request, "booking/slip.html", {**facts, "qr": _qr(booking, facts), "link": link})


_manage = by_room("manage", _page)
calendar_file = by_room("calendar", _calendar)
move = by_room("move", _move)
cancel = by_room("cancel", _cancel)
slip = by_room("slip", _slip)


def _themselves(booking: Booking) -> Actor:
    return Actor("person", ref=str(booking.public_id))


def _qr(booking: Booking, facts: dict[str, Any]) -> str:
    wanted = facts["live"] and facts["words"].ticket and not booking.online
    return mark_safe(svg(ticket_text(booking))) if wanted else ""


def _facts(booking: Booking) -> dict[str, Any]:
    return {
        "booking": booking,
        "offer": booking.offer,
        "words": own_words.of_booking(booking).words,
        "live": takes_place(booking),
        "over": booking.slot.ends_at <= clock.now(),
        "until": cancel_until(booking.slot),
        "path": own_links.manage_path(booking),
        "token": manage_token(booking),
    }

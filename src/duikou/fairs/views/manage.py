"""A booking's own page, reached by a signed link: the ticket, moving, cancelling, "I am here"."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking import own_links
from duikou.booking.forms.booking import TimeForm
from duikou.booking.models import Booking
from duikou.booking.refusals import Refusal
from duikou.booking.rules import cancel_until, may_cancel
from duikou.booking.ticket_qr import svg
from duikou.booking.tickets import manage_token, ticket_text
from duikou.booking.views import browser
from duikou.directory.recipients import reaches
from duikou.fairs import rules
from duikou.fairs.actions import interviews
from duikou.fairs.actions.numbers import number_of
from duikou.fairs.calendar import calendar
from duikou.fairs.meetings import door_is_open, door_opens, meeting_link
from duikou.fairs.models import Fair
from duikou.fairs.queries import seeker
from duikou.fairs.queries.times import times_of
from duikou.fairs.views import plain_ticket
from duikou.fairs.views.own import by_link


def themselves(booking: Booking) -> Actor:
    """The person of the booking, as the one who acts."""
    return Actor("person", ref=str(booking.public_id))


@require_GET
def manage(request: HttpRequest, booking: Booking) -> HttpResponse:
    """The ticket with all that its person needs on the day, and what they can still do."""
    now = clock.now()
    live = booking.state in Booking.LIVE and booking.interview.fair.state != Fair.State.CANCELLED
    arrived = booking.attendance == Booking.Attendance.ARRIVED
    open_now = live and door_is_open(booking, now=now)
    interview = booking.interview
    number = number_of(booking) if live and arrived and not interview.ended_at else None
    context = {
        **_facts(booking),
        "words": plain_ticket.words_of(
            starts_at=booking.slot.starts_at,
            ends_at=booking.slot.ends_at,
            until=cancel_until(booking.slot),
            employer=interview.stand.employer,
            post=interview.post.title if interview.post else "",
            number=interview.stand.number,
            code=booking.code,
        ),
        "live": live,
        "just_booked": own_links.JUST_BOOKED in request.GET,
        "over": booking.slot.ends_at <= now,
        "arrived": arrived,
        "refused": may_cancel(booking, now=now),
        "may_say": live and rules.may_say(booking, interview, now=now) is None,
        "told": booking.person is not None and reaches(booking.person),
        "qr": mark_safe(svg(ticket_text(booking))) if live and not booking.online else "",
        "meeting": meeting_link(booking) if live else "",
        "door_opens": door_opens(booking),
        "door_is_open": open_now,
        "number": number,
        "number_path": own_links.number_path(number) if number else "",
        "ahead": seeker.ahead_of(booking) if live and arrived and not interview.started_at else None,
    }
    response = render(request, plain_ticket.TEMPLATE, context)
    return browser.remember(request, response, booking) if own_links.JUST_BOOKED in request.GET else response


@require_GET
def calendar_file(request: HttpRequest, booking: Booking) -> HttpResponse:
    """The interview for the person's own calendar."""
    link = request.build_absolute_uri(own_links.manage_path(booking))
    content = calendar(booking.interview, language=get_language() or "", link=link)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="interview-{booking.code}.ics"'
    return response


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Ask once more, then give the place up."""
    if request.method == "POST":
        answer = engine.cancel(booking, by=themselves(booking))
        if isinstance(answer, Refusal):
            messages.error(request, str(answer))
        else:
            messages.success(request, _("Your interview is cancelled. The place goes to somebody who waits for it."))
        return redirect(own_links.manage_path(booking))
    refused = may_cancel(booking, now=clock.now())
    return render(request, "fairs/cancel.html", {**_facts(booking), "refused": refused})


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Choose another time with the same employer; the booking and its code stay the same."""
    no: Refusal | None = may_cancel(booking, now=clock.now())
    form = TimeForm(request.POST if request.method == "POST" else None)
    if no is None and request.method == "POST" and form.is_valid():
        answer = interviews.move(booking=booking, slot=form.cleaned_data["slot"], by=themselves(booking))
        if not isinstance(answer, Refusal):
            messages.success(request, _("Your interview is moved. Your code stays the same."))
            return redirect(own_links.manage_path(booking))
        form.add_error(None, str(answer))
    times = times_of(booking.interview.stand, now=clock.now(), online=booking.online).without(booking.slot.public_id)
    chosen = times.find(form.chosen())
    context = {
        **_facts(booking),
        "refused": no,
        "form": form,
        "times": times,
        "nearest": times.nearest(chosen.starts_at) if chosen and chosen.full else [],
    }
    return render(request, "fairs/move.html", context, status=422 if form.errors else 200)


@by_link
@require_POST
def here(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Say "I am here" for an interview online."""
    answer = interviews.say_here(booking=booking, by=themselves(booking))
    if isinstance(answer, Refusal):
        messages.error(request, str(answer))
    else:
        messages.success(request, _("The employer knows that you are here. Open the video call and stay in it."))
    return redirect(own_links.manage_path(booking))


def _facts(booking: Booking) -> dict[str, Any]:
    interview = booking.interview
    return {
        "booking": booking,
        "interview": interview,
        "fair": interview.fair,
        "stand": interview.stand,
        "path": own_links.manage_path(booking),
        "token": manage_token(booking),
    }

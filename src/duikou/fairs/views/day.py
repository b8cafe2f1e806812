"""The day card: all that somebody has at a fair on one page, with the map of the hall; to print and to take along."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duikou.base import clock
from duikou.booking import own_links
from duikou.booking.models import Booking
from duikou.booking.tickets import day_token, manage_token, read_day_token
from duikou.booking.views.opened import opened_by
from duikou.booking.views.own import Mine
from duikou.directory.recipients import reaches
from duikou.fairs import links
from duikou.fairs.actions.days import send_day
from duikou.fairs.calendar import calendar_of_day
from duikou.fairs.hall import draw
from duikou.fairs.models import Fair
from duikou.fairs.queries import seeker
from duikou.fairs.queries.days import DayCard, day_of
from duikou.fairs.queries.halls import hall_of
from duikou.fairs.views.own import by_booking

by_day_link = opened_by(read_day_token, seeker.booking_of)


@by_booking
@require_GET
def page(request: HttpRequest, mine: Mine) -> HttpResponse:
    """The day of whoever holds the link of a booking: what the link and this browser show to be theirs."""
    booking = _booking(mine)
    return _card(
        request,
        day_of(booking, known=mine.known),
        calendar_path=reverse("fairs:day-calendar", args=[manage_token(booking)]),
        send_path=reverse("fairs:day-send", args=[manage_token(booking)]) if reaches(mine.person) else "",
    )


@by_day_link
@require_GET
def whole(request: HttpRequest, booking: Booking) -> HttpResponse:
    """All of somebody's day, for whoever opens the link that was sent to their contact."""
    return _card(request, day_of(booking), calendar_path=reverse("fairs:whole-day-calendar", args=[day_token(booking)]))


@by_booking
@require_GET
def calendar_file(request: HttpRequest, mine: Mine) -> HttpResponse:
    """The day for the person's own calendar."""
    return _calendar(request, day_of(_booking(mine), known=mine.known))


@by_day_link
@require_GET
def whole_calendar_file(request: HttpRequest, booking: Booking) -> HttpResponse:
    """The same for all of the day."""
    return _calendar(request, day_of(booking))


@by_booking
@require_POST
def send(request: HttpRequest, mine: Mine) -> HttpResponse:
    """Send the day card to the person's own contact, which is not shown here."""
    booking = _booking(mine)
    if not reaches(mine.person):
        messages.error(request, _("We cannot send messages to your contact at present. Print the day card instead."))
    elif not day_of(booking).steps:
        messages.error(request, _("You have no interviews at this fair any more, so there is nothing to send."))
    else:
        send_day(booking=booking, by=mine.by)
        messages.success(request, _("Your day card is on its way to the number or address that you booked with."))
    return redirect(links.day_path(booking))


def _booking(mine: Mine) -> Booking:
    assert isinstance(mine.thing, Booking)
    return mine.thing


def _card(request: HttpRequest, card: DayCard, *, calendar_path: str, send_path: str = "") -> HttpResponse:
    context = {
        "card": card,
        "fair": card.fair,
        "steps": [(one, own_links.manage_path(one.booking)) for one in card.steps],
        "tight": any(one.is_tight for one in card.steps),
        "off": card.fair.state == Fair.State.CANCELLED,
        "drawing": draw(hall_of(card.fair), card.turns) if card.tables else None,
        "says": _("Your tables, in the order of your day: %(tables)s")
        % {"tables": pgettext("between the parts of an address", ", ").join(map(str, card.tables))},
        "calendar_path": calendar_path,
        "send_path": send_path,
        "now": clock.now(),
    }
    return render(request, "fairs/day.html", context)


def _calendar(request: HttpRequest, card: DayCard) -> HttpResponse:
    pages = [(one.interview, request.build_absolute_uri(own_links.manage_path(one))) for one in card.bookings]
    content = calendar_of_day(pages, language=get_language() or "")
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="day.ics"'
    return response

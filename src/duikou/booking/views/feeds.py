"""One's own calendar, subscribed to: the page beside a booking that sends, renews and stops it, and the calendar."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.paced import paced
from duikou.base.private import private
from duikou.booking import actions as engine
from duikou.booking import own_links
from duikou.booking.models import Booking, CalendarFeed
from duikou.booking.own_calendar import calendar_of_all
from duikou.booking.queries.feeds import booked_by, feed_of
from duikou.booking.tickets import BadToken, manage_token, read_feed_token
from duikou.booking.views.opened import by_link, gone
from duikou.directory.contacts import masked_contact
from duikou.directory.recipients import reaches


@by_link
@require_http_methods(["GET", "POST"])
@paced(per_minute=30, burst=20)
def subscribe(request: HttpRequest, booking: Booking) -> HttpResponse:
    """What the calendar is, and its address: sent, sent anew, or stopped. It is never shown here: whoever has the link
    of one booking has not shown that all others under that name and contact are theirs."""
    assert booking.person is not None
    here = redirect("booking:subscribe", manage_token(booking))
    which, by = f"booking:{booking.public_id}", Actor("person", ref=str(booking.public_id))
    do = request.POST.get("do", "")
    if do == "stop":
        engine.stop_feed(person=booking.person, which=which, by=by)
        messages.success(request, _("The address opens nothing any more."))
        return here
    if do in ("send", "anew") and booking.person.contact:
        engine.send_feed(person=booking.person, which=which, by=by, anew=do == "anew")
        messages.success(request, _("The address is on its way to your contact."))
        return here
    context = {
        "back": own_links.manage_path(booking),
        "has_one": CalendarFeed.objects.filter(person=booking.person).exists(),
        "told": reaches(booking.person),
        "contact": masked_contact(booking.person.contact),
    }
    return render(request, "booking/subscribe.html", context)


@private
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that its person has booked, as a calendar, in their language."""
    try:
        found = feed_of(read_feed_token(token))
    except BadToken:
        return gone(request, why="unknown", status=404)
    if found is None:
        return gone(request, why="erased", status=410)
    root = request.build_absolute_uri("/").rstrip("/")
    booked = booked_by(found.person_id, now=clock.now())
    content = calendar_of_all(booked, language=found.person.contact_language, root=root)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="my-bookings.ics"'
    return response

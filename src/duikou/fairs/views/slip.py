"""The printed slip: what messages would say, for somebody with neither telephone nor mail, or who likes paper."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from duikou.base.private import private
from duikou.booking import own_links
from duikou.booking.models import Booking
from duikou.booking.rules import cancel_until
from duikou.booking.ticket_qr import svg
from duikou.booking.tickets import ticket_text
from duikou.fairs.calendar import where
from duikou.fairs.queries import door as read
from duikou.fairs.queries import seeker
from duikou.fairs.views.at_door import AtDoor, for_door


@require_GET
def own(request: HttpRequest, booking: Booking) -> HttpResponse:
    """The slip of one's own booking, in the language that is read."""
    return _page(request, booking, back=own_links.manage_path(booking))


@for_door
@private
@require_GET
def at_door(request: HttpRequest, at: AtDoor, booking: UUID) -> HttpResponse:
    """The slip that the door hands out, in the language of the person it is for. No name stands on it."""
    found = seeker.booking_of(booking) if read.booking_at_door(at.fair, booking) else None
    if found is None or found.person is None:
        raise Http404
    with translation.override(found.person.contact_language or translation.get_language()):
        return _page(request, found, fair_slug=at.fair.slug)


def _page(request: HttpRequest, booking: Booking, *, back: str = "", fair_slug: str = "") -> HttpResponse:
    interview = booking.interview
    context = {
        "booking": booking,
        "fair": interview.fair,
        "stand": interview.stand,
        "post": interview.post,
        "live": booking.state in Booking.LIVE,
        "arrived": booking.attendance == Booking.Attendance.ARRIVED,
        "where": where(interview),
        "until": cancel_until(booking.slot),
        "qr": "" if booking.online else mark_safe(svg(ticket_text(booking))),
        "link": request.build_absolute_uri(own_links.short_path(booking)),
        "back": back,
        "fair_slug": fair_slug,
    }
    return render(request, "fairs/slip.html", context)

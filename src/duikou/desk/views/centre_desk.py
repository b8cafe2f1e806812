"""The desk of a centre: who is here, numbers for those without an appointment, the queue, and where each window is."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duikou.base import clock
from duikou.base.ids import new_id
from duikou.base.private import private
from duikou.booking.calling import shown_number
from duikou.booking.models import Booking, CheckIn, Ticket
from duikou.booking.refusals import Refusal
from duikou.desk.actions import centres, queue
from duikou.desk.models import Centre, CentreDay
from duikou.desk.queries.queue import (
    Finding,
    Found,
    booking_of_day,
    look_up,
    queue_of,
    ticket_of_day,
    today_at,
    windows_of,
)
from duikou.desk.views.staff import for_keepers, kept_centre
from duikou.desk.views.tablet import once, slip
from duikou.directory.access import acting


@for_keepers
@private
@require_GET
def page(request: HttpRequest, centre: str) -> HttpResponse:
    """The desk."""
    return _page(request, kept_centre(request, centre))


@for_keepers
@private
@require_POST
def find(request: HttpRequest, centre: str) -> HttpResponse:
    """Find what was scanned or typed; a scanned ticket of today is checked in at once. By POST, so that no name ever
    stands in an address."""
    kept, day = _day(request, centre)
    finding = look_up(day, request.POST.get("text", "")[:400])
    if finding.what == Found.BOOKING and finding.booking is not None and finding.scanned:
        answer = queue.arrive(booking=finding.booking, by=acting(request), method=CheckIn.Method.SCAN)
        _say(request, answer)
        return redirect("desk:desk", kept.slug)
    shown = [finding.booking] if finding.booking else list(finding.choices)
    queue.read_at_centre(bookings=shown, by=acting(request))
    return _page(request, kept, finding, shown=shown, status=200 if shown else 422)


@for_keepers
@require_POST
def check_in(request: HttpRequest, centre: str) -> HttpResponse:
    """Check in an appointment that was found by its code or name, or stands on a window's list."""
    kept, day = _day(request, centre)
    booking = _named(day, request.POST.get("booking", ""))
    if booking is None:
        messages.error(request, _("This appointment is not one of today. Look at the list again."))
        return redirect("desk:desk", kept.slug)
    method = CheckIn.Method.NAME if request.POST.get("by") == "name" else CheckIn.Method.CODE
    _say(request, queue.arrive(booking=booking, by=acting(request), method=method))
    window = booking.slot.resource.day_window.window
    if request.POST.get("back") == "window":
        return redirect("desk:window", kept.slug, window.public_id)
    return redirect("desk:desk", kept.slug)


@for_keepers
@require_POST
def hand_out(request: HttpRequest, centre: str) -> HttpResponse:
    """Give a number to somebody without an appointment."""
    kept, day = _day(request, centre)
    said = request.POST.getlist("window")
    windows = [one for one in windows_of(day) if str(one.window.public_id) in said]
    answer = queue.hand_out(day=day, windows=windows, by=acting(request), key=once(request))
    if isinstance(answer, Refusal):
        messages.error(request, str(answer))
        return redirect("desk:desk", kept.slug)
    return redirect("desk:number-slip", kept.slug, answer.public_id)


@for_keepers
@private
@require_GET
def number_slip(request: HttpRequest, centre: str, number: UUID) -> HttpResponse:
    """The number to print or to show."""
    kept, day = _day(request, centre)
    ticket = ticket_of_day(day, number)
    if ticket is None:
        raise Http404
    return render(request, "desk/queue/taken.html", {"centre": kept, "staff": True, **slip(request, ticket)})


@for_keepers
@require_POST
def step(request: HttpRequest, centre: str, number: UUID) -> HttpResponse:
    """Put a number on hold, back into the queue, or out of it."""
    kept, day = _day(request, centre)
    ticket, wanted = ticket_of_day(day, number), request.POST.get("step", "")
    if ticket is None:
        raise Http404
    if wanted not in ("hold", "resume", "leave"):
        messages.error(request, _("This step does not exist. Choose one of the buttons."))
    else:
        answer = queue.STEPS[wanted](ticket, None, acting(request))
        if isinstance(answer, Refusal):
            messages.info(request, str(answer))
    return redirect("desk:desk", kept.slug)


@for_keepers
@require_POST
def tablet(request: HttpRequest, centre: str) -> HttpResponse:
    """Make the link of the tablet where people take numbers themselves anew; the old one opens nothing any more."""
    kept = kept_centre(request, centre)
    centres.make_numbers_link(centre=kept, by=acting(request))
    messages.success(request, _("The link is new. Open it on the tablet."))
    return redirect("desk:desk", kept.slug)


def _page(
    request: HttpRequest,
    centre: Centre,
    finding: Finding | None = None,
    *,
    shown: object = (),
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    day = today_at(centre, now=now)
    context = {
        "centre": centre,
        "day": day,
        "windows": windows_of(day) if day else [],
        "queue": queue_of(day, now=now) if day else [],
        "finding": finding,
        "found": shown,
        "once": new_id().hex,
    }
    return render(request, "desk/queue/desk.html", context, status=status)


def _day(request: HttpRequest, slug: str) -> tuple[Centre, CentreDay]:
    centre = kept_centre(request, slug)
    day = today_at(centre, now=clock.now())
    if day is None:
        raise Http404
    return centre, day


def _say(request: HttpRequest, answer: Ticket | Refusal) -> None:
    if isinstance(answer, Refusal):
        messages.error(request, str(answer))
    else:
        messages.success(request, _("Here, with number %(number)s.") % {"number": shown_number(answer)})


def _named(day: CentreDay, text: str) -> Booking | None:
    try:
        return booking_of_day(day, UUID(text))
    except ValueError:
        return None

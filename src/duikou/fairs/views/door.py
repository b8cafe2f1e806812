"""The door: one input for scans, codes and names; check-in, walk-ins, the printed roll."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.base.service_workers import may_register
from duikou.booking import actions as engine
from duikou.booking.actions import Somebody
from duikou.booking.models import Booking, CheckIn
from duikou.booking.queries.arrivals import arrivals_to_settle
from duikou.booking.refusals import Refusal
from duikou.fairs import rules
from duikou.fairs.actions import door, readings
from duikou.fairs.forms.door import WalkInForm
from duikou.fairs.models import Fair
from duikou.fairs.queries import door as read
from duikou.fairs.queries.door import Finding, Found
from duikou.fairs.views.at_door import AtDoor, for_door, for_door_staff
from duikou.fairs.views.door_phone import addresses

MOST_TIMES = 24


@for_door
@require_GET
def page(request: HttpRequest, at: AtDoor) -> HttpResponse:
    """The door with its input and, after a look-up, the card of one booking. Where the browser can, it keeps the door
    for when the network is gone."""
    booking = _named(at.fair, request.GET.get("booking", ""))
    finding = Finding(Found.BOOKING, booking=booking) if booking else None
    return may_register(_page(request, at, finding, keeps={"settings": addresses(at.fair)}))


@for_door
@require_POST
def look_up(request: HttpRequest, at: AtDoor) -> HttpResponse:
    """Find what was scanned or typed; a scanned ticket of this fair is checked in at once. By POST, so that no name
    ever stands in an address."""
    finding = read.look_up(at.fair, request.POST.get("text", "")[:400])
    if finding.what != Found.BOOKING or finding.booking is None:
        return _page(request, at, finding, status=422 if finding.what != Found.SEVERAL else 200)
    if finding.moved:
        messages.warning(
            request, _("This ticket shows an old time. The booking was moved; below is the time that counts.")
        )
    if finding.scanned:
        return _check_in(request, at, finding.booking, CheckIn.Method.SCAN)
    return _card(at, finding.booking)


@for_door
@require_POST
def check_in(request: HttpRequest, at: AtDoor) -> HttpResponse:
    """Check in a booking chosen by code or name."""
    booking = _named(at.fair, request.POST.get("booking", ""))
    if booking is None:
        raise Http404
    method = CheckIn.Method.NAME if request.POST.get("by") == "name" else CheckIn.Method.CODE
    return _check_in(request, at, booking, method)


@for_door
@require_POST
def undo(request: HttpRequest, at: AtDoor) -> HttpResponse:
    """Take a check-in back."""
    booking = _named(at.fair, request.POST.get("booking", ""))
    if booking is None:
        raise Http404
    if door.take_back(booking=booking, by=at.by):
        messages.success(request, _("The check-in was taken back."))
    else:
        messages.error(
            request,
            _("A check-in can be taken back for five minutes, and only before the talk has begun. Nothing changed."),
        )
    return _card(at, booking)


@for_door
@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest, at: AtDoor) -> HttpResponse:
    """Register somebody who comes without a booking: a free time, a name and a contact."""
    fair = at.fair
    asked = request.POST.get("stand") or request.GET.get("stand") or ""
    form = WalkInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = door.register_walk_in(
            fair=fair,
            slot=data["slot"],
            who=Somebody(data["name"], data["contact"], data["language"])
            if data["contact"]
            else door.OnPaper(data["name"], data["language"]),
            by=at.by,
        )
        if not isinstance(answer, Refusal) and not data["contact"]:
            messages.success(request, _("Registered and checked in. Print this slip and hand it over."))
            return redirect("fairs:door-slip", fair.slug, answer.booking.public_id)
        if not isinstance(answer, Refusal):
            messages.success(request, _("Registered and checked in. Read out the code, or write it down for them."))
            return _card(at, answer.booking)
        form.add_error("slot", str(answer))
    stands = list(read.stands_on_site(fair))
    stand = next((one.pk for one in stands if str(one.pk) == asked), None)
    times = read.walk_in_times(fair, now=clock.now(), stand=stand)
    context = {
        "fair": fair,
        "form": form,
        "stands": stands,
        "stand": asked,
        "times": times[:MOST_TIMES],
        "most": MOST_TIMES,
    }
    return render(request, "fairs/door/walk_in.html", context, status=422 if form.is_bound else 200)


@for_door_staff
@require_GET
def roll(request: HttpRequest, at: AtDoor) -> HttpResponse:
    """The roll to print, for when the network is gone: names, codes and times of this one event. For accounts alone: a
    link may have been passed on, and the roll is everybody at once."""
    readings.read_roll(fair=at.fair, by=at.by)
    return render(request, "fairs/door/roll.html", {"fair": at.fair, "roll": read.roll(at.fair)})


def _check_in(request: HttpRequest, at: AtDoor, booking: Booking, method: str) -> HttpResponse:
    answer = engine.check_in(booking, by=at.by, method=method)
    if isinstance(answer, Refusal):
        messages.error(request, str(answer))
    elif answer.first:
        messages.success(request, _("Checked in."))
    else:
        messages.info(request, _("Was checked in before; nothing more to do."))
    return _card(at, booking)


def _card(at: AtDoor, booking: Booking) -> HttpResponse:
    return redirect(f"{reverse('fairs:door', args=[at.fair.slug])}?booking={booking.public_id}")


def _named(fair: Fair, text: str) -> Booking | None:
    try:
        return read.booking_at_door(fair, UUID(text))
    except ValueError:
        return None


def _page(
    request: HttpRequest, at: AtDoor, finding: Finding | None, status: int = 200, keeps: dict[str, Any] | None = None
) -> HttpResponse:
    fair, now = at.fair, clock.now()
    if finding:
        shown = [finding.booking] if finding.booking else finding.choices[: read.MOST_FOUND]
        readings.read_at_door(bookings=shown, by=at.by)
    context: dict[str, Any] = {
        "fair": fair,
        "link": at.link,
        "finding": finding,
        "counters": read.counters(fair, now=now),
        "most": read.MOST_FOUND,
        "odd": arrivals_to_settle(fair.offer),
        "own_authority": settings.OWN_AUTHORITY,
        **(keeps or {}),
    }
    if finding and finding.booking:
        booking = finding.booking
        check_in = getattr(booking, "check_in", None)
        interview = getattr(booking, "interview", None)
        talking = interview is not None and interview.started_at is not None
        context |= {
            "booking": booking,
            "stand": getattr(booking.slot.resource, "stand", None),
            "arrived": check_in,
            "timing": rules.timing(booking.slot.starts_at, booking.slot.ends_at, now=check_in.at if check_in else now),
            "may_undo": check_in is not None and rules.may_undo_check_in(check_in.at, talking=talking, now=now),
        }
    return render(request, "fairs/door/door.html", context, status=status)

"""An appointment at a window: what it is about, which window, which time, who."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.base.private import private
from duikou.booking.views.claiming import Bookable, book
from duikou.desk.actions.appointments import About, make_appointments
from duikou.desk.models import Service, Window
from duikou.desk.queries.triage import (
    DayFree,
    choices,
    days_to_book,
    service_of,
    topic_of,
    topics_to_book,
    windows_to_book,
)

PAGE = "desk/appointments/book.html"


@for_everybody(seconds=1)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What somebody comes about, and then the windows that help: `topic` or `service` in the address, `all` for whoever
    finds nothing that fits."""
    topic, service = topic_of(request.GET.get("topic", "")), service_of(request.GET.get("service", ""))
    every = "all" in request.GET
    asked = urlencode({"topic": topic.key} if topic and not service else {})
    found = choices(topic=topic, service=service, now=clock.now()) if topic or service or every else None
    context = {
        "topic": topic,
        "service": service,
        "topics": topics_to_book(),
        "choices": [(one, _address(one.window, one.service, asked)) for one in found] if found is not None else None,
    }
    return render(request, "desk/appointments/start.html", context)


@private
@require_http_methods(["GET", "POST"])
def appointment(request: HttpRequest, window: UUID) -> HttpResponse:
    """The free times of one day of a window; name and contact; one POST that books."""
    found = get_object_or_404(windows_to_book(), public_id=window)
    topic, service = topic_of(request.GET.get("topic", "")), service_of(request.GET.get("service", ""))
    days = days_to_book(found, now=clock.now())
    back = reverse("desk:appointments") + _asked(topic=topic.key if topic else "", service=_id(service))
    context = {"window": found, "service": service, "back": back}
    if not days:
        return render(request, "desk/appointments/none.html", context)
    chosen = _chosen(request, days)
    offer = chosen.of_day.day.offer
    what = Bookable(
        offer=offer,
        resources=[chosen.of_day.resource],
        title=service or found,
        back=back,
        lines=(
            str(found.centre),
            _("window %(number)s") % {"number": found.number},
            _("%(minutes)s minutes") % {"minutes": found.appointment_minutes},
        ),
        button=_("Book this appointment"),
        companion=make_appointments,
        about=About(service.pk if service else None, topic.pk if topic else None),
        template=PAGE,
        more={**context, "chosen_day": chosen.day, "days": [(one, _on(request, one.day)) for one in days]},
    )
    return book(request, what)


def _chosen(request: HttpRequest, days: Sequence[DayFree]) -> DayFree:
    """The day of the time that a form was sent with, else that of the address, else the first with a free time."""
    sent = {request.POST.get("slot", ""), request.POST.get("wait_for", "")} - {""}
    if sent:
        for one in days:
            slots = one.of_day.resource.slots.values_list("public_id", flat=True)
            if sent & {str(public_id) for public_id in slots}:
                return one
    asked = _day(request.GET.get("day", ""))
    free = next((one for one in days if one.free), days[0])
    return next((one for one in days if one.day == asked), free)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _on(request: HttpRequest, day: date) -> str:
    said = {name: request.GET.get(name, "") for name in ("service", "topic")}
    return _asked(**said, day=day.isoformat())


def _address(window: Window, service: Service | None, asked: str) -> str:
    path = reverse("desk:appointment", args=[window.public_id])
    query = "&".join(part for part in (urlencode({"service": service.public_id}) if service else "", asked) if part)
    return f"{path}?{query}" if query else path


def _asked(**said: Any) -> str:
    query = urlencode({name: value for name, value in said.items() if value})
    return f"?{query}" if query else ""


def _id(service: Service | None) -> str:
    return str(service.public_id) if service else ""

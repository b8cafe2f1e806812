"""What an appointment at a window is, in the words of the desk: for lists, tickets and letters of whoever booked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.base import clock
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.own_words import Room, Words, rooms
from duikou.desk.centre_calendar import where_it_is
from duikou.desk.models import Appointment, DayWindow, Service, Window
from duikou.desk.queries.triage import resources_ahead

READERS = {
    "window": gettext_lazy("the window you booked"),
    "centre": gettext_lazy("the service centre you booked at"),
}
SUBJECTS = {
    "booked": gettext_lazy("Your appointment is made"),
    "reminder": gettext_lazy("Do not forget your appointment"),
    "moved": gettext_lazy("Your appointment has a new time"),
    "promoted": gettext_lazy("A time became free: the appointment is yours now"),
    "cancelled": gettext_lazy("Your appointment is cancelled"),
    "offer_cancelled": gettext_lazy("Your appointment is cancelled"),
}
Thing = TypeVar("Thing")


def book_path(window: Window, service: Service | None = None) -> str:
    """The path of the page where a time at a window is chosen."""
    path = reverse("desk:appointment", args=[window.public_id])
    return f"{path}?{urlencode({'service': service.public_id})}" if service else path


def _days(resources: Iterable[int]) -> dict[int, DayWindow]:
    found = DayWindow.objects.filter(resource__in=set(resources))
    found = found.select_related("window__centre__organisation", "window__centre__place", "day")
    return {one.resource_id: one for one in found}


def _of_bookings(bookings: Sequence[Booking]) -> Mapping[int, Words]:
    days = _days(one.slot.resource_id for one in bookings)
    mine = [one for one in bookings if one.slot.resource_id in days]
    about = Appointment.objects.filter(booking__in=mine).select_related("service") if mine else ()
    services = {one.booking_id: one.service for one in about}
    return {one.pk: _words(days[one.slot.resource_id], services.get(one.pk)) for one in mine}


def _of_waiting(entries: Sequence[WaitingEntry]) -> Mapping[int, Words]:
    days = _days(one.resource_id for one in entries)
    return {one.pk: _words(days[one.resource_id], None) for one in entries if one.resource_id in days}


def _words(of_day: DayWindow, service: Service | None) -> Words:
    return words_at(of_day.window, service, listed=(f"day_window:{of_day.pk}", f"centre_day:{of_day.day_id}"))


def words_at(window: Window, service: Service | None, *, listed: tuple[str, ...] = ()) -> Words:
    """The words of an appointment at a window, about a service if one was chosen."""
    centre = window.centre
    said = {"number": window.number, "window": window, "centre": centre, "place": where_it_is(centre)}
    return Words(
        title=str(service or window),
        line=_("%(centre)s, window %(number)s: %(window)s") % said,
        where=_("%(place)s, window %(number)s") % said,
        bring=str(service.what_to_bring) if service else "",
        way=str(centre.access_note),
        path=book_path(window, service),
        ticket=True,
        listed=listed,
        subjects=SUBJECTS,
    )


def _elsewhere(booking: Booking) -> Collection[int]:
    return resources_ahead(booking.slot.resource_id, today=timezone.localdate(clock.now()))


ROOM = Room(
    heading=gettext_lazy("Appointments"),
    bookings=_of_bookings,
    waiting=_of_waiting,
    elsewhere=_elsewhere,
    readers=READERS,
)


def declare() -> None:
    """Let one's own pages and letters say what an appointment is."""
    rooms.add("desk", ROOM)

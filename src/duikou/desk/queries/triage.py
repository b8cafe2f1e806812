"""From what somebody comes about to the windows that can help, and the times there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from duikou.booking.models import Offer, Slot
from duikou.desk.models import Centre, DayWindow, Service, ServiceAt, Topic, Window

FREE = Q(withdrawn=False, taken__lt=F("capacity") - F("kept"), offer__state=Offer.State.OPEN)


@dataclass(frozen=True, slots=True)
class Choice:
    """A window that helps, with the service given there (None: any question), and its next free time (aware)."""

    window: Window
    service: Service | None
    next_free: datetime | None


@dataclass(frozen=True, slots=True)
class DayFree:
    """A day of a window that is laid out, with so many times `free`."""

    of_day: DayWindow
    day: date
    free: int


def windows_to_book() -> QuerySet[Window]:
    """The windows of open centres that take appointments, with centre, body and place."""
    found = Window.objects.filter(takes_appointments=True, closed_at=None, centre__state=Centre.State.OPEN)
    found = found.select_related("centre__organisation", "centre__place")
    return found.order_by("centre__slug", "order", "number", "id")


def topics_to_book() -> QuerySet[Topic]:
    """The topics for which a window takes appointments, in their order."""
    at = ServiceAt.objects.filter(
        service__state=Service.State.OFFERED, window__in=windows_to_book().order_by(), service__topics=OuterRef("pk")
    )
    return Topic.objects.filter(Exists(at))


def topic_of(key: str) -> Topic | None:
    """The topic with this key."""
    return Topic.objects.filter(key=key).first()


def service_of(public_id: str) -> Service | None:
    """The service offered to the public with this public id."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    return Service.objects.filter(state=Service.State.OFFERED, public_id=wanted).first()


def choices(*, topic: Topic | None, service: Service | None, now: datetime) -> list[Choice]:
    """The windows for a service, or for a topic, or all of them, those with a free time first and of these the soonest.
    Four queries at most."""
    windows = {one.pk: one for one in windows_to_book()}
    given: list[tuple[Window, Service | None]] = [(one, None) for one in windows.values()]
    if topic or service:
        at = ServiceAt.objects.filter(window__in=windows, service__state=Service.State.OFFERED)
        at = at.filter(service=service) if service else at.filter(service__topics=topic)
        given = [(windows[one.window_id], one.service) for one in at.select_related("service").order_by("service_id")]
    free = next_free([one.pk for one, _service in given], now=now)
    found = [Choice(window, of, free.get(window.pk)) for window, of in given]
    return sorted(found, key=lambda one: (one.next_free is None, one.next_free or now))


def next_free(windows: Collection[int], *, now: datetime) -> dict[int, datetime]:
    """The next free time (aware) at each of these windows (primary keys) that has one. One query."""
    slots = Slot.objects.filter(FREE, resource__day_window__window__in=windows, starts_at__gt=now)
    rows = slots.order_by().values_list("resource__day_window__window").annotate(first=Min("starts_at"))
    return dict(rows)


def days_to_book(window: Window, *, now: datetime) -> Sequence[DayFree]:
    """The days of a window that are laid out from today on and have times still to begin, in order. One query."""
    ahead = Q(resource__slots__starts_at__gt=now, resource__slots__withdrawn=False)
    free = Q(resource__slots__taken__lt=F("resource__slots__capacity") - F("resource__slots__kept"))
    of_days = DayWindow.objects.filter(window=window, day__day__gte=timezone.localdate(now))
    of_days = of_days.select_related("day__offer__place", "resource").order_by("day__day")
    counted = of_days.annotate(
        times=Count("resource__slots", filter=ahead), free=Count("resource__slots", filter=ahead & free)
    )
    return [DayFree(one, one.day.day, one.free) for one in counted if one.times]


def resources_ahead(window_of: int, *, today: date) -> list[int]:
    """The resources (primary keys) of the days from today on of the window whose resource this is. One query."""
    same = DayWindow.objects.filter(window__days_laid__resource=window_of, day__day__gte=today)
    return list(same.values_list("resource", flat=True))

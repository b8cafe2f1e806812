"""What the page of a centre shows, and the list of centres: read in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from duikou.base.whats_on import Entry, entries
from duikou.desk.models import Centre, Service, Window
from duikou.desk.opening_hours import Now, OpeningHours, Spans, Special
from duikou.desk.queries.hours import CentreHours, hours_of
from duikou.desk.queries.keeping import week_ahead
from duikou.desk.queries.services import at_windows


@dataclass(frozen=True, slots=True)
class CentreShown:
    """A centre in a list, and how it is now."""

    centre: Centre
    now: Now


@dataclass(frozen=True, slots=True)
class DayShown:
    """One of the days ahead: its spans, and why it is not as the week says, if it is not."""

    day: date
    spans: Spans
    special: Special | None


@dataclass(frozen=True, slots=True)
class WindowShown:
    """A window: whether it is open now, its hours if it has its own, its special days ahead, and its services."""

    window: Window
    now: Now
    own: OpeningHours | None
    special: Sequence[DayShown]
    services: Sequence[Service]


@dataclass(frozen=True, slots=True)
class CentreDay:
    """All that the page of a centre shows for a day."""

    now: Now
    hours: OpeningHours
    days: Sequence[DayShown]
    windows: Sequence[WindowShown]
    entries: Sequence[Entry]
    services: Sequence[Service]


def open_centres() -> QuerySet[Centre]:
    """The centres that are open to the public, in order, with body and place."""
    return Centre.objects.filter(state=Centre.State.OPEN).select_related("organisation", "place").order_by("slug")


def centres_shown(*, now: datetime) -> list[CentreShown]:
    """Every open centre and how it is now. Three queries."""
    found, zone = list(open_centres()), timezone.get_default_timezone()
    hours = hours_of(found, first=timezone.localdate(now))
    return [CentreShown(one, hours[one.pk].whole.at(now, zone)) for one in found]


def centre_day(centre: Centre, *, now: datetime) -> CentreDay:
    """The page of a centre. Five queries, and those of the rooms that say what is on."""
    zone, today = timezone.get_default_timezone(), timezone.localdate(now)
    hours = hours_of([centre], first=today)[centre.pk]
    windows = list(centre.windows.filter(closed_at=None))
    services = at_windows(windows)
    shown = [_window(hours, window, services[window.pk], now) for window in windows]
    return CentreDay(
        now=hours.whole.at(now, zone),
        hours=hours.whole,
        days=_ahead(hours.whole, today),
        windows=shown,
        entries=entries([centre.place_id], today, today),
        services=list({one.pk: one for listed in services.values() for one in listed}.values()),
    )


def _window(hours: CentreHours, window: Window, services: Sequence[Service], now: datetime) -> WindowShown:
    mine, today = hours.of_window(window), timezone.localdate(now)
    days = _ahead(mine, today) if window.pk in hours.special_of else []
    return WindowShown(
        window=window,
        now=mine.at(now, timezone.get_default_timezone()),
        own=mine if hours.has_own_week(window) else None,
        special=[day for day in days if day.special and day.special not in hours.special],
        services=services,
    )


def _ahead(hours: OpeningHours, today: date) -> list[DayShown]:
    return [DayShown(day, hours.on(day), hours.special_on(day)) for day in week_ahead(today)]

"""What is handed on to other programs: services, bodies and places with all that belongs to them, in a number of
queries that does not grow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from duikou.desk import hsds
from duikou.desk.models import Centre, Service, ServiceAt, SpecialDays, Window
from duikou.desk.models.services import shown_at
from duikou.desk.queries.days import open_centres
from duikou.desk.queries.hours import hours_of
from duikou.desk.queries.services import offered, places_of_services
from duikou.directory.models import Area, Organisation
from duikou.directory.queries import city


def around(now: datetime) -> hsds.Around:
    """The city, the province it lies in, and its clocks. Two queries."""
    here = city()
    province: Area | None = here.area.parent if here and here.area else None
    ahead = timezone.localtime(now).utcoffset()
    return hsds.Around(
        str(here.name) if here else "",
        str(province.name) if province else "",
        ahead.total_seconds() / 3600 if ahead else 0,
    )


def bodies() -> QuerySet[Organisation]:
    """The bodies that run an open centre or offer a service, in order."""
    services = Service.objects.filter(state=Service.State.OFFERED).values("organisation")
    known = Organisation.objects.filter(Q(centre__state=Centre.State.OPEN) | Q(pk__in=services))
    return known.order_by("pk")


def places(centres: Sequence[Centre], *, now: datetime) -> dict[int, hsds.Json]:
    """Locations by the centre's primary key. Five queries."""
    there, today = around(now), timezone.localdate(now)
    hours = hours_of(centres, first=today)
    special = _special(centres, now)
    found = {}
    for centre in centres:
        link = {"location_id": str(centre.public_id)}
        mine = [row for row in special if row.window_id is None and row.centre_id in (None, centre.pk)]
        listed = hsds.schedules(hours[centre.pk].week, mine, of=centre.public_id, around=there, link=link)
        found[centre.pk] = hsds.location(centre, there, listed)
    return found


def whole_services(services: QuerySet[Service] | Iterable[Service], *, now: datetime) -> list[hsds.Json]:
    """Services with everything. Fourteen queries at most, however many services."""
    rows = list(services)
    windows: dict[int, Window] = {one.window_id: one.window for row in rows for one in shown_at(row)}
    centres = list({window.centre_id: window.centre for window in windows.values()}.values())
    if not centres:
        return [hsds.whole_service(row, {}, {}) for row in rows]
    there, hours, special = around(now), hours_of(centres), _special(centres, now)
    schedules = {}
    for window in windows.values():
        known = hours[window.centre_id]
        mine = [
            row
            for row in special
            if row.centre_id is None or (row.centre_id == window.centre_id and row.window_id in (None, window.pk))
        ]
        week = known.weeks.get(window.pk, known.week)
        schedules[window.pk] = hsds.schedules(week, mine, of=window.public_id, around=there, link={})
    found = places(centres, now=now)
    return [hsds.whole_service(row, found, schedules) for row in rows]


def at_locations(services: QuerySet[Service]) -> QuerySet[ServiceAt]:
    """Where these services are given to the public, in the order of the services."""
    found = ServiceAt.objects.filter(service__in=services, window__closed_at=None)
    found = found.filter(window__centre__state=Centre.State.OPEN)
    return found.select_related(
        "service__organisation", "window__centre__organisation", "window__centre__place"
    ).order_by("service", "pk")


def whole_at_locations(rows: Sequence[ServiceAt], *, now: datetime) -> list[hsds.Json]:
    """Services at windows with everything, in the order of `rows`."""
    services = with_places(offered().filter(pk__in=[one.service_id for one in rows]))
    found: dict[str, hsds.Json] = {}
    for whole in whole_services(services, now=now):
        at = whole.pop("service_at_locations", [])
        found |= {one["id"]: one | {"service": whole} for one in at}
    return [found[str(one.public_id)] for one in rows if str(one.public_id) in found]


def with_places(services: QuerySet[Service]) -> QuerySet[Service]:
    """The services read with their topics and where they are given."""
    return services.prefetch_related("topics", places_of_services())


def whole_bodies(rows: Sequence[Organisation], *, now: datetime, full_service: bool) -> list[hsds.Json]:
    """Bodies with their places and services."""
    centres = list(open_centres().filter(organisation__in=rows))
    found = places(centres, now=now) if centres else {}
    services = offered().filter(organisation__in=rows)
    listed = whole_services(with_places(services), now=now) if full_service else [hsds.service(row) for row in services]
    for one in listed:
        one.pop("organization", None)
    return [
        hsds.whole_organization(
            row,
            [found[centre.pk] for centre in centres if centre.organisation_id == row.pk],
            [one for one in listed if one["organization_id"] == str(row.public_id)],
        )
        for row in rows
    ]


def _special(centres: Sequence[Centre], now: datetime) -> list[SpecialDays]:
    today = timezone.localdate(now)
    wanted = SpecialDays.objects.filter(Q(centre=None) | Q(centre__in=centres), ends_on__gte=today)
    return list(wanted.order_by("starts_on", "pk"))

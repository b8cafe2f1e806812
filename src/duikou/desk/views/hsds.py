"""The services of the city for other programs, as the Human Services Data Specification 3.0 has them (`/hsds/`):
public, to be read only, from any site."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from duikou.base import clock
from duikou.base.problem_details import Problem
from duikou.desk import finding, hsds
from duikou.desk.queries import published
from duikou.desk.queries.days import open_centres
from duikou.desk.queries.services import offered
from duikou.desk.views.hsds_parameters import flag, listed, moment, narrowed, published_as_json


@published_as_json
def base(request: HttpRequest) -> hsds.Json:
    """What the API says of itself."""
    return hsds.base()


@published_as_json
def services(request: HttpRequest) -> hsds.Json:
    """A page of services, by the parameters of the specification."""
    found = offered()
    if words := request.GET.get("search", "").strip():
        found = found.filter(pk__in=finding.refs(finding.Wanted(q=words)))
    found = narrowed(request, found)
    if (since := request.GET.get("modified_after")) is not None:
        found = found.filter(changed_at__gte=moment("modified_after", since))
    if flag(request, "minimal"):
        rows = list(found)
        every = [hsds.minimal_service(row) for row in rows]
        return hsds.page(every, total=len(every), number=1, per_page=max(1, len(every)))
    if flag(request, "full"):
        whole = published.with_places(found)
        return listed(request, whole, lambda rows: published.whole_services(rows, now=clock.now()))
    return listed(request, found, lambda rows: [hsds.service(row) for row in rows])


@published_as_json
def service(request: HttpRequest, service: UUID) -> hsds.Json:
    """A service with everything."""
    rows = list(published.with_places(offered().filter(public_id=service)))
    if not rows:
        raise Problem("not_found")
    return published.whole_services(rows, now=clock.now())[0]


@published_as_json
def organizations(request: HttpRequest) -> hsds.Json:
    """A page of the bodies that offer services or run centres."""
    found = published.bodies()
    if words := request.GET.get("search", "").strip():
        found = found.filter(name_key__icontains=words[: finding.LONGEST])
    if flag(request, "full") or flag(request, "full_service"):
        whole = flag(request, "full_service")
        return listed(
            request, found, lambda rows: published.whole_bodies(list(rows), now=clock.now(), full_service=whole)
        )
    return listed(request, found, lambda rows: [hsds.organization(row) for row in rows])


@published_as_json
def organization(request: HttpRequest, organisation: UUID) -> hsds.Json:
    """A body with its places and services."""
    rows = list(published.bodies().filter(public_id=organisation))
    if not rows:
        raise Problem("not_found")
    return published.whole_bodies(rows, now=clock.now(), full_service=flag(request, "full_service"))[0]


@published_as_json
def locations(request: HttpRequest) -> hsds.Json:
    """A page of the places where services are given."""

    def shown(rows: Any) -> list[hsds.Json]:
        centres = list(rows)
        return list(published.places(centres, now=clock.now()).values()) if centres else []

    return listed(request, open_centres(), shown)


@published_as_json
def location(request: HttpRequest, location: UUID) -> hsds.Json:
    """A place where services are given."""
    rows = list(open_centres().filter(public_id=location))
    if not rows:
        raise Problem("not_found")
    return published.places(rows, now=clock.now())[rows[0].pk]

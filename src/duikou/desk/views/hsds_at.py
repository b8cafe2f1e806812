"""Services where they are given, for other programs (`/hsds/service_at_locations`)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from duikou.base import clock
from duikou.base.problem_details import Problem
from duikou.desk import finding, hsds
from duikou.desk.models import ServiceAt
from duikou.desk.queries import published
from duikou.desk.queries.services import offered
from duikou.desk.views.hsds_parameters import flag, listed, moment, narrowed, published_as_json


@published_as_json
def at_locations(request: HttpRequest) -> hsds.Json:
    """A page of services at windows, by the parameters of the specification. Neither postal codes nor distances are
    known here: `postcode` and `proximity` narrow nothing."""
    services = narrowed(request, offered())
    if words := request.GET.get("search", "").strip():
        services = services.filter(pk__in=finding.refs(finding.Wanted(q=words)))
    if (since := request.GET.get("modified_after")) is not None:
        services = services.filter(changed_at__gte=moment("modified_after", since))
    found = published.at_locations(services)
    if flag(request, "full"):
        return listed(request, found, _whole)
    return listed(request, found, lambda rows: [hsds.at_location(one) for one in rows])


@published_as_json
def at_location(request: HttpRequest, at: UUID) -> hsds.Json:
    """A service at a window with everything."""
    rows = published.at_locations(offered()).filter(public_id=at)
    found = _whole(rows)
    if not found:
        raise Problem("not_found")
    return found[0]


def _whole(rows: QuerySet[ServiceAt]) -> list[hsds.Json]:
    return published.whole_at_locations(list(rows), now=clock.now())

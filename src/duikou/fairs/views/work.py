"""Where everybody who works at fairs begins: their fairs, with the way to door, table and office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from duikou.directory.access import needs_role
from duikou.directory.models import Grant
from duikou.directory.queries import has_role, organisations_of
from duikou.fairs.queries import office
from duikou.fairs.queries.stands import stands_of_employers

MOST = 30


@needs_role(Grant.Role.OFFICE, Grant.Role.DOOR, Grant.Role.EMPLOYER)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The fairs of whoever is signed in."""
    of_office = has_role(request.user, Grant.Role.OFFICE)
    keeps_door = of_office or has_role(request.user, Grant.Role.DOOR)
    context = {
        "of_office": of_office,
        "fairs": office.fairs()[:MOST] if keeps_door else [],
        "stands": stands_of_employers(organisations_of(request.user, Grant.Role.EMPLOYER))[:MOST],
        "open_fairs": office.fairs_to_join()[:MOST] if has_role(request.user, Grant.Role.EMPLOYER) else [],
    }
    return render(request, "fairs/employer/work.html", context)

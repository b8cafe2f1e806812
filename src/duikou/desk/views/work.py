"""Where keepers of centres begin: what they have to confirm, their centres and their services."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from duikou.base import clock
from duikou.desk import permissions
from duikou.desk.queries.keeping import stale_of
from duikou.desk.views.staff import for_keepers

A_PAGE = 50


@for_keepers
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What the account keeps."""
    account = request.user
    centres, services = permissions.centres_kept_by(account), permissions.services_kept_by(account)
    context = {
        "stale": stale_of(centres, services, today=timezone.localdate(clock.now())),
        "centres": centres.order_by("state", "slug"),
        "pages": Paginator(services.order_by("organisation", "pk"), A_PAGE).get_page(request.GET.get("page")),
        "makes_centres": permissions.bodies_without_centre(account).exists(),
        "keeps_holidays": permissions.KEEP_HOLIDAYS.asked_of(account),
    }
    return render(request, "desk/work.html", context)

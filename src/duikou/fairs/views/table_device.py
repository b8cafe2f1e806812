"""The table on a device that goes on when the network is gone: its page, its list, its service worker."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from duikou.base import clock, service_workers
from duikou.base.sending_tokens import sending_token
from duikou.directory.access import acting
from duikou.fairs.actions import readings
from duikou.fairs.figures import OUTCOME_NAMES
from duikou.fairs.models import Fair
from duikou.fairs.permissions import stands_of
from duikou.fairs.queries.door_list import door_over
from duikou.fairs.queries.notes import notes_to_settle
from duikou.fairs.queries.table_list import table_list
from duikou.fairs.views import offline_worker
from duikou.fairs.views.staff import for_employers, own_stand
from duikou.fairs.views.table_words import words

SALT = "duikou.fairs.table"
FORMS_WAIT_SECONDS = 8
MODULES = "table table_ready table_session taps kept store queue moments"


def kept_table(fair: Fair) -> offline_worker.Offline:
    """The page of this fair's tables that devices keep."""
    return offline_worker.Offline(
        name=f"duikou-table-{fair.slug}",
        scope=reverse("fairs:table", args=[fair.slug]),
        page=reverse("fairs:table-device", args=[fair.slug]),
        modules=tuple(MODULES.split()),
        forms_wait=FORMS_WAIT_SECONDS,
    )


def addresses(fair: Fair) -> dict[str, Any]:
    """What the scripts of the table have to know: where things are, and what they say."""
    kept = kept_table(fair)
    return {
        "name": kept.name,
        "policy": service_workers.POLICY,
        "scope": kept.scope,
        "page": kept.page,
        "worker": reverse("fairs:table-worker", args=[fair.slug]),
        "list": reverse("fairs:table-list", args=[fair.slug]),
        "send": reverse("fairs:table-notes", args=[fair.slug]),
        "words": words(),
        "outcomes": {key: str(name) for key, name in OUTCOME_NAMES.items()},
        "language": get_language(),
        "zone": get_current_timezone_name(),
    }


@for_employers
@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The table's page for the device: it holds nothing about anybody, so that the device may keep it."""
    fair = own_stand(request, slug).fair
    context = {"fair": fair, "settings": addresses(fair)}
    return service_workers.may_register(render(request, "fairs/table/device.html", context))


@for_employers
@require_GET
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    """Today's people of the stand, with the token for what the device sends later; 410 when the fair is over. Names are
    for the page that is open, and the reading is in the journal."""
    stand, now = own_stand(request, slug), clock.now()
    if door_over(stand.fair, now=now):
        return JsonResponse({"over": True}, status=410)
    by = acting(request)
    readings.read_at_table(stand=stand, by=by)
    said = {
        **table_list(stand, now=now),
        "odd": notes_to_settle(stand),
        "token": sending_token(SALT, str(stand.pk), by=by, now=now),
        "now": int(now.timestamp() * 1000),
    }
    return JsonResponse(said)


@require_GET
def worker(request: HttpRequest, slug: str) -> HttpResponse:
    """The service worker of one fair's tables. When the fair is over, or the account that asks has no stand there, it
    is one that wipes what the device keeps and goes. Somebody who is just not signed in any more is given the usual
    one: what they have still to send would be lost."""
    fair = get_object_or_404(Fair, slug=slug)
    shut = request.user.is_authenticated and not stands_of(request.user).filter(fair=fair).exists()
    return offline_worker.script(kept_table(fair), gone=shut or door_over(fair, now=clock.now()))

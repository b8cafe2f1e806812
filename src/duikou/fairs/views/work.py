"""Where everybody who works at fairs begins: their fairs, with the way to door, table and office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from duikou.directory.access import needs
from duikou.directory.decisions import kinds as kinds_of_decisions
from duikou.directory.decisions import waiting_for
from duikou.fairs import permissions
from duikou.fairs.queries import office

MOST = 30


@needs(permissions.KEEP_DOOR, permissions.ACT_FOR_EMPLOYER, permissions.HAND_ON)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The fairs of whoever is signed in."""
    account = request.user
    context = {
        "makes_fairs": permissions.RUN.asked_of(account),
        "run": set(permissions.fairs_run_by(account).values_list("pk", flat=True)),
        "fairs": office.fairs(permissions.doors_kept_by(account))[:MOST],
        "stands": permissions.stands_of(account).order_by("-fair__starts_at", "-pk")[:MOST],
        "allotments": permissions.allotments_handed_on_by(account)[:MOST],
        "decisions": [(one, kinds_of_decisions.get(one.kind)) for one in waiting_for(account)[:MOST]],
        "open_fairs": office.fairs_to_join()[:MOST] if permissions.ACT_FOR_EMPLOYER.asked_of(account) else [],
    }
    return render(request, "fairs/employer/work.html", context)

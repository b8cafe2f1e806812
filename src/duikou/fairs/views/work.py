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
    stands, acts = permissions.stands_of(account), permissions.ACT_FOR_EMPLOYER.asked_of(account)
    context = {
        "makes_fairs": permissions.RUN.asked_of(account),
        "run": set(permissions.fairs_run_by(account).values_list("pk", flat=True)),
        "fairs": office.next_first(office.fairs(permissions.doors_kept_by(account)))[:MOST],
        "stands": office.next_first(stands, "fair__")[:MOST],
        "allotments": permissions.allotments_handed_on_by(account)[:MOST],
        "decisions": [(one, kinds_of_decisions.get(one.kind)) for one in waiting_for(account)[:MOST]],
        "open_fairs": office.fairs_to_join(but=stands)[:MOST] if acts else [],
    }
    return render(request, "fairs/employer/work.html", context)

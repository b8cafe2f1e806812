"""What telephones send once the network is back, and those of it that the door has to look at."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from duikou.base import clock
from duikou.booking import actions as engine
from duikou.booking.door_tokens import DoorToken, read_door_token
from duikou.booking.models import CheckIn, SentArrival
from duikou.booking.queries.arrivals import arrival_listed, arrivals_listed
from duikou.booking.tickets import BadToken
from duikou.fairs.models import Fair
from duikou.fairs.queries.door_list import SENDS_FOR
from duikou.fairs.queries.doors import fair_of_offer_id, still_keeps_door
from duikou.fairs.views.at_door import AtDoor, for_door
from duikou.fairs.views.door_words import results
from duikou.journal.deeds import namers

UNREADABLE = "unreadable"
MOST = 100
MOST_SHOWN = 200
METHODS = {"scan": CheckIn.Method.SCAN, "code": CheckIn.Method.CODE, "name": CheckIn.Method.NAME}


@csrf_exempt
@require_POST
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Take check-ins that were kept without a network: JSON {token, now, arrivals: [{id, booking, sequence, at,
    method}]}, moments as milliseconds by the telephone's own clock. The token proves who sends, so that no session and
    no cookie is needed. Gives {results: [{id, result}]}; an arrival that cannot be read is `unreadable`, and what of
    the request itself is wrong is 400, 403 (no token of this door) or 410 (a week after the fair)."""
    try:
        said = json.loads(request.body)
        sent, phone_now = list(said["arrivals"]), float(said["now"])
        token = read_door_token(str(said["token"]))
    except BadToken:
        return JsonResponse({"why": "token"}, status=403)
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"why": "unreadable"}, status=400)
    fair = fair_of_offer_id(token.offer)
    if fair is None or fair.slug != slug:
        return JsonResponse({"why": "token"}, status=403)
    now = clock.now()
    if len(sent) > MOST:
        return JsonResponse({"why": "too_many", "most": MOST}, status=400)
    if now >= fair.ends_at + SENDS_FOR:
        return JsonResponse({"why": "over"}, status=410)
    read = [_read(one, fair, token, phone_now, now) for one in sent]
    merged = iter(engine.merge_arrivals(fair.offer, [one for one in read if one], by=token.by))
    outcomes = [next(merged).result if fits else UNREADABLE for fits in read]
    ids = [str(one.get("id", "")) if isinstance(one, dict) else "" for one in sent]
    results = [{"id": named, "result": result} for named, result in zip(ids, outcomes, strict=True)]
    return JsonResponse({"results": results, "now": int(now.timestamp() * 1000)})


def _read(one: Any, fair: Fair, token: DoorToken, phone_now: float, now: datetime) -> engine.Sent | None:
    """What the telephone says of an arrival; None when it cannot be read. How long ago it was is told by the difference
    of two moments of the same clock, so that a wrong clock does no harm; what cannot be is bounded."""
    try:
        ago = timedelta(milliseconds=min(max(phone_now - float(one["at"]), 0), SENDS_FOR.total_seconds() * 1000 * 5))
        at = min(max(now - ago, token.since), now)
        sequence = int(one["sequence"])
        return engine.Sent(
            sent_id=UUID(str(one["id"])),
            named=UUID(str(one["booking"])),
            sequence=sequence,
            at=at,
            method=METHODS[one["method"]],
            trusted=still_keeps_door(token.by, fair, at=at, now=now),
        )
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


@for_door
@require_http_methods(["GET", "POST"])
def odd(request: HttpRequest, at: AtDoor) -> HttpResponse:
    """Check-ins that did not fit when they came in, for somebody to look at; a POST says that one was looked at."""
    if request.method == "POST":
        arrival = _named(at.fair, request.POST.get("arrival", ""))
        if arrival is None:
            messages.error(request, _("This check-in is not on the list any more. Look at the list again."))
        elif engine.settle_arrival(arrival, by=at.by):
            messages.success(request, _("Noted: somebody has looked at it."))
        return redirect("fairs:door-odd", at.fair.slug)
    rows = list(arrivals_listed(at.fair.offer).select_related("booking__slot__resource__stand")[:MOST_SHOWN])
    known = _names({by for row in rows for by in (row.by, row.met_by) if by})
    told = results()
    shown = [
        {"arrival": row, "told": told[row.result], "by": known.get(row.by), "met_by": known.get(row.met_by)}
        for row in rows
    ]
    return render(request, "fairs/door/odd.html", {"fair": at.fair, "rows": shown})


def _named(fair: Fair, text: str) -> SentArrival | None:
    try:
        return arrival_listed(fair.offer, UUID(text))
    except ValueError:
        return None


def _names(actors: set[str]) -> dict[str, str]:
    """What those who let somebody in are called."""
    found: dict[str, str] = {}
    for kind, name in namers.items():
        ids = [UUID(one.partition(":")[2]) for one in actors if one.startswith(f"{kind}:")]
        found |= {f"{kind}:{key}": said for key, said in name(ids).items()} if ids else {}
    return found

"""What telephones send once the network is back, and those of it that the door has to look at."""

from __future__ import annotations

from datetime import datetime
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
from duikou.fairs.views.sent_later import UNREADABLE, Parcel, answered, opened, refused
from duikou.journal.deeds import namers

MOST_SHOWN = 200
METHODS = {"scan": CheckIn.Method.SCAN, "code": CheckIn.Method.CODE, "name": CheckIn.Method.NAME}


@csrf_exempt
@require_POST
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Take check-ins that were kept without a network: JSON {token, now, arrivals: [{id, booking, sequence, at,
    method}]}, moments as milliseconds by the telephone's own clock. The token proves who sends, so that no session and
    no cookie is needed. Gives {results: [{id, result}]}; an arrival that cannot be read is `unreadable`, and what of
    the request itself is wrong is 400, 403 (no token of this door) or 410 (a week after the fair)."""
    parcel = opened(request, "arrivals")
    if isinstance(parcel, JsonResponse):
        return parcel
    try:
        token = read_door_token(parcel.token)
    except BadToken:
        return refused("token", 403)
    fair = fair_of_offer_id(token.offer)
    if fair is None or fair.slug != slug:
        return refused("token", 403)
    now = clock.now()
    if now >= fair.ends_at + SENDS_FOR:
        return refused("over", 410)
    read = [_read(one, parcel, fair, token, now) for one in parcel.items]
    merged = iter(engine.merge_arrivals(fair.offer, [one for one in read if one], by=token.by))
    return answered(parcel, [next(merged).result if fits else UNREADABLE for fits in read], now=now)


def _read(one: Any, parcel: Parcel, fair: Fair, token: DoorToken, now: datetime) -> engine.Sent | None:
    """What the telephone says of an arrival; None when it cannot be read."""
    try:
        at = parcel.moment(one, since=token.since, now=now)
        return engine.Sent(
            sent_id=UUID(str(one["id"])),
            named=UUID(str(one["booking"])),
            sequence=int(one["sequence"]),
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
    known = names_of({by for row in rows for by in (row.by, row.met_by) if by})
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


def names_of(actors: set[str]) -> dict[str, str]:
    """What those who let somebody in are called."""
    found: dict[str, str] = {}
    for kind, name in namers.items():
        ids = [UUID(one.partition(":")[2]) for one in actors if one.startswith(f"{kind}:")]
        found |= {f"{kind}:{key}": said for key, said in name(ids).items()} if ids else {}
    return found

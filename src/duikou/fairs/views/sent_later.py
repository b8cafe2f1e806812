"""What devices send of what they kept without a network: read, with moments that no wrong clock can spoil."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse

from duikou.fairs.queries.door_list import SENDS_FOR

UNREADABLE = "unreadable"
MOST = 100


@dataclass(frozen=True, slots=True)
class Parcel:
    """What came: the items, the token that proves who sends, and what the device's clock shows, in milliseconds."""

    items: Sequence[Any]
    token: str
    device_now: float

    def moment(self, item: Mapping[str, Any], *, since: datetime, now: datetime) -> datetime:
        """When an item was made. How long ago it was is told by the difference of two moments of the same clock, so
        that a wrong clock does no harm; what cannot be is bounded by `since`, when the list was given out, and `now`.
        Raises ValueError, KeyError or TypeError for what is no moment."""
        most = SENDS_FOR.total_seconds() * 1000 * 5
        ago = timedelta(milliseconds=min(max(self.device_now - float(item["at"]), 0), most))
        return min(max(now - ago, since), now)


def opened(request: HttpRequest, field: str) -> Parcel | JsonResponse:
    """The parcel in a request's JSON {token, now, `field`: [...]}; else the answer that refuses it."""
    try:
        said = json.loads(request.body)
        parcel = Parcel(list(said[field]), str(said["token"]), float(said["now"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return refused("unreadable", 400)
    if len(parcel.items) > MOST:
        return refused("too_many", 400, most=MOST)
    return parcel


def refused(why: str, status: int, **facts: Any) -> JsonResponse:
    """What a device is told whose parcel is not taken."""
    return JsonResponse({"why": why, **facts}, status=status)


def answered(parcel: Parcel, results: Sequence[str], *, now: datetime) -> JsonResponse:
    """What came of each item, by the device's own id of it, and the server's time."""
    ids = [str(one.get("id", "")) if isinstance(one, dict) else "" for one in parcel.items]
    rows = [{"id": named, "result": result} for named, result in zip(ids, results, strict=True)]
    return JsonResponse({"results": rows, "now": int(now.timestamp() * 1000)})

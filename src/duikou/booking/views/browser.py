"""What this browser has booked: ids in one signed cookie that no script can read, and nothing on the server."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from duikou.base.signed_cookies import SignedCookie
from duikou.booking.models import DrawEntry, WaitingEntry
from duikou.booking.tickets import Identified

PASSES = f"{settings.COOKIE_PREFIX}duikou_passes"
MOST_PASSES = 3
MOST = 20
KEPT_SECONDS = 60 * 24 * 3600
MINE = SignedCookie("duikou_mine", "fairs.mine", KEPT_SECONDS)


def _read(request: HttpRequest) -> list[str]:
    return [word for word in MINE.read(request).split(".") if len(word) == 33]


def booking_ids(request: HttpRequest) -> list[uuid.UUID]:
    """Public ids of the bookings made with this browser, the newest last."""
    return [uuid.UUID(hex=word[1:]) for word in _read(request) if word[0] == "b"]


def waiting_ids(request: HttpRequest) -> list[uuid.UUID]:
    """Public ids of the waiting lists joined with this browser, the newest last."""
    return [uuid.UUID(hex=word[1:]) for word in _read(request) if word[0] == "w"]


def entry_ids(request: HttpRequest) -> list[uuid.UUID]:
    """Public ids of the entries in draws made with this browser, the newest last."""
    return [uuid.UUID(hex=word[1:]) for word in _read(request) if word[0] == "d"]


def remember(request: HttpRequest, response: HttpResponse, thing: Identified) -> HttpResponse:
    """Put a booking, waiting entry or entry in a draw into this browser's cookie; the oldest beyond MOST leave it."""
    kind = "w" if isinstance(thing, WaitingEntry) else "d" if isinstance(thing, DrawEntry) else "b"
    word = kind + thing.public_id.hex
    words = [*(known for known in _read(request) if known != word), word][-MOST:]
    return MINE.keep(response, ".".join(words))


def passes_held(request: HttpRequest) -> list[str]:
    """The passes that this browser holds, the newest last. They are signed themselves."""
    return request.COOKIES.get(PASSES, "").split("|")[-MOST_PASSES:]


def hold_pass(request: HttpRequest, response: HttpResponse, card: str) -> HttpResponse:
    """Put a pass into this browser's cookie."""
    return _hold(response, [*(known for known in passes_held(request) if known and known != card), card][-MOST_PASSES:])


def _hold(response: HttpResponse, held: Sequence[str]) -> HttpResponse:
    response.set_cookie(
        PASSES,
        "|".join(held),
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def drop_pass(request: HttpRequest, response: HttpResponse, card: str) -> HttpResponse:
    """Take a pass away from this browser; the others stay."""
    held = [known for known in passes_held(request) if known and known != card]
    if not held:
        response.delete_cookie(PASSES, samesite="Lax")
        return response
    return _hold(response, held)


def forget(response: HttpResponse) -> HttpResponse:
    """Take the cookie away."""
    return MINE.drop(response)

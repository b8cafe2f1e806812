"""The door links that a browser has opened: their ids in one signed cookie that no script can read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from duikou.booking.models import DoorLink

COOKIE, PATH, SALT = f"{settings.PATH_COOKIE_PREFIX}duikou_door", "/fairs/", "fairs.door"
MOST = 4
KEPT_SECONDS = 7 * 24 * 3600


def hold(request: HttpRequest, response: HttpResponse, link: DoorLink) -> HttpResponse:
    """Let this browser open the link's door from now on; the oldest beyond MOST leave it."""
    return _keep(response, [*(one for one in held_by(request) if one != link.public_id), link.public_id][-MOST:])


def let_go(request: HttpRequest, response: HttpResponse, link: DoorLink) -> HttpResponse:
    """Let this browser open the link's door no more; its other doors stay."""
    return _keep(response, [one for one in held_by(request) if one != link.public_id])


def held_by(request: HttpRequest) -> list[UUID]:
    """The public ids of the links that this browser has opened, the newest last."""
    text = str(request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=KEPT_SECONDS))
    return [UUID(hex=word) for word in text.split(".") if len(word) == 32]


def _keep(response: HttpResponse, held: Sequence[UUID]) -> HttpResponse:
    if not held:
        response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
        return response
    response.set_signed_cookie(
        COOKIE,
        ".".join(one.hex for one in held),
        salt=SALT,
        max_age=KEPT_SECONDS,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response

"""The door links that a browser has opened: their ids in one signed cookie that no script can read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from duikou.base.signed_cookies import SignedCookie
from duikou.booking.models import DoorLink

MOST = 4
DOORS = SignedCookie("duikou_door", "fairs.door", 7 * 24 * 3600, path="/fairs/")


def hold(request: HttpRequest, response: HttpResponse, link: DoorLink) -> HttpResponse:
    """Let this browser open the link's door from now on; the oldest beyond MOST leave it."""
    return _keep(response, [*(one for one in held_by(request) if one != link.public_id), link.public_id][-MOST:])


def let_go(request: HttpRequest, response: HttpResponse, link: DoorLink) -> HttpResponse:
    """Let this browser open the link's door no more; its other doors stay."""
    return _keep(response, [one for one in held_by(request) if one != link.public_id])


def held_by(request: HttpRequest) -> list[UUID]:
    """The public ids of the links that this browser has opened, the newest last."""
    return [UUID(hex=word) for word in DOORS.read(request).split(".") if len(word) == 32]


def _keep(response: HttpResponse, held: Sequence[UUID]) -> HttpResponse:
    return DOORS.keep(response, ".".join(one.hex for one in held)) if held else DOORS.drop(response)

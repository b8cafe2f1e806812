"""Who stands at which door: the guard of the door's pages. What a browser's links open is asked of the database at
every request, so that one that is taken back or over is so at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking.models import DoorLink
from duikou.booking.queries import door_links
from duikou.directory.access import acting, needs_account
from duikou.fairs.models import Fair
from duikou.fairs.permissions import KEEP_DOOR, may_open_door
from duikou.fairs.views.doors_held import held_by


@dataclass(frozen=True, slots=True)
class AtDoor:
    """Somebody at the door of `fair`: `by` acts, an account or, when `link` is set, whoever opened that link."""

    fair: Fair
    by: Actor
    link: DoorLink | None = None


def for_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """The view, called with an AtDoor in place of the fair's slug, for accounts that keep this door and for browsers
    that opened a link of it. Others are told what to do. Its pages are never stored by caches."""
    return _guard(view, links=True)


def for_door_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """The same for accounts alone."""
    return _guard(view, links=False)


def _guard(view: Callable[..., HttpResponse], *, links: bool) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        fair = Fair.objects.select_related("offer", "place", "organiser").filter(slug=slug).first()
        held = door_links(held_by(request))
        at = _let_in(request, fair, held if links else []) if fair else None
        response: HttpResponseBase
        if at is None:
            response = _shut(request, fair, held)
        elif at.link:
            response = view(request, at, *args, **kwargs)
        else:
            response = needs_account(lambda request: view(request, at, *args, **kwargs))(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guarded


def _let_in(request: HttpRequest, fair: Fair, held: Sequence[DoorLink]) -> AtDoor | None:
    now = clock.now()
    if may_open_door(request.user, fair, now=now):
        return AtDoor(fair, acting(request))
    link = next((one for one in held if may_open_door(one, fair, now=now)), None)
    if link is None:
        return None
    if request.method == "POST":
        engine.note_use(link)
    return AtDoor(fair, Actor("door", str(link.public_id)), link)


def _shut(request: HttpRequest, fair: Fair | None, held: Sequence[DoorLink]) -> HttpResponse:
    """What somebody is told whom the door is not opened to."""
    if fair and held and not KEEP_DOOR.asked_of(request.user):
        mine = next((one for one in held if one.offer_id == fair.offer_id), None)
        why = "elsewhere" if mine is None else "taken_back" if mine.revoked_at else "over"
        if mine and may_open_door(mine, fair, now=clock.now()):
            why = "staff"
        return render(request, "fairs/door/shut.html", {"why": why, "fair": fair}, status=403)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
    if not KEEP_DOOR.asked_of(request.user):
        raise PermissionDenied
    raise Http404

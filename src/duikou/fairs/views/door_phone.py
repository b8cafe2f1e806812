"""The door on a telephone that goes on when the network is gone: its page, its list, its service worker."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duikou.base import clock, service_workers
from duikou.booking import tickets
from duikou.booking.door_tokens import door_token
from duikou.booking.queries import door_links
from duikou.fairs.models import Fair
from duikou.fairs.permissions import may_open_door
from duikou.fairs.queries.door_list import door_over, signed_list
from duikou.fairs.views import offline_worker
from duikou.fairs.views.at_door import AtDoor, for_door
from duikou.fairs.views.door_words import words
from duikou.fairs.views.doors_held import held_by

MODULES = "door prepare session kept store queue list tickets moments camera qr/decode qr/index"


def kept_door(fair: Fair) -> offline_worker.Offline:
    """The page of this fair's door that telephones keep."""
    return offline_worker.Offline(
        name=f"duikou-door-{fair.slug}",
        scope=reverse("fairs:door", args=[fair.slug]),
        page=reverse("fairs:door-phone", args=[fair.slug]),
        modules=tuple(MODULES.split()),
        leave=reverse("fairs:door-leave", args=[fair.slug]),
    )


def addresses(fair: Fair) -> dict[str, Any]:
    """What the scripts of the door have to know: where things are, and the key that checks tickets."""
    return {
        "fair": fair.slug,
        "name": kept_door(fair).name,
        "policy": service_workers.POLICY,
        "scope": reverse("fairs:door", args=[fair.slug]),
        "worker": reverse("fairs:door-worker", args=[fair.slug]),
        "list": reverse("fairs:door-list", args=[fair.slug]),
        "send": reverse("fairs:door-arrivals", args=[fair.slug]),
        "key": tickets.public_key(),
        "words": words(),
        "language": get_language(),
        "zone": get_current_timezone_name(),
    }


@for_door
@require_GET
def page(request: HttpRequest, at: AtDoor) -> HttpResponse:
    """The door's page for the telephone: it holds nothing about anybody, so that the telephone may keep it."""
    context = {"fair": at.fair, "settings": addresses(at.fair)}
    return service_workers.may_register(render(request, "fairs/door/phone.html", context))


@for_door
@require_GET
def listed(request: HttpRequest, at: AtDoor) -> HttpResponse:
    """The signed list that the telephone keeps, with the token for what it sends later; 410 when the door is over."""
    now = clock.now()
    if door_over(at.fair, now=now):
        return JsonResponse({"over": True}, status=410)
    said = {
        **signed_list(at.fair, now=now),
        "token": door_token(at.fair.offer, by=at.by, now=now),
        "now": int(now.timestamp() * 1000),
    }
    return JsonResponse(said)


@for_door
@require_GET
def manifest(request: HttpRequest, at: AtDoor) -> HttpResponse:
    """What the telephone needs to keep the page like an app (W3C Web Application Manifest)."""
    said = {
        "name": f"{_('Door')} · {at.fair.title}",
        "short_name": _("Door"),
        "lang": get_language(),
        "start_url": reverse("fairs:door-phone", args=[at.fair.slug]),
        "scope": reverse("fairs:door", args=[at.fair.slug]),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [{"src": static("base/img/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@require_GET
def worker(request: HttpRequest, slug: str) -> HttpResponse:
    """The service worker of one fair's door. Whoever's link was taken back or is over is given one that wipes what the
    telephone keeps and goes; so is everybody when the door is over. Somebody who is just not signed in any more is
    not: what they have still to send would be lost."""
    fair = Fair.objects.filter(slug=slug).first()
    if fair is None:
        raise Http404
    now = clock.now()
    held = [one for one in door_links(held_by(request)) if one.offer_id == fair.offer_id]
    shut = bool(held) and not any(may_open_door(one, fair, now=now) for one in held)
    gone = door_over(fair, now=now) or (shut and not may_open_door(request.user, fair, now=now))
    return offline_worker.script(kept_door(fair), gone=gone)

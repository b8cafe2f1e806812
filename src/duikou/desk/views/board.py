"""The call board of a centre, for a big screen: public, without names."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from duikou.base import clock, live
from duikou.base.everybody import for_everybody
from duikou.booking.models import Offer
from duikou.booking.views.board import board, calls_now
from duikou.desk.board import WORDS
from duikou.desk.models import Centre
from duikou.desk.queries.days import open_centres
from duikou.desk.queries.queue import today_at


@for_everybody(seconds=1)
@require_GET
def page(request: HttpRequest, centre: str) -> HttpResponse:
    """The board."""
    found = _centre(centre)
    addresses = {
        "now": reverse("desk:board-now", args=[found.slug]),
        "listen": reverse("desk:board-live", args=[found.slug]),
    }
    return board(request, _offer(found), WORDS, title=found, **addresses)


@for_everybody(seconds=1)
@require_GET
def now(request: HttpRequest, centre: str) -> HttpResponse:
    """The calls alone, for a board that cannot listen."""
    return calls_now(_offer(_centre(centre)), WORDS)


@require_GET
def listen(request: HttpRequest, centre: str) -> HttpResponse:
    """What the server's front tells as it happens; here, once."""
    return live.once(request)


def _centre(slug: str) -> Centre:
    return get_object_or_404(open_centres(), slug=slug)


def _offer(centre: Centre) -> Offer | None:
    today = today_at(centre, now=clock.now())
    return today.offer if today else None

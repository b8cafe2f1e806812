"""The call board of a fair, for a big screen: public, without names."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from duikou.base import live
from duikou.base.everybody import for_everybody
from duikou.booking.views.board import board, calls_now
from duikou.fairs.board import WORDS
from duikou.fairs.views.zone import fair_or_404


@for_everybody(seconds=1)
@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The board."""
    fair = fair_or_404(slug)
    addresses = {
        "now": reverse("fairs:board-now", args=[fair.slug]),
        "listen": reverse("fairs:board-live", args=[fair.slug]),
    }
    return board(request, fair.offer, WORDS, title=fair.title, **addresses)


@for_everybody(seconds=1)
@require_GET
def now(request: HttpRequest, slug: str) -> HttpResponse:
    """The calls alone, for a board that cannot listen."""
    return calls_now(fair_or_404(slug).offer, WORDS)


@require_GET
def listen(request: HttpRequest, slug: str) -> HttpResponse:
    """What the server's front tells as it happens; here, once."""
    return live.once(request)

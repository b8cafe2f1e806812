"""The call board of a fair, for a big screen: public, without names, complete without scripts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from duikou.base import live
from duikou.base.everybody import for_everybody
from duikou.fairs.board import calls_of, shown
from duikou.fairs.views.zone import fair_or_404


@for_everybody(seconds=1)
@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The board; it reads its news as they come, asks for them where that is not possible, and reloads by itself
    without scripts."""
    fair = fair_or_404(slug)
    return render(request, "fairs/board.html", {"fair": fair, "calls": [shown(one) for one in calls_of(fair)]})


@for_everybody(seconds=1)
@require_GET
def now(request: HttpRequest, slug: str) -> HttpResponse:
    """The calls alone, for a board that cannot listen."""
    return JsonResponse([shown(one) for one in calls_of(fair_or_404(slug))], safe=False)


@require_GET
def listen(request: HttpRequest, slug: str) -> HttpResponse:
    """What the server's front tells as it happens; here, once."""
    return live.once(request)

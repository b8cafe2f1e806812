"""The draw of a fair for everybody: how it goes, the hash, the source, the result, and the file to check it with."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.booking.models import Draw, DrawFile
from duikou.booking.queries.draws import counts_of_draw
from duikou.booking.rules import may_wish
from duikou.fairs import links
from duikou.fairs.models import Fair
from duikou.fairs.queries import draws as read
from duikou.fairs.queries.withdrawn import withdrawn_after
from duikou.fairs.views.cards import absolute
from duikou.fairs.views.zone import fair_or_404


def _draw(slug: str) -> tuple[Fair, Draw]:
    fair = fair_or_404(slug)
    draw = read.draw_of_fair(fair)
    if draw is None:
        raise Http404
    return fair, draw


@for_everybody(seconds=5)
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What the draw is, where it stands, and what came out; nothing on it is about a person."""
    fair, draw = _draw(slug)
    drawn = draw.state == Draw.State.DRAWN
    check = {"file": reverse("fairs:draw-file", args=[slug]), "sha256": draw.list_sha256}
    context = {
        "fair": fair,
        "draw": draw,
        "closed": may_wish(draw, now=clock.now()),
        "drawn": drawn,
        "ranks_over": draw.ranks_until is not None and clock.now() >= draw.ranks_until,
        "numbers": read.numbers_shown(counts_of_draw(draw), inside=False) if draw.settled_at else None,
        "withdrawn": withdrawn_after(fair, draw),
        "limit": fair.offer.limit_per_person,
        "left_path": links.zone_left_path(fair),
        "check": f"{reverse('fairs:verify-draw')}?{urlencode(check)}",
        "file": absolute(request, reverse("fairs:draw-file", args=[slug])),
        "address": absolute(request, reverse("fairs:draw", args=[slug])),
    }
    return render(request, "fairs/draw.html", context)


def _etag(request: HttpRequest, slug: str) -> str | None:
    _fair, draw = _draw(slug)
    return quote_etag(f"{draw.list_sha256}-{draw.state}") if draw.list_sha256 else None


@require_safe
@condition(etag_func=_etag)
def file(request: HttpRequest, slug: str) -> HttpResponse:
    """The bytes that were published: the frozen list, and after the draw what came out behind it."""
    _fair, draw = _draw(slug)
    kept = DrawFile.objects.filter(draw=draw).first()
    if kept is None:
        raise Http404
    response = HttpResponse(bytes(kept.result or kept.frozen), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="draw-{slug}.txt"'
    response["Cache-Control"] = "public, max-age=60, no-transform"
    response["X-Content-Type-Options"] = "nosniff"
    return response

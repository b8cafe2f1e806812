"""Draws of offers: their plan, what is published of them, and the file. For everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as N_
from ninja import Router
from ninja.decorators import decorate_view

from duikou.base.api_shapes import answers
from duikou.base.everybody import for_everybody
from duikou.base.problem_details import ROOT, Problem
from duikou.booking.api.offers import offer_or_404
from duikou.booking.api.schemas.draws import DrawOut
from duikou.booking.models import Draw, DrawFile
from duikou.booking.queries.draws import draw_shown

PLAIN = "text/plain; charset=utf-8"
router = Router(tags=[N_("Draws and wishes")])


@router.get("/{uuid:offer}/draw", response=answers({200: DrawOut}), summary=N_("Read a draw"), url_name="draw")
@decorate_view(for_everybody(1))
def draw(request: HttpRequest, offer: UUID) -> dict[str, Any]:
    """The draw of an offer whose “mode” is or was draw: until when people wish, and what is published of it."""
    return draw_out(draw_or_404(offer))


@router.get(
    "/{uuid:offer}/draw/file",
    response=answers({200: str}),
    summary=N_("Get the published file of a draw"),
    url_name="draw-file",
    openapi_extra={"x-plain": True},
)
@decorate_view(for_everybody(1))
def file(request: HttpRequest, offer: UUID) -> HttpResponse:
    """The frozen list as plain text, and after the draw behind it what came out: whoever has it can make the draw
    again. It holds codes, no names. There is none before the list is frozen."""
    kept = DrawFile.objects.filter(draw=draw_or_404(offer)).first()
    if kept is None:
        raise Problem("not_found")
    return HttpResponse(bytes(kept.result or kept.frozen), content_type=PLAIN)


def draw_or_404(offer: UUID) -> Draw:
    """The draw of an offer that the public may know of. Raises not_found."""
    found = draw_shown(offer_or_404(offer))
    if found is None:
        raise Problem("not_found")
    return found


def draw_out(draw: Draw) -> dict[str, Any]:
    """The shape of DrawOut."""
    offer = draw.offer
    return {
        "id": draw.public_id,
        "offer": offer.public_id,
        "state": draw.state,
        "opens_at": offer.opens_at,
        "wishes_until": draw.wishes_until,
        "wishes_max": draw.wishes_max,
        "places_max": offer.limit_per_person,
        "conditions": str(draw.conditions),
        "ranked": draw.ranked,
        "ranks_until": draw.ranks_until,
        "frozen_at": draw.frozen_at,
        "sha256": draw.list_sha256 or None,
        "source": draw.source or None,
        "source_name": draw.source_name or None,
        "source_at": draw.source_at,
        "seed": draw.seed or None,
        "drawn_at": draw.drawn_at,
        "settled_at": draw.settled_at,
        "file": f"{ROOT}/offers/{offer.public_id}/draw/file" if draw.list_sha256 else None,
    }

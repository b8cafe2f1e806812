"""The public pages of a fair: its zone, a post, an employer."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.booking.rules import may_wish
from duikou.directory.models import Organisation
from duikou.fairs import filters as zone_filters
from duikou.fairs import linked_data, majors, post_texts, qualifying
from duikou.fairs.models import Fair, Post
from duikou.fairs.opening import booking_refused, posts_shown
from duikou.fairs.queries import draws
from duikou.fairs.queries import zone as queries
from duikou.fairs.queries.stand_places import Places, places_of
from duikou.fairs.views.cards import absolute, cards
from duikou.fairs.views.facet_lists import chosen_chips, facet_lists, level_options, orders

EMPLOYER_PAGE = 50


def fair_or_404(slug: str) -> Fair:
    """The fair, if the public may know of it."""
    fair = queries.shown_fair(slug)
    if fair is None:
        raise Http404
    return fair


@for_everybody(seconds=1)
@require_safe
def zone(request: HttpRequest, slug: str) -> HttpResponse:
    """The posts of a fair: words, filters, order and page in the address, all of it shareable."""
    fair, now = fair_or_404(slug), clock.now()
    address = absolute(request, reverse("fairs:zone", args=[slug]))
    context: dict[str, Any] = {
        "fair": fair,
        "address": address,
        "event": linked_data.script(linked_data.event(fair, address=address, organiser=str(fair.organiser))),
        "over": fair.state == Fair.State.CLOSED or fair.ends_at <= now,
        **_drawn(fair, now, always=True),
    }
    if not posts_shown(fair, now):
        return render(request, "fairs/zone/closed.html", context)
    found = queries.look(fair, zone_filters.read(request.GET.dict()), now=now)
    filters = found.filters
    return render(
        request,
        "fairs/zone/zone.html",
        {
            **context,
            "levels": level_options(found),
            "classes": [(one, parts) for one, parts in majors.catalogue().groups if parts],
            "filters": filters,
            "zone": found,
            "numbers": queries.numbers_of(fair),
            "cards": cards(found.posts, fair, found.places, filters.me),
            "facets": facet_lists(found),
            "chips": chosen_chips(found),
            "orders": orders(filters),
            "open_chip": filters.address(open=not filters.open),
            "everybody": filters.address(level=None, major=None, show_all=False),
            "all_posts": filters.address(show_all=True),
            "only_fitting": filters.address(show_all=False),
            "pages": numbered(found.pages, filters.page),
            "asked_page": request.GET.get("page", ""),
        },
    )


@for_everybody(seconds=1)
@require_safe
def post(request: HttpRequest, slug: str, post_id: uuid.UUID) -> HttpResponse:
    """All that a post says, when its employer can be met, and whether it takes the person looking."""
    now = clock.now()
    shown = queries.post(slug, post_id)
    if shown is None:
        raise Http404
    fair = shown.fair
    if not posts_shown(fair, now):
        return redirect("fairs:zone", slug)
    me = zone_filters.read(request.GET.dict()).me
    places = places_of(fair, now=now, stands=[shown.stand_id or 0]).get(shown.stand_id or 0, Places())
    address = absolute(request, reverse("fairs:post", args=[slug, shown.public_id]))
    return render(
        request,
        "fairs/zone/post.html",
        {
            "fair": fair,
            "post": shown,
            "address": address,
            "posting": linked_data.script(linked_data.job_posting(shown, address=address)),
            "pay": post_texts.pay(shown),
            "headcount": post_texts.headcount(shown),
            "education": post_texts.education(shown),
            "majors": post_texts.majors(shown, 2000),
            "kind": post_texts.kind(shown),
            "places": places,
            "closed": booking_refused(shown, now=now),
            **_drawn(fair, now),
            "verdict": qualifying.verdict(shown, me) if me else None,
            "me": me,
        },
    )


def _drawn(fair: Fair, now: datetime, *, always: bool = False) -> dict[str, Any]:
    """The draw of a fair while its places are wished for and drawn (`always`: afterwards, too), and why it takes no
    wish."""
    draw = draws.draw_of_fair(fair) if always or draws.is_drawn(fair) else None
    return {"draw": draw, "draw_closed": may_wish(draw, now=now) if draw else None}


@for_everybody(seconds=1)
@require_safe
def employer(request: HttpRequest, slug: str, employer_id: uuid.UUID) -> HttpResponse:
    """An employer at the fair, with its posts."""
    fair, now = fair_or_404(slug), clock.now()
    if not posts_shown(fair, now):
        return redirect("fairs:zone", slug)
    host = get_object_or_404(Organisation, public_id=employer_id, state=Organisation.State.APPROVED)
    posts = queries.posts_of(fair).filter(employer=host)
    page = Paginator(posts, EMPLOYER_PAGE).get_page(request.GET.get("page"))
    if not page.paginator.count:
        raise Http404
    listed = list(page)
    places = places_of(fair, now=now, stands={one.stand_id for one in listed if one.stand_id})
    context = {
        "fair": fair,
        "employer": host,
        "stand": next((one.stand for one in listed if one.stand), None),
        "cards": cards(listed, fair, places, employers=False),
        "pages": page,
    }
    return render(request, "fairs/zone/employer.html", context)


def numbered(pages: int, number: int) -> Page[int]:
    """A Page that knows only its number and how many there are, for the pager."""
    return Paginator(range(pages), 1).page(number)


def listed_posts(fair: Fair, limit: int) -> list[Post]:
    """The newest posts of a fair, for feeds and for other portals."""
    return list(queries.posts_of(fair, limit=limit))

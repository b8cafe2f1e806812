"""Fairs, their zones, their posts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Query, Router
from ninja.decorators import decorate_view

from duikou.base import clock
from duikou.base.api_shapes import Cursor, Limit, answers
from duikou.base.everybody import for_everybody
from duikou.base.problem_details import Problem
from duikou.base.wrong_fields import wrong_field
from duikou.fairs import filters as zone_filters
from duikou.fairs.api.outs import fair_out, post_out, whole_post_out, zone_out
from duikou.fairs.api.schemas import FairOut, FairsOut, Looked, PostsOut, WholePostOut, ZoneOut
from duikou.fairs.filters import Filters
from duikou.fairs.models import Fair
from duikou.fairs.opening import posts_shown
from duikou.fairs.queries import zone as queries
from duikou.fairs.queries.fairs_listed import fairs_listed
from duikou.fairs.queries.stand_places import Places, places_of

router = Router(tags=[N_("Job fairs")])


@router.get("", response=answers({200: FairsOut}), summary=N_("List job fairs"), url_name="fairs")
@decorate_view(for_everybody(1))
def fairs(request: HttpRequest, cursor: Cursor, limit: Limit) -> dict[str, Any]:
    """The fairs that the public may know of, the latest first."""
    page = fairs_listed(cursor=cursor, limit=limit)
    return {"items": [fair_out(fair) for fair in page.rows], "next": page.next}


@router.get("/{slug:slug}", response=answers({200: FairOut}), summary=N_("Read a job fair"), url_name="fair")
@decorate_view(for_everybody(1))
def fair(request: HttpRequest, slug: str) -> dict[str, Any]:
    """When and where it is, who holds it, what to bring."""
    return fair_out(_fair(slug))


@router.get("/{slug:slug}/zone", response=answers({200: ZoneOut}), summary=N_("Read a fair’s zone"), url_name="zone")
@decorate_view(for_everybody(1))
def zone(request: HttpRequest, slug: str, looked: Query[Looked]) -> dict[str, Any]:
    """The fair’s figures, how many posts pass the filters, and what each value of a filter would leave."""
    fair, now = _fair(slug), clock.now()
    numbers = queries.numbers_of(fair)
    if not posts_shown(fair, now):
        return zone_out(numbers, None)
    return zone_out(numbers, queries.look(fair, _filters(looked), now=now))


@router.get("/{slug:slug}/posts", response=answers({200: PostsOut}), summary=N_("Find posts"), url_name="posts")
@decorate_view(for_everybody(1))
def posts(request: HttpRequest, slug: str, looked: Query[Looked], cursor: Cursor, limit: Limit) -> dict[str, Any]:
    """Posts that pass every filter. More than 3,000 are not listed: the newest of them are. Before the zone opens there
    are none."""
    fair, now = _fair(slug), clock.now()
    if not posts_shown(fair, now):
        return {"items": [], "next": None}
    page, places = queries.read_on(fair, _filters(looked), now=now, cursor=cursor, limit=limit)
    stands = queries.stand_numbers(page.rows)
    items = [post_out(post, fair.slug, places.get(post.stand_id or 0, Places()), stands) for post in page.rows]
    return {"items": items, "next": page.next}


@router.get(
    "/{slug:slug}/posts/{uuid:post}", response=answers({200: WholePostOut}), summary=N_("Read a post"), url_name="post"
)
@decorate_view(for_everybody(1))
def post(request: HttpRequest, slug: str, post: UUID) -> dict[str, Any]:
    """All that a post says, and where its times are."""
    now, shown = clock.now(), queries.post(slug, post)
    if shown is None or not posts_shown(shown.fair, now):
        raise Problem("not_found")
    stand = shown.stand_id or 0
    places = places_of(shown.fair, now=now, stands=[stand]).get(stand, Places())
    return whole_post_out(shown, places, now=now)


def _fair(slug: str) -> Fair:
    found = queries.shown_fair(slug)
    if found is None:
        raise Problem("not_found")
    return found


def _filters(looked: Looked) -> Filters:
    """The zone's filters. Raises invalid, naming what was not understood."""
    said = looked.model_dump(exclude_none=True, exclude={"open"})
    filters = zone_filters.read({**said, **({"open": "1"} if looked.open else {})})
    if filters.misread:
        raise wrong_field(f"query.{filters.misread[0]}", _("There is no such value."))
    return filters

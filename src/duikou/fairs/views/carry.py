"""A zone carried elsewhere: feeds, a list for other portals' frames, and the snippets to copy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from duikou.base import clock
from duikou.fairs import post_texts
from duikou.fairs.models import Fair, Post
from duikou.fairs.opening import posts_shown
from duikou.fairs.queries import zone as queries
from duikou.fairs.queries.stand_places import places_of
from duikou.fairs.views.cards import absolute, cards
from duikou.fairs.views.zone import fair_or_404, listed_posts

IN_FEED = 50
IN_FRAME, MOST_IN_FRAME = 10, 50
KINDS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


def open_fair(slug: str) -> Fair:
    """The fair whose posts the public can read now, or 404."""
    fair = fair_or_404(slug)
    if not posts_shown(fair, clock.now()):
        raise Http404
    return fair


@require_safe
def feed(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The newest posts of a zone as RSS 2.0, Atom or JSON Feed 1.1. Answers 304 when nothing changed since."""
    fair = open_fair(slug)
    changed, count = queries.last_change(fair)
    mark = quote_etag(f"{kind}-{get_language()}-{count}-{changed.timestamp() if changed else 0}")
    if mark in request.headers.get("If-None-Match", "") or (
        "If-None-Match" not in request.headers
        and changed
        and request.headers.get("If-Modified-Since") == http_date(changed.timestamp())
    ):
        response = HttpResponse(status=304)
    else:
        response = _feed(request, fair, kind, changed)
    response["ETag"] = mark
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@require_safe
def embedded(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest posts as a bare page for a frame on another site. Links leave the frame: booking needs cookies, which
    browsers refuse to a framed page."""
    fair = open_fair(slug)
    said = request.GET.get("limit", "")
    limit = min(MOST_IN_FRAME, int(said[:6])) if said.isascii() and said[:6].strip("0").isdigit() else IN_FRAME
    posts = listed_posts(fair, limit)
    places = places_of(fair, now=clock.now(), stands={one.stand_id for one in posts if one.stand_id})
    response = render(
        request,
        "fairs/zone/embedded.html",
        {
            "fair": fair,
            "cards": cards(posts, fair, places),
            "address": absolute(request, reverse("fairs:zone", args=[slug])),
            "numbers": queries.numbers_of(fair),
        },
    )
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def snippets(request: HttpRequest, slug: str) -> HttpResponse:
    """What another site copies to carry this zone: a frame, or plain HTML without any script."""
    fair = open_fair(slug)
    posts = listed_posts(fair, IN_FRAME)
    context = {
        "fair": fair,
        "frame": absolute(request, reverse("fairs:embedded", args=[slug])),
        "address": absolute(request, reverse("fairs:zone", args=[slug])),
        "feeds": [
            (kind, absolute(request, reverse("fairs:feed", args=[slug, kind]))) for kind in ("rss", "atom", "json")
        ],
        "plain": [
            "<ul>",
            *(
                f'<li><a href="{absolute(request, reverse("fairs:post", args=[slug, one.public_id]))}" target="_top">'
                f"{escape(one.title)}</a> {escape(one.employer)}</li>"
                for one in posts
            ),
            "</ul>",
        ],
    }
    return render(request, "fairs/zone/snippets.html", context)


def _feed(request: HttpRequest, fair: Fair, kind: str, changed: datetime | None) -> HttpResponse:
    posts = listed_posts(fair, IN_FEED)
    home = absolute(request, reverse("fairs:zone", args=[fair.slug]))
    here = absolute(request, reverse("fairs:feed", args=[fair.slug, kind]))
    link: Callable[[Post], str] = lambda one: absolute(request, reverse("fairs:post", args=[fair.slug, one.public_id]))  # noqa: E731
    if kind == "json":
        return _json_feed(fair, posts, home, here, link)
    made = KINDS[kind](
        title=_clean(fair),
        link=home,
        description=_clean(fair.summary) or _clean(fair),
        language=get_language(),
        feed_url=here,
    )
    for one in posts:
        made.add_item(
            title=_clean(one.title),
            link=link(one),
            description=_summary(one),
            unique_id=f"urn:uuid:{one.public_id}",
            unique_id_is_permalink=False,
            pubdate=one.published_at or one.created_at,
            updateddate=one.changed_at,
            author_name=_clean(one.employer),
        )
    if changed:
        made.latest_post_date = lambda: changed  # type: ignore[method-assign]
    response = HttpResponse(content_type=made.content_type)  # type: ignore[attr-defined]
    made.write(response, "utf-8")
    return response


def _json_feed(fair: Fair, posts: list[Post], home: str, here: str, link: Callable[[Post], str]) -> HttpResponse:
    items: list[dict[str, Any]] = [
        {
            "id": f"urn:uuid:{one.public_id}",
            "url": link(one),
            "title": one.title,
            "content_text": _summary(one),
            "date_published": timezone.localtime(one.published_at or one.created_at).isoformat(timespec="seconds"),
            "date_modified": timezone.localtime(one.changed_at).isoformat(timespec="seconds"),
            "authors": [{"name": str(one.employer)}],
        }
        for one in posts
    ]
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": str(fair),
        "description": str(fair.summary),
        "home_page_url": home,
        "feed_url": here,
        "language": get_language(),
        "items": items,
    }
    return JsonResponse(data, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


def _summary(post: Post) -> str:
    facts = (
        str(post.employer),
        post_texts.pay(post),
        post_texts.headcount(post),
        post_texts.education(post),
        post_texts.majors(post),
        post.workplace,
    )
    return _clean(" · ".join(fact for fact in facts if fact))


def _clean(text: object) -> str:
    """A text without the control characters that XML 1.0 forbids."""
    return "".join(sign for sign in str(text) if sign.isprintable())

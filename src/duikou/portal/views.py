"""The city's front page, and what search engines are told."""

from __future__ import annotations

from itertools import chain

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from duikou.activities.queries.shown import next_ones
from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.base.registry import personal_fields
from duikou.fairs import filters
from duikou.journal.queries import promised
from duikou.portal import queries
from duikou.portal.promises import NEVER, kept_about_people

MOST_ON = 4
CLOSED_TO_ROBOTS = ("/b/", "/s/", "/w/", "/my", "/find", "/work", "/office/", "/embed/", "/demo/")


@for_everybody(seconds=1)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The fairs to come and the last ones, what is on next; the search box asks the open zones, or the only one."""
    now = clock.now()
    fairs = queries.fairs(now=now)
    q = filters.read(request.GET.dict()).q
    zones = [one for one in fairs.coming if one.open]
    words = filters.Filters(q=q).address()
    if q and len(zones) == 1:
        return redirect(reverse("fairs:zone", args=[zones[0].fair.slug]) + words)
    found = (
        [(hits, reverse("fairs:zone", args=[hits.fair.slug]) + words) for hits in queries.search(zones, q)] if q else []
    )
    context = {
        "fairs": fairs,
        "q": q,
        "zones": zones,
        "found": found,
        "on": next_ones(now=now, most=MOST_ON),
        "centres": queries.has_centres(),
        "guide": queries.guide_hits(q) if q else [],
    }
    return render(request, "portal/home.html", context)


@for_everybody(seconds=1)
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """What is kept about people and what never, made from the declarations that the rooms' own tests hold them to; and
    whether the promises are kept, as it was last looked at in the living database."""
    looked = promised()
    context = {
        "never": NEVER,
        "promised": looked,
        "states": {one.state for one in looked},
        "looked_at": min((one.last.at for one in looked if one.last), default=None),
        "people": list(kept_about_people(personal_fields)),
        "accounts": [one for one in personal_fields if one.whose == "account"],
    }
    return render(request, "portal/promises.html", context)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The public pages with their last change (sitemaps.org 0.9), at most 50,000 of them."""
    root = queries.root() or request.build_absolute_uri("/").rstrip("/")
    slugs, posts = queries.open_posts(now=clock.now())
    zones = {slug: root + reverse("fairs:zone", args=[slug]) for slug in slugs}
    pages = chain(
        ((address, None) for address in (root + "/", *zones.values())),
        ((root + reverse(name, args=args), changed) for name, args, changed in queries.other_pages()),
        ((f"{zones[slug]}posts/{public_id}/", changed) for slug, public_id, changed in posts),
    )
    return render(request, "portal/sitemap.xml", {"pages": pages}, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read: the public pages, not the ones that belong to a person."""
    root = queries.root() or request.build_absolute_uri("/").rstrip("/")
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS),
        f"Sitemap: {root}{reverse('portal:sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

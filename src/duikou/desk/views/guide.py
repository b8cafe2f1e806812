"""The newcomers' guide for everybody: read without a row, a cookie or a sign-in, also without a network."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duikou.base.everybody import for_everybody
from duikou.base.service_workers import POLICY, may_register
from duikou.desk.guide_text import read
from duikou.desk.models import GuidePage
from duikou.desk.offline_pages import worker
from duikou.desk.queries.guide import LONGEST, found, newer_than, pages_in_order
from duikou.desk.queries.triage import topics_to_book

PARTS = ("desk/guide.css", "desk/guide.js", f"{settings.STATIC_URL}desk/offline.js")
LANGUAGES = dict(settings.LANGUAGES)


@for_everybody(seconds=1)
@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """The pages of the guide, or those of them in which the words of the address stand."""
    q = request.GET.get("q", "").strip()[:LONGEST]
    places = pages_in_order()
    hits = found(q, get_language() or "") if q else set()
    context = {
        "q": q,
        "places": places,
        "hits": [place.page for place in places if place.page.pk in hits],
        "settings": _settings(),
    }
    return may_register(render(request, "desk/guide/contents.html", context))


@for_everybody(seconds=1)
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page, with those before and after it; says so where another language is newer."""
    places = pages_in_order()
    at = next((number for number, place in enumerate(places) if place.page.slug == slug), None)
    if at is None:
        raise Http404
    shown = places[at].page
    context = {
        "page": shown,
        "blocks": read(str(shown.body)),
        "above": _above(shown, [place.page for place in places]),
        "parts": [place.page for place in places if place.page.parent_id == shown.pk],
        "before": places[at - 1].page if at else None,
        "after": places[at + 1].page if at + 1 < len(places) else None,
        "newer": newer_than(shown, get_language() or ""),
        "languages": LANGUAGES,
        "help": help_address(shown),
        "appointment": appointment_address(shown),
        "settings": _settings(),
    }
    return may_register(render(request, "desk/guide/page.html", context))


@for_everybody(seconds=1)
@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """The whole guide on one page, for printing."""
    places = [(place, read(str(place.page.body))) for place in pages_in_order()]
    return render(request, "desk/guide/whole.html", {"places": places})


@for_everybody(seconds=60)
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """What keeps the guide in the reader's language for when the network is gone."""
    here = reverse("desk:guide")
    pages = [here, reverse("desk:guide-whole")]
    pages += [reverse("desk:guide-page", args=[place.page.slug]) for place in pages_in_order()]
    return worker("guide", scope=here, pages=pages, parts=PARTS)


def help_address(page: GuidePage) -> str:
    """Where “help me with this” leads: to a question about the page's topic, and to nothing more."""
    asking = reverse("desk:ask")
    return f"{asking}?topic={page.topic.key}" if page.topic else asking


def appointment_address(page: GuidePage) -> str:
    """Where windows that help with the page's topic can be booked; empty where none can."""
    if page.topic is None or not topics_to_book().filter(pk=page.topic.pk).exists():
        return ""
    return f"{reverse('desk:appointments')}?topic={page.topic.key}"


def _above(page: GuidePage, pages: list[GuidePage]) -> list[GuidePage]:
    by_key, above = {one.pk: one for one in pages}, list[GuidePage]()
    parent = by_key.get(page.parent_id or 0)
    while parent is not None:
        above.insert(0, parent)
        parent = by_key.get(parent.parent_id or 0)
    return above


def _settings() -> dict[str, object]:
    return {
        "worker": f"{reverse('desk:guide-worker')}?{get_language()}",
        "scope": reverse("desk:guide"),
        "policy": POLICY,
        "words": {
            "done": _("{done} of {all} done"),
            "kept": _("Ticks are kept in this browser only. Nobody else sees them."),
            "full": _("This browser does not keep ticks: they are gone when you leave. Print the page instead."),
        },
    }

"""For everybody: titles, by which criteria bodies earn them, which bodies have them, since when and why."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from duikou.activities.models import Activity, Support
from duikou.activities.queries import titles as read
from duikou.base import clock
from duikou.base.everybody import for_everybody

A_PAGE, MOST_COMING = 30, 5


@for_everybody(seconds=5)
@require_safe
def titles(request: HttpRequest) -> HttpResponse:
    """The programmes, and the bodies with a title, the latest first."""
    pages = Paginator(read.designated(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "programmes": read.programmes_shown(),
        "pages": pages,
        "rows": [(one, read.given_by(one)) for one in pages],
    }
    return render(request, "activities/titles/list.html", context)


@for_everybody(seconds=5)
@require_safe
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """A programme: its criteria, and the bodies that have its title with the reasons."""
    found = get_object_or_404(read.programmes_shown(), slug=programme)
    edition = read.current_edition(found)
    criteria = list(edition.criteria.all()) if edition else []
    pages = Paginator(read.designated().filter(programme=found), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": found,
        "edition": edition,
        "sections": read.in_sections(criteria),
        "maximum": sum(one.maximum for one in criteria),
        "pages": pages,
        "rows": [(one, read.given_by(one)) for one in pages],
    }
    return render(request, "activities/titles/programme.html", context)


@for_everybody(seconds=5)
@require_safe
def body(request: HttpRequest, programme: str, candidacy: UUID) -> HttpResponse:
    """A body with a title: since when, why, by which document, what it looks like there, and what is on."""
    found = get_object_or_404(read.designated().filter(programme__slug=programme), public_id=candidacy)
    coming = Activity.objects.filter(
        organiser=found.body, state=Activity.State.PUBLISHED, ends_at__gt=clock.now()
    ).select_related("kind", "place")
    context = {
        "candidacy": found,
        "given": read.given_by(found),
        "photos": read.photos_shown(found),
        "support": Support.objects.filter(candidacy=found).select_related("with_body")[:10],
        "coming": coming.order_by("starts_at")[:MOST_COMING],
    }
    return render(request, "activities/titles/body.html", context)

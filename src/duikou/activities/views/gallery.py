"""The works of an exhibition, for everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from duikou.activities.models import Contest
from duikou.activities.queries import contest_results as outcome
from duikou.activities.queries import contests as queries
from duikou.activities.views.contests_shown import shown_contest
from duikou.activities.words import where
from duikou.base import clock
from duikou.base.translated import Translated

A_GALLERY = 24


@require_safe
def gallery(request: HttpRequest, contest: UUID) -> HttpResponse:
    """The works that are shown, small, a page at a time. Asked for anew each time: one that is withdrawn is gone."""
    found = shown_contest(contest)
    pages = Paginator(queries.exhibited(found), A_GALLERY).get_page(request.GET.get("page"))
    if found.exhibited_at is None:
        raise Http404
    today = timezone.localdate(clock.now())
    context = {
        "contest": found,
        "pages": pages,
        "works": [_work(one) for one in pages],
        "where": where(found.place),
        "still_there": bool(found.shown_until and found.shown_until >= today),
    }
    return render(request, "activities/gallery.html", context)


@require_safe
def work(request: HttpRequest, contest: UUID, work: UUID) -> HttpResponse:
    """One work that is shown, with its text and large pictures."""
    found = shown_contest(contest)
    entry = get_object_or_404(queries.exhibited(found), public_id=work)
    numbers = list(queries.exhibited(found).values_list("number", "public_id"))
    at = numbers.index((entry.number, entry.public_id))
    context = {
        "contest": found,
        **_work(entry),
        "before": numbers[at - 1] if at else None,
        "after": numbers[at + 1] if at + 1 < len(numbers) else None,
        "prize": _prize(found, entry.number),
    }
    return render(request, "activities/work.html", context)


def _work(entry: Any) -> dict[str, Any]:
    pictures = [one.photo for one in entry.pictures.all() if one.photo.shown]
    return {"entry": entry, "name": queries.name_of(entry), "pictures": pictures}


def _prize(contest: Contest, number: int) -> Translated | None:
    edition = outcome.latest_edition(contest)
    for _name, works in outcome.results(edition) if edition else ():
        for one in works:
            if one.said["number"] == number and one.prize:
                return Translated(one.prize)
    return None

"""Contests and exhibitions for everybody: the calls, the results with their protocol."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from duikou.activities import contest_rules as rules
from duikou.activities.contest_words import PHASES
from duikou.activities.models import Contest, ResultEdition
from duikou.activities.placings import ENOUGH_TO_DROP
from duikou.activities.protocol import read_protocol
from duikou.activities.queries import contest_results as outcome
from duikou.activities.queries import contests as queries
from duikou.activities.words import where
from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.base.small_numbers import K_PUBLIC
from duikou.base.translated import Translated

A_PAGE = 30


@for_everybody(seconds=1)
@require_safe
def contests(request: HttpRequest) -> HttpResponse:
    """What one can take part in now, what is judged, what is shown."""
    pages = Paginator(queries.shown(), A_PAGE).get_page(request.GET.get("page"))
    found = queries.open_first(list(pages), now=clock.now())
    context = {"contests": [(one, stands, PHASES[stands]) for one, stands in found], "pages": pages}
    return render(request, "activities/contests.html", context)


@for_everybody(seconds=1)
@require_safe
def contest(request: HttpRequest, contest: UUID) -> HttpResponse:
    """A contest: the call, how works are judged, and what came of it."""
    found, now = shown_contest(contest), clock.now()
    stands = rules.phase(found, now=now)
    counted = stands in (rules.Phase.JUDGED, rules.Phase.RESULTS)
    context = {
        "contest": found,
        "stands": stands,
        "phase": PHASES[stands],
        "categories": found.categories.all(),
        "prizes": found.prizes.all(),
        "criteria": found.criteria.all(),
        "enough": ENOUGH_TO_DROP,
        "edition": outcome.latest_edition(found),
        "shown": queries.exhibited(found)[:4],
        "where": where(found.place),
        "counts": outcome.counts_by_category(found, k=K_PUBLIC) if counted else (),
    }
    return render(request, "activities/contest.html", context)


@for_everybody(seconds=1)
@require_safe
def results(request: HttpRequest, contest: UUID) -> HttpResponse:
    """The results as they hold, with the means of each work; `?edition=` shows a former one."""
    found, edition = _edition(request, contest)
    said, language = read_protocol(edition.content), get_language() or ""
    criteria = [(Translated(one["name"]), one["most"], one["weight"]) for one in said["criteria"]]
    by_category = [
        (Translated(name), [(one, Translated(one.prize or {})) for one in works])
        for name, works in outcome.results(edition)
    ]
    context = {
        "contest": found,
        "edition": edition,
        "editions": ResultEdition.objects.filter(contest=found),
        "latest": outcome.latest_edition(found),
        "criteria": criteria,
        "categories": by_category,
        "left_out": said["highest_and_lowest_left_out"],
        "enough": ENOUGH_TO_DROP,
        "language": language,
    }
    return render(request, "activities/contest_results.html", context)


@for_everybody(seconds=60)
@require_safe
def results_file(request: HttpRequest, contest: UUID) -> HttpResponse:
    """The protocol, byte for byte as its digest was taken."""
    _found, edition = _edition(request, contest)
    answer = HttpResponse(edition.content.encode(), content_type="application/json")
    answer["Content-Disposition"] = f'inline; filename="results-{edition.number}.json"'
    return answer


def shown_contest(contest: UUID) -> Contest:
    """The contest, when everybody may know of it; else 404."""
    found: Contest = get_object_or_404(queries.shown(), public_id=contest)
    return found


def _edition(request: HttpRequest, contest: UUID) -> tuple[Contest, ResultEdition]:
    found, number = shown_contest(contest), request.GET.get("edition", "")
    if not number:
        edition = outcome.latest_edition(found)
    else:
        edition = (
            ResultEdition.objects.filter(contest=found, number=int(number)).first()
            if number.isascii() and (number.isdigit() and len(number) < 5)
            else None
        )
    if edition is None:
        raise Http404
    return found, edition

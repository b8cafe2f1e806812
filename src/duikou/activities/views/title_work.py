"""Where the work on titles begins: what waits, for the office, for bodies and for those who visit; bodies beside each
other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from duikou.activities import title_figures, title_permissions
from duikou.activities.models import Candidacy, Review
from duikou.activities.queries import title_tasks
from duikou.activities.queries.progress import side_by_side
from duikou.activities.queries.title_counts import counts_of
from duikou.activities.queries.title_tasks import Do
from duikou.activities.queries.titles import listed
from duikou.activities.title_words import TO_DO
from duikou.activities.views.title_staff import for_all, for_running, run_programme, seen_candidacies
from duikou.base import clock

A_PAGE, MOST_BESIDE = 40, 6
# Where each thing that waits is done.
LEADS_TO = {
    Do.LOOK: "activities:assess",
    Do.ASSESS: "activities:assess",
    Do.ASSESS_AGAIN: "activities:assess",
    Do.OVERDUE: "activities:mend",
    Do.CHECK: "activities:mend",
    Do.MEND: "activities:mend",
    Do.WRITE_DOWN: "activities:visit",
    Do.VISIT: "activities:visit",
    Do.RULE: "activities:rule",
    Do.AFTER_HEARING: "activities:ruling",
    Do.ANSWER: "activities:ruling",
    Do.AGAIN: "activities:candidacy",
}


def _in_words(tasks: Iterable[title_tasks.Task]) -> Iterator[dict[str, Any]]:
    for one in tasks:
        yield {"task": one, "says": TO_DO[one.do], "address": reverse(LEADS_TO[one.do], args=[one.thing])}


@for_all
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """What waits, the bodies that the account has to do with, and the programmes it runs."""
    account, today = request.user, timezone.localdate(clock.now())
    run, own = title_permissions.LOOK_AT.things(account), title_permissions.ASSESS.things(account)
    runs = title_permissions.RUN_PROGRAMMES.asked_of(account)
    tasks = title_tasks.of_office(run, today=today) if runs else []
    # Whoever may everything is told once what waits.
    tasks += [] if runs else title_tasks.of_body(own, today=today)
    tasks += [] if runs else title_tasks.of_visitors(title_permissions.visits_of(account))
    seen = listed(Candidacy.objects.filter(seen_candidacies(request)))
    context = {
        "tasks": list(_in_words(tasks)),
        "pages": Paginator(seen.order_by("state", "programme", "-pk"), A_PAGE).get_page(request.GET.get("page")),
        "runs": runs,
        "programmes": title_permissions.RUN_PROGRAMMES.things(account).order_by("pk"),
        "figures": title_figures.figures.of(counts_of(run, year=today.year, today=today)) if runs else (),
        "year": today.year,
    }
    return render(request, "activities/titles/work.html", context)


@for_running
@require_GET
def compare(request: HttpRequest, programme: str) -> HttpResponse:
    """Several bodies of a programme beside each other in a year, by criterion."""
    kept = run_programme(request, programme)
    years = sorted(
        set(Review.objects.filter(candidacy__programme=kept).exclude(handed_in_at=None).values_list("year", flat=True)),
        reverse=True,
    )
    try:
        year = int(request.GET.get("year") or (years[0] if years else 0))
    except ValueError:
        raise Http404 from None
    asked = Candidacy.objects.filter(programme=kept, reviews__year=year, reviews__handed_in_at__isnull=False)
    there = list(asked.select_related("body").order_by("body__name_key", "pk")) if year in years else []
    chosen = [one for one in there if str(one.public_id) in request.GET.getlist("body")][:MOST_BESIDE]
    context = {
        "programme": kept,
        "years": years,
        "year": year,
        "there": there,
        "chosen": chosen or there[:MOST_BESIDE],
        "table": side_by_side(chosen or there[:MOST_BESIDE], year),
        "most": MOST_BESIDE,
    }
    return render(request, "activities/titles/compare.html", context)

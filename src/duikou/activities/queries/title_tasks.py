"""What waits for whom about titles: for the office that runs a programme, for a body, for those who visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from duikou.activities.models import Candidacy, Finding, Review, Ruling, Visit
from duikou.activities.title_rules import BEING_LOOKED_AT

MOST_OF_A_KIND = 20
AGAIN_BEFORE = timedelta(days=60)
SERIOUS_OPEN = Q(
    visits__findings__severity=Finding.Severity.SERIOUS,
    visits__findings__state__in=(Finding.State.OPEN, Finding.State.MENDED),
)


class Do(StrEnum):
    """What is to be done."""

    OVERDUE = "overdue"
    CHECK = "check"
    WRITE_DOWN = "write_down"
    LOOK = "look"
    AFTER_HEARING = "after_hearing"
    RULE = "rule"
    AGAIN = "again"
    ASSESS_AGAIN = "assess_again"
    ASSESS = "assess"
    MEND = "mend"
    ANSWER = "answer"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done about a body; `thing` is the id of what it is about, `more` says which one; `day` until or
    since when (of the city)."""

    do: Do
    candidacy: Candidacy
    thing: UUID
    more: Any = ""
    day: date | None = None
    late: bool = False


def of_office(candidacies: QuerySet[Candidacy], *, today: date) -> list[Task]:
    """What waits for the office that runs the programmes of these, what is most urgent first; at most MOST_OF_A_KIND of
    each kind."""
    mine = candidacies.values("pk")
    findings = _findings().filter(visit__review__candidacy__in=mine)
    reviews = _reviews().filter(candidacy__in=mine)
    ruled_on = Q(rulings__state__in=("hearing", "proposed"))
    going = ~Q(pk__in=Review.objects.exclude(state="settled").values("candidacy"))
    visited = reviews.filter(state="visited").exclude(ruled_on).exclude(pk__in=_serious(reviews))
    tasks: list[Iterator[Task]] = [
        _of_findings(Do.OVERDUE, findings.filter(state="open", mend_by__lt=today), late=True),
        _of_findings(Do.CHECK, findings.filter(state="mended")),
        _of_visits(Do.WRITE_DOWN, _visits().filter(review__candidacy__in=mine, state="planned", day__lte=today)),
        _of_reviews(Do.LOOK, reviews.filter(state="handed_in").exclude(ruled_on).exclude(visits__state="planned")),
        _of_rulings(
            Do.AFTER_HEARING,
            _rulings()
            .filter(review__candidacy__in=mine, state="hearing")
            .filter(Q(answered_at__isnull=False) | Q(answer_by__lt=today)),
        ),
        _of_reviews(Do.RULE, visited),
        (
            Task(Do.AGAIN, one, one.public_id, day=one.examine_by, late=bool(one.examine_by and one.examine_by < today))
            for one in candidacies.filter(going, state="designated", examine_by__lte=today + AGAIN_BEFORE)
            .select_related("body", "programme")
            .order_by("examine_by")[:MOST_OF_A_KIND]
        ),
    ]
    return [task for some in tasks for task in some]


def of_body(candidacies: QuerySet[Candidacy], *, today: date) -> list[Task]:
    """What waits for the bodies of these."""
    mine = candidacies.values("pk")
    reviews = _reviews().filter(candidacy__in=mine)
    findings = _findings().filter(visit__review__candidacy__in=mine, state="open")
    rulings = _rulings().filter(review__candidacy__in=mine, state="hearing", answered_at=None, answer_by__gte=today)
    tasks: list[Iterator[Task]] = [
        _of_rulings(Do.ANSWER, rulings),
        _of_findings(Do.MEND, findings, late=lambda one: one.mend_by < today),
        _of_reviews(Do.ASSESS_AGAIN, reviews.filter(state="returned")),
        _of_reviews(Do.ASSESS, reviews.filter(state="draft")),
    ]
    return [task for some in tasks for task in some]


def of_visitors(visits: QuerySet[Visit]) -> list[Task]:
    """The visits of these that are planned, or can still be written about, by day."""
    open_still = _visits().filter(pk__in=visits.values("pk"), review__state__in=BEING_LOOKED_AT)
    return list(_of_visits(Do.VISIT, open_still.exclude(state="called_off")))


def _serious(reviews: QuerySet[Review]) -> Any:
    return reviews.filter(SERIOUS_OPEN).values("pk")


def _findings() -> QuerySet[Finding]:
    related = ("criterion", "visit__review__candidacy__body", "visit__review__candidacy__programme")
    return Finding.objects.select_related(*related).order_by("mend_by", "pk")


def _reviews() -> QuerySet[Review]:
    return Review.objects.select_related("candidacy__body", "candidacy__programme").order_by("handed_in_at", "pk")


def _visits() -> QuerySet[Visit]:
    related = ("review__candidacy__body", "review__candidacy__programme")
    return Visit.objects.select_related(*related).order_by("day", "pk")


def _rulings() -> QuerySet[Ruling]:
    related = ("review__candidacy__body", "review__candidacy__programme")
    return Ruling.objects.select_related(*related).order_by("answer_by", "pk")


def _of_findings(do: Do, found: QuerySet[Finding], *, late: bool | Callable[[Any], bool] = False) -> Iterator[Task]:
    for one in found[:MOST_OF_A_KIND]:
        is_late = late(one) if callable(late) else late
        yield Task(do, one.visit.review.candidacy, one.public_id, one.criterion, one.mend_by, is_late)


def _of_reviews(do: Do, found: QuerySet[Review]) -> Iterator[Task]:
    for one in found[:MOST_OF_A_KIND]:
        yield Task(do, one.candidacy, one.public_id, one.year)


def _of_visits(do: Do, found: QuerySet[Visit]) -> Iterator[Task]:
    for one in found[:MOST_OF_A_KIND]:
        yield Task(do, one.review.candidacy, one.public_id, day=one.day)


def _of_rulings(do: Do, found: QuerySet[Ruling]) -> Iterator[Task]:
    for one in found[:MOST_OF_A_KIND]:
        yield Task(do, one.review.candidacy, one.public_id, one.get_what_display(), one.answer_by)

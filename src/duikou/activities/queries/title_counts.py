"""How many bodies got a title, how many visits there were, and what is to be put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from duikou.activities.models import Candidacy, Finding, Ruling, Visit


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of a year of the city: bodies that got a title by its level, visits held; and of now: bodies with a
    title, findings to be put right, those of them whose day is over."""

    designated: dict[str, int]
    held: int
    visits: int
    open: int
    overdue: int


def counts_of(candidacies: QuerySet[Candidacy], *, year: int, today: date) -> Counts:
    """The numbers of these bodies. Four queries."""
    mine = candidacies.values("pk")
    given = Ruling.objects.filter(
        review__candidacy__in=mine, what=Ruling.What.DESIGNATE, state=Ruling.State.DONE, on__year=year
    )
    by_level = given.order_by().values_list("review__candidacy__programme__level").annotate(n=Count("pk"))
    undone = Q(state__in=(Finding.State.OPEN, Finding.State.MENDED))
    findings = Finding.objects.filter(visit__review__candidacy__in=mine).aggregate(
        open=Count("pk", filter=undone),
        overdue=Count("pk", filter=Q(state=Finding.State.OPEN, mend_by__lt=today)),
    )
    return Counts(
        designated=dict(by_level),
        held=candidacies.filter(state=Candidacy.State.DESIGNATED).count(),
        visits=Visit.objects.filter(review__candidacy__in=mine, state=Visit.State.HELD, day__year=year).count(),
        open=findings["open"],
        overdue=findings["overdue"],
    )

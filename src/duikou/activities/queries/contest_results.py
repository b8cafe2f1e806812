"""The results of a contest as they are shown, and how many works came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from duikou.activities.models import Contest, ContestEntry, ResultEdition
from duikou.activities.protocol import read_protocol
from duikou.activities.queries.contests import name_of
from duikou.base.small_numbers import hidden_with_sums

Entered = ContestEntry.State


def latest_edition(contest: Contest) -> ResultEdition | None:
    """The results that hold."""
    return ResultEdition.objects.filter(contest=contest).order_by("-number").first()


@dataclass(frozen=True, slots=True)
class Result:
    """A line of the results: what the protocol says of a work, and what may be shown of it."""

    said: dict[str, Any]
    title: str
    name: str
    prize: dict[str, str] | None
    gone: bool


def results(edition: ResultEdition) -> list[tuple[dict[str, str], list[Result]]]:
    """The results by category, as they are shown: titles of works that are not withdrawn, names that may be shown."""
    said = read_protocol(edition.content)
    known = {one.number: one for one in edition.contest.entries.select_related("person", "body")}
    prizes = [one["name"] for one in said["prizes"]]
    return [
        (category["name"], [_result(work, known.get(work["number"]), prizes) for work in category["works"]])
        for category in said["categories"]
    ]


def _result(work: dict[str, Any], entry: ContestEntry | None, prizes: Sequence[dict[str, str]]) -> Result:
    there = entry is not None and entry.state == Entered.ENTERED
    return Result(
        said=work,
        title=entry.title if entry and there else "",
        name=name_of(entry) if entry and there else "",
        prize=None if work["prize"] is None else prizes[work["prize"]],
        gone=not there,
    )


def counts_by_category(contest: Contest, *, k: int) -> list[tuple[Any, int | None, int | None]]:
    """Of each category how many works persons and how many bodies entered; None where a count of persons is too small
    to be told, or another could be worked out from it."""
    categories = list(contest.categories.all())
    rows = (
        contest.entries.exclude(state=Entered.WITHDRAWN)
        .values_list("category")
        .annotate(persons=Count("pk", filter=Q(body=None)), bodies=Count("pk", filter=Q(body__isnull=False)))
    )
    found = {category: (persons, bodies) for category, persons, bodies in rows}
    table = [found.get(one.pk, (0, 0)) for one in categories]
    hidden = hidden_with_sums(table, k=k) if table else set()

    def told(row: int, column: int) -> int | None:
        return None if (row, column) in hidden else table[row][column]

    return [(one, told(row, 0), told(row, 1)) for row, one in enumerate(categories)]

"""Adding and removing the categories, prizes and criteria of a contest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from duikou.activities import contest_rules as rules
from duikou.activities.actions.contests import lock, ref
from duikou.activities.models import Contest, ContestCategory, ContestEntry, Prize, WorkCriterion
from duikou.activities.queries import contests as queries
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.journal import actions as journal

State = Contest.State


Part = ContestCategory | Prize | WorkCriterion


PARTS: Mapping[str, type[Part]] = {"categories": ContestCategory, "prizes": Prize, "criteria": WorkCriterion}


@transaction.atomic
def add_part(*, contest: Contest, part: str, by: Actor, name: Mapping[str, str] | str, **values: int) -> Part:
    """Add a category, a prize or a criterion (`part`: one of PARTS). Raises rules.Refused: criteria once marks exist,
    anything once results are out, or when there are many already."""
    present = lock(contest)
    _may_change_part(present, part)
    model: Any = PARTS[part]
    if model.objects.filter(contest=present).count() >= rules.MOST_PARTS:
        raise rules.Refused(rules.Refusal.ENOUGH_PARTS)
    made: Part = model.objects.create(contest=present, name=translated(name), **values)
    journal.record(what="contest.part_added", which=ref(present), by=by, part=part)
    return made


@transaction.atomic
def remove_part(*, contest: Contest, part: str, item: int, by: Actor) -> None:
    """Remove one of them; one that is gone already is no error. Raises rules.Refused as `add_part` does, and for a
    category that works have come in for, or the last one of a contest that everybody sees."""
    present = lock(contest)
    _may_change_part(present, part)
    model: Any = PARTS[part]
    rows = model.objects.filter(contest=present, pk=item)
    if not rows.exists():
        return
    if part == "categories" and (
        ContestEntry.objects.filter(category=item).exists()
        or (present.state != State.DRAFT and present.categories.count() == 1)
    ):
        raise rules.Refused(rules.Refusal.PART_IN_USE)
    rows.delete()
    journal.record(what="contest.part_removed", which=ref(present), by=by, part=part)


def _may_change_part(contest: Contest, part: str) -> None:
    if contest.state not in (State.DRAFT, State.PUBLISHED):
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    if part == "criteria" and queries.marks_exist(contest):
        raise rules.Refused(rules.Refusal.MARKS_EXIST)

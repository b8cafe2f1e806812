"""Writing how the tables of a fair stand."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.fairs import rules
from duikou.fairs.hall import Row
from duikou.fairs.models import Fair, HallPlan
from duikou.journal import actions as journal


@transaction.atomic
def lay_hall(*, fair: Fair, rows: Sequence[Row], entrance: str, by: Actor) -> HallPlan:
    """Lay the hall of `fair` out. Times that are booked stay as they are; timetables made from now on know the new
    walks. Raises rules.Refused when the fair is over."""
    if not rules.may_change(fair):
        raise rules.Refused(rules.Refusal.FAIR_OVER)
    plan, _new = HallPlan.objects.update_or_create(
        fair=fair, defaults={"rows": [list(row) for row in rows], "entrance": entrance, "changed_at": clock.now()}
    )
    tables = sum(number is not None for row in rows for number in row)
    journal.record(what="hall.laid", which=f"fair:{fair.slug}", by=by, tables=tables)
    return plan

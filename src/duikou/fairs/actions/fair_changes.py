"""Telling those who have booked, or wish for what is drawn, that a fair takes place elsewhere or at another time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.rules import SOON, is_soon
from duikou.fairs.models import Fair
from duikou.fairs.queries.changes import entries_told_when_changed, told_when_changed
from duikou.journal import actions as journal

CHANGED, CHANGED_FOR_DRAW = "fair_changed", "draw_fair_changed"


@dataclass(frozen=True, slots=True)
class WhenAndWhere:
    """When and where a fair takes place, as far as people are told: to the minute; the place by its primary key."""

    starts_at: datetime
    ends_at: datetime
    place: int | None

    @classmethod
    def of(cls, fair: Fair) -> WhenAndWhere:
        """As the fair has it now."""
        begin, end = (at.replace(second=0, microsecond=0) for at in (fair.starts_at, fair.ends_at))
        return cls(begin, end, fair.place_id)


def tell_changed(*, fair: Fair, before: WhenAndWhere, by: Actor) -> int:
    """Tell everybody with a booking to come or with wishes that are still open, once for each change, what was and what
    is; gives their number. A fair that nobody sees, and one that is where and when it was, tells nobody. Within the
    change's own transaction."""
    if fair.state not in (Fair.State.PUBLISHED, Fair.State.RUNNING) or WhenAndWhere.of(fair) == before:
        return 0
    now = clock.now()
    told = told_when_changed(fair)
    wishing = entries_told_when_changed(fair, besides=told)
    number = len(told) + len(wishing)
    entry = journal.record(what="fair.change_told", which=f"fair:{fair.slug}", by=by, people=number)
    was: dict[str, Any] = {
        "was_from": before.starts_at.isoformat(),
        "was_until": before.ends_at.isoformat(),
        "was_at": before.place,
    }
    journal.queue_each(
        template=CHANGED,
        recipients=[f"person:{one.person_id}" for one in told],
        about=[f"booking:{one.public_id}" for one in told],
        dedupe_keys=[f"{CHANGED}:{entry.pk}:{one.public_id}" for one in told],
        expire_at=[one.slot.ends_at for one in told],
        urgent=[is_soon(one.slot, now=now) for one in told],
        **was,
    )
    journal.queue_each(
        template=CHANGED_FOR_DRAW,
        recipients=[f"person:{one.person_id}" for one in wishing],
        about=[f"entry:{one.public_id}" for one in wishing],
        dedupe_keys=[f"{CHANGED_FOR_DRAW}:{entry.pk}:{one.public_id}" for one in wishing],
        expire_at=[fair.ends_at] * len(wishing),
        urgent=fair.starts_at - now < SOON,
        **was,
    )
    return number

"""Telling those who have booked that a fair takes place elsewhere or at another time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.rules import is_soon
from duikou.fairs.models import Fair
from duikou.fairs.queries.office import told_when_changed
from duikou.journal import actions as journal

CHANGED = "fair_changed"


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
    """Tell everybody with a booking to come, once for each change, what was and what is; gives their number. A fair
    that nobody sees, and one that is where and when it was, tells nobody. Within the change's own transaction."""
    if fair.state not in (Fair.State.PUBLISHED, Fair.State.RUNNING) or WhenAndWhere.of(fair) == before:
        return 0
    now = clock.now()
    told = told_when_changed(fair)
    entry = journal.record(what="fair.change_told", which=f"fair:{fair.slug}", by=by, people=len(told))
    journal.queue_each(
        template=CHANGED,
        recipients=[f"person:{one.person_id}" for one in told],
        about=[f"booking:{one.public_id}" for one in told],
        dedupe_keys=[f"{CHANGED}:{entry.pk}:{one.public_id}" for one in told],
        expire_at=[one.slot.ends_at for one in told],
        urgent=[is_soon(one.slot, now=now) for one in told],
        was_from=before.starts_at.isoformat(),
        was_until=before.ends_at.isoformat(),
        was_at=before.place,
    )
    return len(told)

"""How employers kept their stands at the last fair: whether somebody was there, and whom they never talked to. About
organisations alone; nothing is kept of it, it is read anew from the stands and their talks."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from duikou.base.small_numbers import K_INSIDE
from duikou.booking.models import Booking
from duikou.fairs import rules
from duikou.fairs.models import Fair, Stand

CAME = Q(interviews__booking__state=Booking.State.CONFIRMED, interviews__booking__attendance=Booking.Attendance.ARRIVED)
BEGUN = Q(interviews__started_at__isnull=False)


@dataclass(frozen=True, slots=True)
class LastTime:
    """An employer's stand at its last fair: whether it stayed `empty`, and how many people who came were never called
    to a talk (`missed`)."""

    fair: Fair
    empty: bool
    missed: int

    @property
    def few(self) -> bool:
        """Whether those people are too few to be counted out."""
        return self.missed < K_INSIDE


def kept(stands: QuerySet[Stand]) -> list[tuple[Stand, bool, int]]:
    """The approved ones of `stands`, each with whether it stayed empty and how many talks it missed: of people who
    came, and never begun. One query."""
    rows = stands.filter(state=Stand.State.APPROVED).annotate(
        n_begun=Count("interviews", filter=BEGUN), n_missed=Count("interviews", filter=CAME & ~BEGUN)
    )
    counts: Callable[[Stand, str], int] = getattr
    return [(row, rules.stayed_empty(row, begun=counts(row, "n_begun")), counts(row, "n_missed")) for row in rows]


def last_times(fair: Fair, employers: Collection[int], *, now: datetime) -> dict[int, LastTime]:
    """What is to be said of these employers (primary keys) before `fair`: of each its last fair of the same office that
    is over, if its stand stayed empty there or people waited in vain. One query."""
    before = (
        Stand.objects.filter(
            employer__in=employers,
            fair__organiser=fair.organiser_id,
            fair__state__in=(Fair.State.RUNNING, Fair.State.CLOSED),
            fair__ends_at__lte=min(now, fair.starts_at),
        )
    ).select_related("fair")
    last: dict[int, LastTime] = {}
    for stand, empty, missed in kept(before.order_by("-fair__ends_at", "-pk")):
        last.setdefault(stand.employer_id, LastTime(stand.fair, empty, missed))
    return {pk: one for pk, one in last.items() if one.empty or one.missed}

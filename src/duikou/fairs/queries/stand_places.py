"""What is still free at the stands of a fair, read live: it changes with every booking, so no index holds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, IntegerField, Max, Sum, Value, When
from django.db.models.functions import Cast

from duikou.base.recent import Recent
from duikou.booking.models import Slot, WaitingEntry
from duikou.fairs.models import Fair, Stand

FEW = 3
RECENT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Places:
    """Interview places left at a stand for the public, how many people wait, and how one can meet there. `times` says
    whether there are any times to come at all."""

    left: int = 0
    waiting: int = 0
    on_site: bool = False
    online: bool = False
    times: bool = False

    @property
    def few(self) -> bool:
        """Whether places are about to run out."""
        return 0 < self.left <= FEW

    @property
    def state(self) -> int:
        """Free, on site and online as three bits."""
        return (self.left > 0) | self.on_site << 1 | self.online << 2


def places_of(fair: Fair, *, now: datetime, stands: Iterable[int] | None = None) -> dict[int, Places]:
    """The places at each approved stand of `fair` (or of some) by the stand's id, in times that begin after `now`.
    Two queries."""
    slots = Slot.objects.filter(
        offer=fair.offer_id, withdrawn=False, starts_at__gt=now, resource__stand__state=Stand.State.APPROVED
    )
    waiting = WaitingEntry.objects.filter(offer=fair.offer_id, state=WaitingEntry.State.WAITING)
    if stands is not None:
        wanted = list(stands)
        slots, waiting = slots.filter(resource__stand__in=wanted), waiting.filter(resource__stand__in=wanted)
    free = F("capacity") - F("kept") - F("taken")
    left = Case(When(capacity__gt=F("kept") + F("taken"), then=free), default=Value(0), output_field=IntegerField())
    rows = (
        slots.order_by()
        .values_list("resource__stand")
        .annotate(
            left=Sum(left),
            here=Max(Cast("on_site", IntegerField())),
            afar=Max(Cast("online", IntegerField())),
        )
    )
    counted = waiting.order_by().values_list("resource__stand").annotate(number=Count("id"))
    waiters = dict(counted)
    return {
        stand: Places(left, waiters.get(stand, 0), bool(here), bool(afar), True) for stand, left, here, afar in rows
    }


recent: Recent[dict[int, Places]] = Recent(RECENT_SECONDS, most=50)


def recent_places_of(fair: Fair, *, now: datetime) -> dict[int, Places]:
    """As `places_of` of all stands, at most a second old; new at once in the process that booked or freed a place."""
    return recent.get(fair.pk, lambda: places_of(fair, now=now))

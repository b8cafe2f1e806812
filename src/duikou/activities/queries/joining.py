"""What all that one joins has in common: its slot, and how many wait for it."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from duikou.booking.models import Slot, WaitingEntry


def with_waiting(slots: QuerySet[Slot]) -> dict[int, tuple[Slot, int]]:
    """The slot of each offer (by its primary key; `offer` loaded) and how many entries wait for it. One query."""
    waits = Count("waiting", filter=Q(waiting__state=WaitingEntry.State.WAITING))
    return {one.offer_id: (one, one.waits) for one in slots.select_related("offer").annotate(waits=waits)}

"""The bare limit of a database: the claim statements alone, without rules, people, journal or messages.

A conditional UPDATE of one slot and the insert of its bookings into the real tables, with every index and constraint,
one commit each or one commit for fifty. What the whole engine reaches is read against it.
"""

from __future__ import annotations

import itertools
import time
from typing import Any

from django.db import transaction
from django.db.models import F

from duikou.base import clock
from duikou.base.columns import Each, insert
from duikou.base.ids import new_ids
from duikou.booking.models import Booking, Slot

TOGETHER = 50
_codes = itertools.count()  # none of them drawn by chance, so that none is drawn twice


def measure(slot: Slot, *, seconds: float = 2.0) -> dict[str, float]:
    """Claims a second in `slot` (with places enough), one per commit and fifty per commit; what was written goes."""
    figures = {"limit_per_s": _rate(slot, 1, seconds), "limit_batched_per_s": _rate(slot, TOGETHER, seconds)}
    Booking.objects.filter(slot=slot, person=None).delete()
    Slot.objects.filter(pk=slot.pk).update(taken=0)
    return figures


def _rate(slot: Slot, together: int, seconds: float) -> float:
    done, begun = 0, time.perf_counter()
    while (spent := time.perf_counter() - begun) < seconds:
        with transaction.atomic():
            _claim(slot, together)
        done += together
    return round(done / spent, 1)


def _claim(slot: Slot, count: int) -> None:
    free = Slot.objects.filter(pk=slot.pk, taken__lte=F("capacity") - count)
    if not free.update(taken=F("taken") + count):
        raise RuntimeError("the slot of the measurement is full")
    now = clock.now()
    same: dict[str, Any] = {"slot_id": slot.pk, "offer_id": slot.offer_id, "person_id": None, "claim_key": None}
    insert(
        Booking,
        count,
        public_id=Each(new_ids(count)),
        code=Each(f"X{next(_codes):07x}" for _ in range(count)),
        state="confirmed",
        held_until=None,
        created_at=now,
        changed_at=now,
        **same,
    )

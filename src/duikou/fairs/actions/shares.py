"""Keeping how many of those who asked for a talk got one, before the people leave."""

from __future__ import annotations

from django.db import transaction

from duikou.base import clock
from duikou.fairs.models import Fair, FairShare
from duikou.fairs.queries.shares import asked_at, to_count


def count_shares() -> int:
    """Count every fair that has just ended, again and again until people begin to leave it; gives their number."""
    return sum(_count(fair) for fair in to_count(clock.now()))


@transaction.atomic
def _count(fair: Fair) -> int:
    now = clock.now()
    for way, one in asked_at(fair).items():
        FairShare.objects.update_or_create(
            fair=fair,
            way=way,
            defaults={"asked": one.asked, "placed": one.placed, "talked": one.talked, "counted_at": now},
        )
    return 1

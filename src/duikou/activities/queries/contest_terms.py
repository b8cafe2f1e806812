"""Whose and what of contests has been kept for long enough."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from duikou.activities import contest_rules as rules
from duikou.activities.models import ContestEntry, Recusal, WorkPicture, WorkSheet


def over(now: datetime, contest: str = "contest") -> Q:
    """That the contest at this path ended long enough ago for its people to be let go."""
    ended = Q(**{f"{contest}__ended_at__lt": now - rules.KEPT_AFTER})
    never = {f"{contest}__ended_at": None, f"{contest}__closes_at__lt": now - rules.LONGEST_OPEN}
    return ended | Q(**never)


def people_kept_too_long(now: datetime) -> QuerySet[ContestEntry]:
    """The entries that should have let their person go."""
    return ContestEntry.objects.filter(over(now), person__isnull=False)


def works_kept_too_long(now: datetime) -> QuerySet[ContestEntry]:
    """The entries that should have lost their words and pictures: withdrawn, or over and not exhibited."""
    return ContestEntry.objects.filter(over(now), accepted=False, emptied_at=None)


def pictures_kept_too_long(now: datetime) -> QuerySet[WorkPicture]:
    """The pictures of those works."""
    return WorkPicture.objects.filter(entry__in=works_kept_too_long(now))


def sheets_kept_too_long(now: datetime) -> QuerySet[WorkSheet]:
    """What jurors said of works whose results cannot be corrected any more."""
    return WorkSheet.objects.filter(over(now, "entry__contest"))


def recusals_kept_too_long(now: datetime) -> QuerySet[Recusal]:
    """Who did not judge what, of the same contests."""
    return Recusal.objects.filter(over(now, "entry__contest"))

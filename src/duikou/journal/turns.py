"""What is done again and again by whichever worker comes first: whose turn it is, and when it was last done."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q

from duikou.base import clock
from duikou.journal.models import Turn

RETENTION, PROMISES = "retention", "promises"
LEASE = timedelta(hours=1)  # after which somebody who began and never came to an end is given up


def done_at(name: str) -> datetime | None:
    """When it was last done; None if never."""
    return Turn.objects.filter(pk=name).values_list("done_at", flat=True).first()


def all_done() -> dict[str, datetime | None]:
    """The same of everything that was ever begun."""
    return dict(Turn.objects.values_list("name", "done_at"))


def my_turn(name: str, *, since: datetime) -> bool:
    """Whether it was not done since then and nobody is at it: of several who ask at once one is told so, and has then
    to do it and to say so. What was done in a future, as before a demo's clock was put back, does not count; that of a
    moment may be another machine's clock."""
    now = clock.now()
    future = now + LEASE
    Turn.objects.bulk_create([Turn(name=name)], ignore_conflicts=True)
    wanted = Turn.objects.filter(pk=name).filter(Q(done_at=None) | Q(done_at__lt=since) | Q(done_at__gt=future))
    free = Q(begun_at=None) | Q(begun_at__lte=F("done_at")) | Q(begun_at__lte=now - LEASE) | Q(begun_at__gt=future)
    return bool(wanted.filter(free).update(begun_at=now))


def under_way(name: str) -> bool:
    """Whether somebody has begun it and is not known to have given up."""
    begun = Turn.objects.filter(pk=name, begun_at__range=(clock.now() - LEASE, clock.now() + LEASE))
    return begun.filter(Q(done_at=None) | Q(done_at__lt=F("begun_at"))).exists()


def say_done(name: str) -> None:
    """It is done, at this moment."""
    Turn.objects.update_or_create(name=name, defaults={"done_at": clock.now()})

"""Whether all that works by itself does so, for whoever watches over the city: no names, no counts of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Min, Q

from duikou.base import clock
from duikou.base.keeping import proofs
from duikou.journal import turns
from duikou.journal.models import Beat, Message, Proven

ALIVE = timedelta(minutes=5)
A_DAY, TWO_DAYS = timedelta(days=1), timedelta(days=2)
LATE = timedelta(minutes=15)
A_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Health:
    """When the worker last showed itself, when all that was due was last erased, when the promises were last looked at
    and whether all were kept; and for how long the message has been waiting that has waited longest, in seconds."""

    worker: datetime | None
    retention: datetime | None
    promises: datetime | None
    kept: bool
    late: timedelta
    undelivered: timedelta
    now: datetime

    def sound(self) -> dict[str, bool]:
        """Which of them are as they should be."""
        return {
            "worker": self._since(self.worker, ALIVE),
            "retention": self._since(self.retention, A_DAY),
            "promises": self.kept and self._since(self.promises, TWO_DAYS),
            "messages": settings.DEMO or (self.late <= LATE and self.undelivered <= A_DAY),  # a sample city sends none
        }

    def _since(self, at: datetime | None, longest: timedelta) -> bool:
        return at is not None and self.now - at <= longest


def health() -> Health:
    """How it is at this moment; five queries. Raises the database's errors."""
    now, done = clock.now(), turns.all_done()
    kept = set(Proven.objects.filter(result=Proven.Result.KEPT).values_list("name", flat=True))
    waiting = Message.objects.filter(state=Message.State.WAITING)
    untried = waiting.filter(due_at__lte=now - A_MOMENT).aggregate(at=Min("due_at"))["at"]
    tried = waiting.filter(Q(problem__gt="")).aggregate(at=Min("created_at"))["at"]
    return Health(
        worker=Beat.objects.aggregate(at=Max("at"))["at"],
        retention=done.get(turns.RETENTION),
        promises=done.get(turns.PROMISES),
        kept={one.name for one in proofs} <= kept,
        late=now - untried if untried else timedelta(),
        undelivered=now - tried if tried else timedelta(),
        now=now,
    )

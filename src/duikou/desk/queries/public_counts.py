"""How often services and topics were asked for in a month, as everybody may know it: counts alone, no request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from duikou.base.small_numbers import K_PUBLIC
from duikou.booking.models import Booking
from duikou.desk.models import Appointment, Enquiry, Service, Topic
from duikou.desk.queries.counted import hidden

MOST_MONTHS = 60
APPOINTMENT, QUESTION = "appointment", "question"


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How often there was a `kind` of request for something, by its lasting `code`, in a month (its first day). None is
    fewer than ten, or a count from which such a one could be worked out."""

    kind: str
    code: str
    name: str
    month: date
    count: int | None


def month_counts(*, now: datetime, k: int = K_PUBLIC) -> list[MonthCount]:
    """Appointments by service and questions by topic of the months that are over, the latest first. Each month is
    hidden by itself, so that what was told of it once is never told otherwise. Four queries."""
    this = timezone.localdate(now).replace(day=1)
    first = _months_before(this, MOST_MONTHS)
    services = {one.pk: (str(one.public_id), str(one.title)) for one in Service.objects.exclude(state="draft")}
    topics = {one.pk: (one.key, str(one.name)) for one in Topic.objects.all()}
    booked = Appointment.objects.filter(
        booking__state=Booking.State.CONFIRMED,
        booking__offer__centre_day__day__gte=first,
        booking__offer__centre_day__day__lt=this,
    )
    booked = booked.order_by().annotate(month=TruncMonth("booking__offer__centre_day__day"))
    asked = Enquiry.objects.filter(asked_at__gte=_midnight(first), asked_at__lt=_midnight(this)).order_by()
    asked = asked.annotate(month=TruncMonth("asked_at"))
    rows = [
        *_shown(APPOINTMENT, services, booked.values_list("month", "service").annotate(n=Count("pk")), k),
        *_shown(QUESTION, topics, asked.values_list("month", "topic").annotate(n=Count("pk")), k),
    ]
    return sorted(rows, key=lambda row: (-row.month.toordinal(), row.kind))


def _shown(
    kind: str, things: dict[int, tuple[str, str]], rows: Iterable[tuple[Any, Any, int]], k: int
) -> Sequence[MonthCount]:
    """What is of nothing in the list (a service that was taken out) is counted, but not named."""
    by_month: dict[date, Counter[Hashable]] = {}
    for month, thing, n in rows:
        day = timezone.localdate(month) if isinstance(month, datetime) else month
        by_month.setdefault(day, Counter())[thing if thing in things else None] += n
    found = []
    for month, counted in by_month.items():
        order = [*things, None]
        table = hidden(order, [[counted[one]] for one in order], k)
        for line in table.lines:
            if line.of is not None and line.total != 0:
                code, name = things[line.of]
                found.append(MonthCount(kind, code, name, month, line.total))
    return found


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), timezone.get_default_timezone())

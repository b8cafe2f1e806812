"""What was done at the desk in a year, in counts: never a person, and no count from which one could be picked out.

Each table is hidden where it is small together with what it could be worked out from (`base.small_numbers`). Tables of
one thing by different parts share their total alone; what is told by area is made of what is told by centre.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractMonth, Greatest
from django.utils import timezone

from duikou.base.small_numbers import K_INSIDE, K_PUBLIC, hidden_with_sums
from duikou.booking.calling import WALK_INS
from duikou.booking.models import Booking, Ticket
from duikou.desk.models import Appointment, Centre, CentreDay, Enquiry, Topic
from duikou.directory.models import Area

MONTHS = range(1, 13)
Shown = int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: what it is of (None: the rest), a count for each column, and their sum; None is not shown."""

    of: Any
    counts: Sequence[Shown]
    total: Shown


@dataclass(frozen=True, slots=True)
class Table:
    """Lines, the sums of the columns, and the sum of everything; None is not shown."""

    lines: Sequence[Line]
    sums: Sequence[Shown]
    total: Shown

    @property
    def hides(self) -> bool:
        """Whether anything is not shown."""
        return None in (self.total, *self.sums) or any(None in (one.total, *one.counts) for one in self.lines)

    def of(self, thing: Any) -> Line | None:
        """The line of `thing`."""
        return next((one for one in self.lines if one.of == thing), None)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long numbers waited to be called, in minutes: so many numbers, the half of them at most `median`, nine of ten
    at most `ninth`. None is not shown."""

    of: Any
    numbers: Shown
    median: Shown
    ninth: Shown


@dataclass(frozen=True, slots=True)
class Kept:
    """How many per cent of the appointments of days that are over were kept; None where it is not shown."""

    of: Any
    per_cent: Shown


@dataclass(frozen=True, slots=True)
class Counted:
    """A year of the desk. `appointments` and `numbers` (of people who came without one): by centre and month. `topics`:
    appointments by topic. `questions`: by topic, columns as in QUESTIONS. `areas`: appointments, numbers and questions
    by the area of the centre that took them; `elsewhere` are the questions that no centre took. The last of `waits` and
    `kept` is the whole city's."""

    year: int
    appointments: Table
    numbers: Table
    topics: Table
    questions: Table
    areas: Sequence[Line]
    elsewhere: Shown
    waits: Sequence[Waits]
    kept: Sequence[Kept]


QUESTIONS = ("answered", "open", "overdue", "ended")


def years(*, now: datetime) -> list[int]:
    """The years of which there is anything to count, the latest first; the present one always."""
    days = {day.year for day in CentreDay.objects.dates("day", "year")}
    asked = {at.year for at in Enquiry.objects.datetimes("asked_at", "year")}
    return sorted(days | asked | {timezone.localdate(now).year}, reverse=True)


def of_year(year: int, *, now: datetime, k: int = K_INSIDE) -> Counted:
    """All of a year, counts below `k` hidden. Nine queries, however much there is."""
    centres = list(Centre.objects.exclude(state=Centre.State.DRAFT).select_related("organisation__area", "place__area"))
    booked = _bookings(year)
    by_month = booked.annotate(month=ExtractMonth("offer__centre_day__day"))
    appointments = _by_month(by_month, "offer__centre_day__centre", centres, k)
    tickets = Ticket.objects.filter(series=WALK_INS, offer__centre_day__day__year=year).order_by()
    numbers = _by_month(tickets.annotate(month=ExtractMonth("day")), "offer__centre_day__centre", centres, k)
    areas, elsewhere = _areas(year, centres, appointments, numbers, k)
    return Counted(
        year=year,
        appointments=appointments,
        numbers=numbers,
        topics=_topics(year, k),
        questions=_questions(year, timezone.localdate(now), k),
        areas=areas,
        elsewhere=elsewhere,
        waits=_waits(year, centres, k),
        kept=_kept(booked.filter(offer__centre_day__day__lt=timezone.localdate(now)), centres, k),
    )


def hidden(things: Sequence[Any], counts: Sequence[Sequence[int]], k: int) -> Table:
    """A table of counts, a row for each of `things`, with all that must not be shown taken out."""
    total = sum(map(sum, counts))
    if not counts or total < k:
        none: Shown = None if total else 0
        width = len(counts[0]) if counts else 0
        return Table([Line(one, [none] * width, none) for one in things], [none] * width, none)
    out = hidden_with_sums(counts, k=k)
    rows = [[*row, sum(row)] for row in counts]
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    shown = [[None if (i, j) in out else n for j, n in enumerate(row)] for i, row in enumerate(rows)]
    lines = [Line(one, row[:-1], row[-1]) for one, row in zip(things, shown[:-1], strict=True)]
    return Table(lines, shown[-1][:-1], total)


def _bookings(year: int) -> QuerySet[Booking]:
    found = Booking.objects.filter(offer__centre_day__day__year=year, state=Booking.State.CONFIRMED)
    return found.order_by()


def _by_month(rows: QuerySet[Any], centre: str, centres: Sequence[Centre], k: int) -> Table:
    counted = {(at, month): n for at, month, n in rows.values_list(centre, "month").annotate(n=Count("pk"))}
    return hidden(centres, [[counted.get((one.pk, month), 0) for month in MONTHS] for one in centres], k)


def _topics(year: int, k: int) -> Table:
    """By the topic that was chosen, or the first one of the service that was."""
    topics = {one.pk: one for one in Topic.objects.all()}
    order = {pk: place for place, pk in enumerate(topics)}
    first: dict[int, int] = {}
    links = Topic.services.through.objects.values_list("service", "topic")
    for service, topic in sorted(links, key=lambda link: order[link[1]]):
        first.setdefault(service, topic)
    rows = Appointment.objects.filter(booking__in=_bookings(year)).order_by()
    counted: Counter[int | None] = Counter()
    for topic, service, n in rows.values_list("topic", "service").annotate(n=Count("pk")):
        counted[topic or first.get(service)] += n
    things: list[Topic | None] = [*topics.values(), None]
    return hidden(things, [[counted[one.pk if one else None]] for one in things], k)


def _questions(year: int, today: date, k: int) -> Table:
    """Those that were asked in the year: answered, open, open past the promised day, ended without an answer."""
    asked = _asked(year)
    unanswered = Q(state__in=Enquiry.OPEN)
    kinds = {
        "answered": ~unanswered & Q(answered_at__isnull=False),
        "open": unanswered & Q(due_on__gte=today),
        "overdue": unanswered & Q(due_on__lt=today),
        "ended": ~unanswered & Q(answered_at=None),
    }
    counts = {name: Count("pk", filter=kinds[name]) for name in QUESTIONS}
    rows = asked.values("topic").annotate(**counts).values_list("topic", *QUESTIONS)
    by_topic: dict[int, list[int]] = {topic: list(counted) for topic, *counted in rows}
    topics = list(Topic.objects.all())
    return hidden(topics, [by_topic.get(one.pk, [0] * len(QUESTIONS)) for one in topics], k)


def _asked(year: int) -> QuerySet[Enquiry]:
    zone = timezone.get_default_timezone()
    first, after = (datetime(one, 1, 1, tzinfo=zone) for one in (year, year + 1))
    return Enquiry.objects.filter(asked_at__gte=first, asked_at__lt=after).order_by()


def _areas(
    year: int, centres: Sequence[Centre], appointments: Table, numbers: Table, k: int
) -> tuple[list[Line], Shown]:
    """Where an area has a centre that is not shown, the area is not shown either, so that nothing is told twice."""
    asked = dict(_asked(year).values_list("body__centre").annotate(n=Count("pk")))
    things: list[Centre | None] = [*centres, None]
    questions = hidden(things, [[asked.get(one.pk if one else None, 0)] for one in things], k)
    of_area: dict[Area | None, list[Centre]] = defaultdict(list)
    for one in centres:
        of_area[one.place.area or one.organisation.area].append(one)
    tables = (appointments, numbers, questions)
    lines = [Line(area, [_together(table, found) for table in tables], None) for area, found in of_area.items()]
    elsewhere = questions.of(None)
    return lines, elsewhere.total if elsewhere else 0


def _together(table: Table, centres: Iterable[Centre]) -> Shown:
    found = [line.total for line in map(table.of, centres) if line]
    return None if None in found else sum(one or 0 for one in found)


def _waits(year: int, centres: Sequence[Centre], k: int) -> list[Waits]:
    """From taking the number, or from the time of the appointment where that was later, to the first call."""
    since = Greatest("taken_at", Coalesce("due_at", "taken_at"))
    called = Ticket.objects.filter(offer__centre_day__day__year=year, first_called_at__isnull=False).order_by()
    waited: Mapping[int, list[float]] = defaultdict(list)
    rows = called.annotate(since=since).values_list("offer__centre_day__centre", "since", "first_called_at")
    for centre, begun, at in rows.iterator():
        waited[centre].append(max(0.0, (at - begun).total_seconds() / 60))
    counts = hidden(centres, [[len(waited[one.pk])] for one in centres], k)
    lines = [_line(line.of, line.total, waited[line.of.pk]) for line in counts.lines]
    return [*lines, _line(None, counts.total, [one for of_centre in waited.values() for one in of_centre])]


def _line(of: Any, numbers: Shown, minutes: Sequence[float]) -> Waits:
    """Nearest rank; nine of ten of fewer than ten would be the longest, which is somebody's own."""
    if not numbers:
        return Waits(of, numbers, None, None)
    ordered = sorted(minutes)
    return Waits(of, numbers, _rank(ordered, 0.5), _rank(ordered, 0.9) if numbers >= K_PUBLIC else None)


def _rank(ordered: Sequence[float], share: float) -> int:
    return round(ordered[ceil(share * len(ordered)) - 1])


def _kept(over: QuerySet[Booking], centres: Sequence[Centre], k: int) -> list[Kept]:
    came = Q(attendance=Booking.Attendance.ARRIVED)
    rows = over.values("offer__centre_day__centre").annotate(
        came=Count("pk", filter=came), not_come=Count("pk", filter=~came)
    )
    counted = {row["offer__centre_day__centre"]: [row["came"], row["not_come"]] for row in rows}
    table = hidden(centres, [counted.get(one.pk, [0, 0]) for one in centres], k)
    lines = [Kept(line.of, _per_cent(*line.counts)) for line in table.lines]
    return [*lines, Kept(None, _per_cent(*table.sums) if table.sums else None)]


def _per_cent(came: Shown, not_come: Shown) -> Shown:
    if came is None or not_come is None or not came + not_come:
        return None
    return round(100 * came / (came + not_come))

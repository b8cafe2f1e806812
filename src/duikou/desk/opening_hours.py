"""When something is open: pure answers from a week of spans and the days on which it is otherwise.

Spans are times of day as the city's clocks show them, and never go over midnight. Where clocks are put forward or back,
a time that never comes counts as the moment of the jump, and one that comes twice counts the first time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import groupby, pairwise

WEEKDAYS = range(1, 8)
CITY, CENTRE, WINDOW = 0, 1, 2
DAYS_AHEAD = 400  # in which the next opening is looked for: longer than any holiday


class BadSpan(ValueError):
    """A span does not end after it begins: none goes over midnight."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From when until when on one day. Raises BadSpan for one that does not end after it begins."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise BadSpan(f"{self.opens}-{self.closes}")


Spans = tuple[Span, ...]
Week = Mapping[int, Spans]  # by weekday, 1 is Monday (ISO 8601); a weekday that is not there is closed


@dataclass(frozen=True, slots=True)
class Special:
    """Days from `first` to `last` on which it is otherwise: at these spans (none: closed), or like on another weekday
    (`like`). `level` is CITY, CENTRE or WINDOW; `made` numbers them in the order in which they were entered."""

    first: date
    last: date
    level: int = CENTRE
    spans: Spans = ()
    like: int | None = None
    made: int = 0
    reason: object = ""

    def holds_on(self, day: date) -> bool:
        """Whether `day` is one of these days."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Now:
    """Whether it is open; if so until when, and else when it opens next (aware, UTC; None when that is not known)."""

    open: bool
    until: datetime | None = None
    opens: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of a centre or of a window."""

    week: Week
    special: Sequence[Special] = field(default=())

    def on(self, day: date) -> Spans:
        """The spans of `day`, in order."""
        return spans_on(self.week, self.special, day)

    def special_on(self, day: date) -> Special | None:
        """Why `day` is not as the week says; None when it is."""
        return special_on(self.special, day)

    def at(self, now: datetime, zone: tzinfo) -> Now:
        """How it is at `now` (aware)."""
        return at(self, now, zone)


def merged(spans: Iterable[Span]) -> Spans:
    """The spans in order, those that touch or overlap made one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.opens <= found[-1].closes:
            found[-1] = Span(found[-1].opens, max(found[-1].closes, span.closes))
        else:
            found.append(span)
    return tuple(found)


def overlap(spans: Iterable[Span]) -> bool:
    """Whether two of the spans share a moment; spans that touch do not."""
    return any(later.opens < earlier.closes for earlier, later in pairwise(sorted(spans)))


def special_on(special: Iterable[Special], day: date) -> Special | None:
    """What holds on `day` instead of the week: what was entered for a window before what was for its centre, and that
    before what was for the city; among equals the shortest, and then the latest entered."""
    found = [one for one in special if one.holds_on(day)]
    return max(found, key=lambda one: (one.level, one.first - one.last, one.made), default=None)


def spans_on(week: Week, special: Iterable[Special], day: date) -> Spans:
    """The spans of `day`, in order; none when it is closed."""
    instead = special_on(special, day)
    if instead is None:
        return merged(week.get(day.isoweekday(), ()))
    return merged(instead.spans if instead.like is None else week.get(instead.like, ()))


def moment(day: date, at: time, zone: tzinfo) -> datetime:
    """The first moment (aware, UTC) at which the clocks of `zone` show `at` on `day`, or a later time if they jump over
    it."""
    wanted = datetime.combine(day, at)
    found = wanted.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wanted:
        return found
    # In a gap: fold 1 lies before the jump, fold 0 behind it (PEP 495); the clocks jump at a whole second between.
    before = wanted.replace(tzinfo=zone, fold=1).astimezone(UTC)
    seconds = range(int((found - before).total_seconds()) + 1)

    def shows_later(second: int) -> bool:
        return (before + timedelta(seconds=second)).astimezone(zone).replace(tzinfo=None) >= wanted

    return before + timedelta(seconds=bisect_left(seconds, True, key=shows_later))


def moments(spans: Iterable[Span], day: date, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """From when until when each span of `day` is (aware, UTC), without those that a jump of the clocks leaves out."""
    for span in spans:
        opens, closes = moment(day, span.opens, zone), moment(day, span.closes, zone)
        if opens < closes:
            yield opens, closes


def at(hours: OpeningHours, now: datetime, zone: tzinfo) -> Now:
    """How it is at `now` (aware) in `zone`."""
    today = now.astimezone(zone).date()
    for ahead in range(DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        for opens, closes in moments(hours.on(day), day, zone):
            if opens <= now < closes:
                return Now(open=True, until=closes)
            if now < opens:
                return Now(open=False, opens=opens)
    return Now(open=False)


def in_lines(week: Week) -> list[tuple[int, int, Spans]]:
    """The week as people read it: first and last weekday of each run of days that are alike, with their spans; closed
    days have none."""
    days = [(weekday, merged(week.get(weekday, ()))) for weekday in WEEKDAYS]
    runs = [(spans, [weekday for weekday, _spans in run]) for spans, run in groupby(days, key=lambda one: one[1])]
    return [(run[0], run[-1], spans) for spans, run in runs]

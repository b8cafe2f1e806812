"""The opening hours of centres and windows, read from the database as `opening_hours` takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property

from django.db.models import Q, QuerySet

from duikou.desk.models import Centre, Hours, SpecialDays, Window
from duikou.desk.opening_hours import CENTRE, CITY, WINDOW, OpeningHours, Span, Spans, Special, Week


@dataclass(frozen=True)
class CentreHours:
    """The hours of one centre and of each of its windows."""

    week: Week = field(default_factory=dict)
    weeks: dict[int, Week] = field(default_factory=dict)  # by window, of those that have their own
    special: Sequence[Special] = ()  # of the city and of the centre
    special_of: dict[int, list[Special]] = field(default_factory=dict)  # by window

    @cached_property
    def whole(self) -> OpeningHours:
        """The centre's own."""
        return OpeningHours(self.week, self.special)

    def of_window(self, window: Window) -> OpeningHours:
        """A window's: its own week if it has one, else the centre's; none once it is closed."""
        if window.closed_at is not None:
            return OpeningHours({})
        return OpeningHours(self.weeks.get(window.pk, self.week), (*self.special, *self.special_of.get(window.pk, ())))

    def has_own_week(self, window: Window) -> bool:
        """Whether the window has hours of its own."""
        return window.pk in self.weeks


def hours_of(centres: Collection[Centre], *, first: date | None = None) -> dict[int, CentreHours]:
    """The hours of each of these centres by its primary key, with the special days from `first` on (all of them without
    it). Two queries, however many centres."""
    ids = [centre.pk for centre in centres]
    weeks: dict[tuple[int, int | None], dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    rows = Hours.objects.filter(centre__in=ids).values_list("centre", "window", "weekday", "opens", "closes")
    for centre, window, weekday, opens, closes in rows.order_by("weekday", "opens"):
        weeks[centre, window][weekday].append(Span(opens, closes))
    city: list[Special] = []
    special: dict[tuple[int, int | None], list[Special]] = defaultdict(list)
    wanted = SpecialDays.objects.filter(Q(centre=None) | Q(centre__in=ids))
    for row in wanted if first is None else wanted.filter(ends_on__gte=first):
        if row.centre_id is None:
            city.append(special_of(row))
        else:
            special[row.centre_id, row.window_id].append(special_of(row))
    return {
        pk: CentreHours(
            week=_week(weeks[pk, None]),
            weeks={window: _week(week) for (of, window), week in weeks.items() if of == pk and window},
            special=(*city, *special[pk, None]),
            special_of={window: days for (of, window), days in special.items() if of == pk and window},
        )
        for pk in ids
    }


def hours_of_centre(centre: Centre, *, first: date | None = None) -> CentreHours:
    """The hours of one centre. Two queries."""
    return hours_of([centre], first=first)[centre.pk]


def window_hours(window: Window, *, first: date | None = None) -> OpeningHours:
    """The hours of one window. Two queries."""
    return hours_of_centre(window.centre, first=first).of_window(window)


def special_of(row: SpecialDays) -> Special:
    """Special days as `opening_hours` takes them."""
    level = CITY if row.centre_id is None else CENTRE if row.window_id is None else WINDOW
    return Special(
        first=row.starts_on,
        last=row.ends_on,
        level=level,
        spans=spans_of(row),
        like=row.like,
        made=row.pk or 0,
        reason=row.reason,
    )


def spans_of(row: SpecialDays) -> Spans:
    """The spans that are kept with special days."""
    return tuple(Span(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in row.spans)


def special_days_of(centre: Centre | None, *, today: date) -> QuerySet[SpecialDays]:
    """What is entered for a centre and its windows, or for the whole city, from `today` on, in order."""
    found = SpecialDays.objects.filter(centre=centre, ends_on__gte=today)
    return found.select_related("window").order_by("starts_on", "pk")


def _week(days: dict[int, list[Span]]) -> Week:
    return {weekday: tuple(spans) for weekday, spans in days.items()}

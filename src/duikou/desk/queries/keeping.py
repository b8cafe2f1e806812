"""What keepers of centres see: their centres, windows and services, and what waits for them to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet

from duikou.desk.models import Centre, Service, Window
from duikou.desk.opening_hours import OpeningHours, Spans, Special, spans_on
from duikou.desk.queries.hours import CentreHours, hours_of
from duikou.desk.queries.services import stale
from duikou.desk.rules import days_of

MOST_STALE = 100
MOST_CHANGES = 14


@dataclass(frozen=True, slots=True)
class Stale:
    """What a keeper has to look at again, the oldest first, body by body; `more` than is listed."""

    centres: Sequence[Centre]
    services: Sequence[Service]
    more: bool

    def __bool__(self) -> bool:
        return bool(self.centres or self.services)


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which a centre, or one of its windows, is open otherwise than without the days that are entered."""

    centre: Centre
    window: Window | None
    day: date
    before: Spans
    after: Spans


@dataclass(frozen=True, slots=True)
class Changes:
    """How many days of centres and windows change, the first of them, and how many centres."""

    days: Sequence[Change]
    count: int
    centres: int


def stale_of(centres: QuerySet[Centre], services: QuerySet[Service], *, today: date) -> Stale:
    """What has gone stale among these: centres that are open and services that are offered, never confirmed ones
    first. Two queries."""
    oldest = F("confirmed_on").asc(nulls_first=True)
    found = centres.filter(stale(today=today), state=Centre.State.OPEN).order_by("organisation", oldest, "pk")
    others = services.filter(stale(today=today), state=Service.State.OFFERED).order_by("organisation", oldest, "pk")
    some, more = list(found[: MOST_STALE + 1]), list(others[: MOST_STALE + 1])
    return Stale(some[:MOST_STALE], more[:MOST_STALE], max(len(some), len(more)) > MOST_STALE)


def changes(new: Special, *, centre: Centre | None, window: Window | None, instead_of: int = 0) -> Changes:
    """What days would change if `new` were entered, for a window, a centre or every open centre, in place of the
    special days with the primary key `instead_of`, whose days come to be as they were. Four queries at most."""
    centres = [centre] if centre is not None else list(Centre.objects.filter(state=Centre.State.OPEN))
    hours = hours_of(centres)
    old = [known for known in _all_special(hours) if known.made == instead_of and instead_of]
    days = {*days_of(new.first, new.last), *(day for known in old for day in days_of(known.first, known.last))}
    own = Window.objects.filter(centre__in=centres, closed_at=None).select_related("centre")
    windows: dict[int, list[Window]] = {one.pk: [] for one in centres}
    for each in own:
        windows[each.centre_id].append(each)
    found = []
    for day in sorted(days):
        for one in centres:
            of_it = hours[one.pk]
            # A window counts by itself only when its hours are not its centre's.
            wholes: list[tuple[Window | None, OpeningHours]] = [(None, of_it.whole)] if window is None else []
            apart = [
                (each, of_it.of_window(each))
                for each in windows[one.pk]
                if each == window or (window is None and (each.pk in of_it.weeks or each.pk in of_it.special_of))
            ]
            for where, known in (*wholes, *apart):
                before = known.on(day)
                special = [each for each in known.special if not (instead_of and each.made == instead_of)]
                after = spans_on(known.week, [*special, new], day)
                if before != after:
                    found.append(Change(one, where, day, before, after))
    return Changes(found[:MOST_CHANGES], len(found), len({one.centre.pk for one in found}))


def _all_special(hours: dict[int, CentreHours]) -> list[Special]:
    found: dict[int, Special] = {}
    for one in hours.values():
        for special in (*one.special, *(each for days in one.special_of.values() for each in days)):
            found[special.made] = special
    return list(found.values())


def week_ahead(today: date) -> list[date]:
    """Today and the six days after it."""
    return [today + timedelta(days=ahead) for ahead in range(7)]

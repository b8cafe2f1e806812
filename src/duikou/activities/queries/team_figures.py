"""What teams of volunteers offered and what was given, by month: counts about people are hidden where small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from duikou.activities.models import Shift, VolunteerTeam
from duikou.activities.queries.shown import midnight
from duikou.base.small_numbers import K_INSIDE, hidden_with_sums

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A team in a year: shifts and places offered; and for each month and in all, minutes given by those who came:
    None where too few came to be told, 0 where nothing was confirmed."""

    team: VolunteerTeam | None
    shifts: int
    places: int
    helpers: int | None
    months: Sequence[int | None]
    minutes: int | None


@dataclass(frozen=True, slots=True)
class TeamYear:
    """Every team of a year that had shifts, and all together."""

    year: int
    lines: Sequence[Line]
    total: Line

    @property
    def shifts(self) -> int:
        """How many shifts were offered."""
        return self.total.shifts


def of_year(teams: QuerySet[VolunteerTeam], year: int, *, k: int = K_INSIDE) -> TeamYear:
    """What `teams` offered and what was given in a year of the city. Two queries."""
    known = {one.pk: one for one in teams.select_related("body").order_by("body_id", "pk")}
    begin, end = midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))
    found = Shift.objects.filter(team__in=known, state=Shift.State.OPEN, starts_at__gte=begin, starts_at__lt=end)
    rows = found.order_by().values_list(
        "team", "starts_at", "offer__slots__capacity", "hours__helpers", "hours__minutes"
    )
    shifts: Counter[int] = Counter()
    places: Counter[int] = Counter()
    helpers: Counter[tuple[int, int]] = Counter()
    minutes: Counter[tuple[int, int]] = Counter()
    for team, starts_at, capacity, came, gave in rows:
        month = timezone.localtime(starts_at).month - 1
        shifts[team] += 1
        places[team] += capacity or 0
        helpers[team, month] += came or 0
        minutes[team, month] += gave or 0
    order = [pk for pk in known if shifts[pk]]
    table = [[helpers[pk, month] for month in range(MONTHS)] for pk in order]
    hidden = hidden_with_sums(table, k=k) if table else set()
    sums = [sum(column) for column in zip(*table, strict=True)] if table else [0] * MONTHS
    given = [[minutes[pk, month] for month in range(MONTHS)] for pk in order]
    given_sums = [sum(column) for column in zip(*given, strict=True)] if given else [0] * MONTHS

    def line(at: int, team: VolunteerTeam | None, people: Sequence[int], gave: Sequence[int], n: int, p: int) -> Line:
        in_all = (at, MONTHS) in hidden or 0 < sum(people) < k
        return Line(
            team=team,
            shifts=n,
            places=p,
            helpers=None if in_all else sum(people),
            months=[None if (at, month) in hidden else gave[month] for month in range(MONTHS)],
            minutes=None if in_all else sum(gave),
        )

    lines = [line(at, known[pk], table[at], given[at], shifts[pk], places[pk]) for at, pk in enumerate(order)]
    total = line(len(order), None, sums, given_sums, sum(shifts.values()), sum(places.values()))
    return TeamYear(year, lines, total)

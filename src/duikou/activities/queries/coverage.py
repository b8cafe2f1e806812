"""What was reached by which way with what, and when: channel by kind by week or month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F, QuerySet, Sum
from django.utils import timezone

from duikou.activities.models import Activity, Campaign, Channel, Course, Kind
from duikou.activities.queries.courses import timed
from duikou.activities.queries.shown import TAKES_PLACE, midnight
from duikou.base.small_numbers import K_INSIDE, hidden_with_sums

LONGEST_IN_WEEKS = timedelta(days=70)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Activities that were announced or held and not called off, and in a year classes, counted by channel, kind and
    span (a class once, by its first session): `spans` begin on these days, `by_month` or by week. `heads`: how many
    came to activities, by channel; None where it is too small to be shown, and missing where nothing was counted."""

    spans: Sequence[date]
    by_month: bool
    channels: Sequence[Channel]
    kinds: Sequence[Kind]
    cells: Counter[tuple[int, int, int]] = field(default_factory=Counter)
    heads: dict[int, int | None] = field(default_factory=dict)
    heads_in_all: int | None = None

    def count(self, channel: Channel, kind: Kind) -> int:
        """How many there are by a channel of a kind."""
        return sum(self.cells[channel.pk, kind.pk, at] for at in range(len(self.spans)))

    def of_channel(self, channel: Channel) -> int:
        """How many there are by a channel."""
        return sum(self.count(channel, kind) for kind in self.kinds)

    def of_kind(self, kind: Kind) -> int:
        """How many there are of a kind."""
        return sum(self.count(channel, kind) for channel in self.channels)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.cells.values())

    @property
    def empty(self) -> int:
        """How many pairs of channel and kind there is nothing of."""
        return sum(not self.count(channel, kind) for channel in self.channels for kind in self.kinds)


def of_year(year: int, *, k: int = K_INSIDE) -> Coverage:
    """The coverage of a year of the city, by month."""
    spans = [date(year, month, 1) for month in range(1, 13)]
    return _coverage(Activity.objects.all(), spans, date(year + 1, 1, 1), by_month=True, k=k, classes=True)


def of_campaign(campaign: Campaign, *, k: int) -> Coverage:
    """The coverage of a campaign, by week when it lasts some weeks, else by month."""
    first, last = campaign.begins_on, campaign.ends_on
    if last - first <= LONGEST_IN_WEEKS:
        weeks = (last - first).days // 7 + 1
        spans, by_month = [first + timedelta(weeks=week) for week in range(weeks)], False
    else:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        begin = first.year * 12 + first.month - 1
        spans, by_month = [date(m // 12, m % 12 + 1, 1) for m in range(begin, begin + months)], True
    return _coverage(
        Activity.objects.filter(campaign=campaign), spans, last + timedelta(days=1), by_month=by_month, k=k
    )


def years() -> list[int]:
    """The years in which anything was announced, the latest first."""
    found = Activity.objects.filter(state__in=TAKES_PLACE).dates("starts_at", "year", order="DESC")
    return [day.year for day in found]


def _coverage(
    things: QuerySet[Activity], spans: list[date], end: date, *, by_month: bool, k: int, classes: bool = False
) -> Coverage:
    found = things.filter(state__in=TAKES_PLACE, starts_at__gte=midnight(spans[0]), starts_at__lt=midnight(end))
    rows = list(found.order_by().values_list("channel", "kind", "starts_at"))
    if classes:
        rows += _classes(midnight(spans[0]), midnight(end))
    cells: Counter[tuple[int, int, int]] = Counter()
    for channel, kind, starts_at in rows:
        day = timezone.localdate(starts_at)
        at = sum(span <= day for span in spans) - 1
        cells[channel, kind, at] += 1
    used = {(channel, kind) for channel, kind, _at in cells}
    channels = [one for one in Channel.objects.all() if not one.retired or one.pk in {c for c, _k in used}]
    kinds = [one for one in Kind.objects.all() if not one.retired or one.pk in {kind for _c, kind in used}]
    heads, in_all = _heads(found, k)
    return Coverage(spans, by_month, channels, kinds, cells, heads, in_all)


def _classes(begin: datetime, end: datetime) -> list[tuple[int, int, datetime]]:
    """Channel, kind and first session of the classes whose first session is in this time."""
    stands = Course.objects.filter(state__in=(Course.State.PUBLISHED, Course.State.FINISHED))
    found = timed(stands).filter(first__gte=begin, first__lt=end).order_by()
    return list(found.values_list("channel", "kind", "first"))


def _heads(found: QuerySet[Activity], k: int) -> tuple[dict[int, int | None], int | None]:
    counted = found.filter(heads__isnull=False).order_by()
    sums = dict(counted.values_list("channel").annotate(n=Sum(F("heads"))).values_list("channel", "n"))
    order = sorted(sums)
    if not order:
        return {}, 0
    hidden = {row for row, _column in hidden_with_sums([[sums[one]] for one in order], k=k)}
    total = sum(sums.values())
    shown = {one: None if at in hidden else sums[one] for at, one in enumerate(order)}
    return shown, None if 0 < total < k else total

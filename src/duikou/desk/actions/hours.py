"""Writing when centres and windows are open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.desk import rules
from duikou.desk.models import Centre, Hours, SpecialDays, Window
from duikou.desk.opening_hours import Spans
from duikou.desk.signals import hours_changed
from duikou.journal.actions import record


@transaction.atomic
def set_week(*, centre: Centre, week: Mapping[int, Spans], by: Actor, window: Window | None = None) -> None:
    """Give a centre, or one of its windows, these hours instead of those it had; a window given none has its centre's
    again. Raises rules.Refused for spans that overlap, or too many."""
    fault = rules.week_fault(week)
    if fault is not None:
        raise rules.Refused(fault[1])
    _check(centre, window)
    Centre.objects.select_for_update().get(pk=centre.pk)  # two who write at once do so one after the other
    Hours.objects.filter(centre=centre, window=window).delete()
    Hours.objects.bulk_create(
        Hours(centre=centre, window=window, weekday=weekday, opens=span.opens, closes=span.closes)
        for weekday, spans in sorted(week.items())
        for span in sorted(spans)
    )
    record(what="hours.set", which=_which(centre, window), by=by, spans=sum(map(len, week.values())))
    hours_changed.send(
        Hours, centre_id=centre.pk, window_id=window.pk if window is not None else None, first=None, last=None
    )


@transaction.atomic
def add_special_days(
    *,
    starts_on: date,
    ends_on: date,
    kind: str,
    by: Actor,
    centre: Centre | None = None,
    window: Window | None = None,
    spans: Spans = (),
    like: int | None = None,
    reason: object = "",
) -> SpecialDays:
    """Days on which it is otherwise: at a window of a centre, at a centre, or without either in the whole city. Raises
    rules.Refused."""
    _check(centre, window)
    now = clock.now()
    row = SpecialDays(centre=centre, window=window, created_at=now)
    _fill(row, starts_on, ends_on, kind, spans, like, reason)
    row.save(force_insert=True)
    record(what="special_days.added", which=f"special_days:{row.public_id}", by=by, **_days(row))
    _tell(row, row.starts_on, row.ends_on)
    return row


@transaction.atomic
def change_special_days(
    *,
    row: SpecialDays,
    starts_on: date,
    ends_on: date,
    kind: str,
    by: Actor,
    spans: Spans = (),
    like: int | None = None,
    reason: object = "",
) -> SpecialDays:
    """Correct special days, or move them to other ones. Raises rules.Refused."""
    row = SpecialDays.objects.select_for_update().get(pk=row.pk)
    first, last = row.starts_on, row.ends_on
    _fill(row, starts_on, ends_on, kind, spans, like, reason)
    row.save()
    record(what="special_days.changed", which=f"special_days:{row.public_id}", by=by, **_days(row))
    _tell(row, first, last)
    if (row.starts_on, row.ends_on) != (first, last):
        _tell(row, row.starts_on, row.ends_on)
    return row


@transaction.atomic
def remove_special_days(*, row: SpecialDays, by: Actor) -> None:
    """Let these days be as the week says again."""
    record(what="special_days.removed", which=f"special_days:{row.public_id}", by=by, **_days(row))
    SpecialDays.objects.filter(pk=row.pk).delete()
    _tell(row, row.starts_on, row.ends_on)


def _check(centre: Centre | None, window: Window | None) -> None:
    if window is not None and (centre is None or window.centre_id != centre.pk):
        raise rules.Refused(rules.Refusal.OTHER_CENTRE)


def _fill(
    row: SpecialDays, starts_on: date, ends_on: date, kind: str, spans: Spans, like: int | None, reason: object
) -> None:
    spans, like = (spans if kind == SpecialDays.Kind.HOURS else ()), (like if kind == SpecialDays.Kind.LIKE else None)
    fault = rules.special_fault(kind, spans, like, starts_on, ends_on)
    if fault is not None:
        raise rules.Refused(fault)
    row.starts_on, row.ends_on, row.kind, row.like = starts_on, ends_on, kind, like
    row.spans = [[f"{span.opens:%H:%M}", f"{span.closes:%H:%M}"] for span in sorted(spans)]
    row.reason, row.changed_at = translated(reason), clock.now()


def _days(row: SpecialDays) -> dict[str, Any]:
    return {"starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat(), "kind": str(row.kind)}


def _which(centre: Centre, window: Window | None) -> str:
    return f"centre:{centre.public_id}" if window is None else f"window:{window.public_id}"


def _tell(row: SpecialDays, first: date, last: date) -> None:
    hours_changed.send(SpecialDays, centre_id=row.centre_id, window_id=row.window_id, first=first, last=last)

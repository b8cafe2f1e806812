"""What may happen to centres, windows and services: pure answers. The present is always passed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import TextChoices

from duikou.desk.models import Centre, Service, SpecialDays
from duikou.desk.opening_hours import WEEKDAYS, Spans, overlap

# Days after which what was confirmed has to be looked at again.
STALE_AFTER = timedelta(days=180)
MOST_SPANS = 6  # on one day
MOST_DAYS = 370  # that one entry of special days spans

CENTRE_STATES: Mapping[str, tuple[str, ...]] = {
    Centre.State.DRAFT: (Centre.State.OPEN, Centre.State.CLOSED),
    Centre.State.OPEN: (Centre.State.CLOSED, Centre.State.DRAFT),
    Centre.State.CLOSED: (Centre.State.OPEN,),
}
SERVICE_STATES: Mapping[str, tuple[str, ...]] = {
    Service.State.DRAFT: (Service.State.OFFERED, Service.State.ENDED),
    Service.State.OFFERED: (Service.State.ENDED,),
    Service.State.ENDED: (Service.State.OFFERED,),
}


class Refusal(TextChoices):
    """Why something cannot be done at the desk."""

    WRONG_STATE = "wrong_state"
    NO_WINDOW = "no_window"
    NO_HOURS = "no_hours"
    NO_TITLE = "no_title"
    NUMBER_TAKEN = "number_taken"
    WINDOW_CLOSED = "window_closed"
    OVERLAP = "overlap"
    TOO_MANY_SPANS = "too_many_spans"
    OTHER_CENTRE = "other_centre"
    NO_SPANS = "no_spans"
    NO_WEEKDAY = "no_weekday"
    BACKWARDS = "backwards"
    TOO_LONG = "too_long"


class Refused(Exception):
    """An action was refused; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def may_become(centre: Centre, state: str, *, windows: int, weekdays: int) -> Refusal | None:
    """Why the centre, which has so many open windows and weekdays with hours, cannot come into `state`."""
    if state not in CENTRE_STATES[centre.state]:
        return Refusal.WRONG_STATE
    if state == Centre.State.OPEN and not windows:
        return Refusal.NO_WINDOW
    return Refusal.NO_HOURS if state == Centre.State.OPEN and not weekdays else None


def may_serve(service: Service, state: str) -> Refusal | None:
    """Why the service cannot come into `state`."""
    if state not in SERVICE_STATES[service.state]:
        return Refusal.WRONG_STATE
    return Refusal.NO_TITLE if state == Service.State.OFFERED and not service.title else None


def week_fault(week: Mapping[int, Spans]) -> tuple[int, Refusal] | None:
    """The first weekday of a week that cannot be kept, and why; None when all of it can."""
    for weekday in WEEKDAYS:
        fault = spans_fault(week.get(weekday, ()))
        if fault is not None:
            return weekday, fault
    return None


def spans_fault(spans: Spans) -> Refusal | None:
    """Why these spans of one day cannot be kept."""
    if len(spans) > MOST_SPANS:
        return Refusal.TOO_MANY_SPANS
    return Refusal.OVERLAP if overlap(spans) else None


def special_fault(kind: str, spans: Spans, like: int | None, starts_on: date, ends_on: date) -> Refusal | None:
    """Why these special days cannot be kept."""
    if ends_on < starts_on:
        return Refusal.BACKWARDS
    if ends_on - starts_on >= timedelta(days=MOST_DAYS):
        return Refusal.TOO_LONG
    if kind == SpecialDays.Kind.HOURS and not spans:
        return Refusal.NO_SPANS
    if kind == SpecialDays.Kind.LIKE and like not in WEEKDAYS:
        return Refusal.NO_WEEKDAY
    return spans_fault(spans)


def is_stale(confirmed_on: date | None, *, today: date) -> bool:
    """Whether something was never confirmed, or so long ago that it has to be looked at again."""
    return confirmed_on is None or confirmed_on + STALE_AFTER <= today


def stale_before(today: date) -> date:
    """What was confirmed on this day or before is stale."""
    return today - STALE_AFTER


def days_of(starts_on: date, ends_on: date) -> Iterable[date]:
    """The days from `starts_on` to `ends_on`, both among them."""
    return (starts_on + timedelta(days=ahead) for ahead in range((ends_on - starts_on).days + 1))

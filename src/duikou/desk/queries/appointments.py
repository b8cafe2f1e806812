"""The days of a centre that are laid out, and how they have to change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from duikou.booking.models import Booking, Slot
from duikou.desk.appointment_times import Changes, Laid, Times, changes, cut
from duikou.desk.models import Centre, CentreDay, DayWindow, Window
from duikou.desk.opening_hours import moments
from duikou.desk.queries.hours import CentreHours, hours_of


@dataclass(frozen=True)
class DayPlan:
    """A day of a centre as it should be at `now`, and as it was laid out, if it was."""

    centre: Centre
    day: date
    hours: CentreHours
    windows: Sequence[Window]
    laid: CentreDay | None
    slots: Collection[Slot] = ()
    resources: Collection[tuple[int, int]] = ()  # window and resource of it on that day, as primary keys
    now: datetime | None = None

    def spans(self, window: Window) -> Times:
        """From when until when the window is open on the day (aware); never while the centre is not open to the
        public."""
        if self.centre.state != Centre.State.OPEN:
            return []
        zone = timezone.get_default_timezone()
        return list(moments(self.hours.of_window(window).on(self.day), self.day, zone))

    def wanted(self, window: Window) -> Times:
        """The times of the window that should be there to book."""
        if not window.takes_appointments:
            return []
        return cut(self.spans(window), minutes=window.appointment_minutes, walk_ins_every=window.walk_ins_every)

    @property
    def to_do(self) -> bool:
        """Whether anything differs."""
        assert self.now is not None
        known = dict(self.resources)
        for window in self.windows:
            if window.pk not in known:
                if self.spans(window):
                    return True
            elif window_changes(
                self, window, [one for one in self.slots if one.resource_id == known[window.pk]], now=self.now
            ):
                return True
        return False


def window_changes(plan: DayPlan, window: Window, there: Iterable[Slot], *, now: datetime) -> Changes:
    """What has to change at a window of a day, where these slots are offered."""
    laid = [Laid(one.pk, one.starts_at, one.ends_at, one.taken > 0) for one in there]
    return changes(plan.wanted(window), laid, spans=plan.spans(window), now=now)


def day_plans(days: Sequence[date], *, now: datetime) -> Iterable[DayPlan]:
    """Each of these days at each centre that is open or has them laid out, as it should be and as it is. Six queries,
    however many centres and days."""
    if not days:
        return
    windows = Prefetch("windows", Window.objects.order_by("order", "number", "id"))
    centres = list(Centre.objects.exclude(state=Centre.State.DRAFT).prefetch_related(windows).order_by("pk"))
    hours = hours_of(centres, first=days[0])
    laid = {(one.centre_id, one.day): one for one in days_laid(days).filter(centre__in=centres)}
    for centre in centres:
        for day in days:
            there = laid.get((centre.pk, day))
            of_day = list(there.windows.all()) if there else []
            yield DayPlan(
                centre,
                day,
                hours[centre.pk],
                list(centre.windows.all()),
                there,
                [slot for one in of_day for slot in one.resource.slots.all()],
                [(one.window_id, one.resource_id) for one in of_day],
                now,
            )


def days_laid(days: Sequence[date]) -> QuerySet[CentreDay]:
    """These days where they are laid out, with their windows and the slots that are offered. Three queries."""
    offered = Prefetch("resource__slots", Slot.objects.filter(withdrawn=False))
    of_day = Prefetch("windows", DayWindow.objects.select_related("resource").prefetch_related(offered))
    return CentreDay.objects.filter(day__in=days).prefetch_related(of_day)


def booked_ahead(of_day: DayWindow, *, now: datetime) -> int:
    """How many appointments of a window's day are still to begin."""
    ahead = Booking.objects.filter(slot__resource=of_day.resource_id, slot__starts_at__gt=now, state__in=Booking.LIVE)
    return ahead.exclude(attendance=Booking.Attendance.ARRIVED).count()


def booked_between(first: date, last: date, *, centre: int | None, window: int | None, now: datetime) -> int:
    """How many appointments to come lie on these days, at a window, a centre, or in the whole city (primary keys)."""
    days = DayWindow.objects.filter(day__day__gte=first, day__day__lte=last)
    days = days.filter(window=window) if window else days.filter(day__centre=centre) if centre else days
    ahead = Booking.objects.filter(slot__resource__day_window__in=days, slot__starts_at__gt=now)
    return ahead.filter(state__in=Booking.LIVE).count()

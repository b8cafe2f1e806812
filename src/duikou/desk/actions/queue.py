"""Writing a centre's day as it runs: who is here, numbers, a window that closes early, and who was shown names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking.models import Booking, CheckIn, Ticket
from duikou.booking.refusals import Refusal
from duikou.desk.actions.hours import add_special_days
from duikou.desk.actions.laying import lay_day
from duikou.desk.models import CentreDay, DayWindow, SpecialDays
from duikou.desk.opening_hours import Span
from duikou.desk.queries.hours import window_hours
from duikou.journal.actions import record_reading

STEPS: Mapping[str, Callable[..., Ticket | Refusal]] = {
    "recall": lambda ticket, resource, by: engine.recall(ticket, by=by),
    "serve": lambda ticket, resource, by: engine.serve(ticket, resource=resource, by=by),
    "done": lambda ticket, resource, by: engine.finish(ticket, by=by),
    "hold": lambda ticket, resource, by: engine.hold(ticket, by=by),
    "skip": lambda ticket, resource, by: engine.skip(ticket, by=by),
    "call": lambda ticket, resource, by: engine.call(ticket, resource=resource, by=by),
    "resume": lambda ticket, resource, by: engine.resume(ticket, by=by),
    "back": lambda ticket, resource, by: engine.step_back(ticket, by=by),
    "leave": lambda ticket, resource, by: engine.leave_queue(ticket, by=by),
}


@transaction.atomic
def arrive(*, booking: Booking, by: Actor, method: str = CheckIn.Method.CODE) -> Ticket | Refusal:
    """Somebody with an appointment is here: checked in, and in the queue with a number that is due at their time. Done
    again it changes nothing and gives the same number."""
    arrival = engine.check_in(booking, by=by, method=method)
    if isinstance(arrival, Refusal):
        return arrival
    return engine.number_booking(arrival.booking, by=by)


def hand_out(*, day: CentreDay, windows: Sequence[DayWindow], by: Actor, key: str = "") -> Ticket | Refusal:
    """A number for somebody without an appointment, who waits for one of `windows` of the day, any when there are none.
    No name is asked."""
    return engine.take_number(day.offer, wishes=[one.resource for one in windows], by=by, key=key)


def close_early(*, of_day: DayWindow, reason: object, by: Actor) -> int:
    """Close a window for the rest of today: its appointments to come end, everybody is told `reason` and where other
    times are, nobody is called to it, and whoever waits for it alone can be called to any window. Gives the number of
    appointments that ended."""
    now = clock.now()
    with transaction.atomic():
        add_special_days(
            centre=of_day.window.centre,
            window=of_day.window,
            starts_on=of_day.day.day,
            ends_on=of_day.day.day,
            reason=reason,
            by=by,
            **_until(of_day, now),  # type: ignore[arg-type]
        )
        engine.free_waiting(of_day.resource, by=by)
    return lay_day(centre=of_day.window.centre, day=of_day.day.day, by=by)


def _until(of_day: DayWindow, now: datetime) -> dict[str, object]:
    """How the window is open today if it closes now."""
    clocks = timezone.localtime(now).time().replace(second=0, microsecond=0)
    spans = window_hours(of_day.window, first=of_day.day.day).on(of_day.day.day)
    left = tuple(Span(one.opens, min(one.closes, clocks)) for one in spans if one.opens < clocks)
    return {"kind": SpecialDays.Kind.HOURS, "spans": left} if left else {"kind": SpecialDays.Kind.CLOSED}


@transaction.atomic
def read_at_window(*, of_day: DayWindow, by: Actor) -> None:
    """Keep that somebody was shown who has an appointment at a window."""
    record_reading(which=[f"day_window:{of_day.pk}"], by=by, where="window")


@transaction.atomic
def read_at_centre(*, bookings: Sequence[Booking], by: Actor) -> None:
    """Keep that somebody was shown who made these bookings."""
    record_reading(which=[f"booking:{one.public_id}" for one in bookings if one.person_id], by=by, where="centre")

"""How many appointments lie on days whose hours change: said before the change is kept."""

from __future__ import annotations

from django.utils.translation import ngettext

from duikou.base import clock
from duikou.desk import affected
from duikou.desk.affected import Affected, Days
from duikou.desk.queries.appointments import booked_between


def appointments(days: Days) -> Affected | None:
    """The appointments to come on these days."""
    count = booked_between(days.first, days.last, centre=days.centre, window=days.window, now=clock.now())
    says = ngettext(
        "%(n)s appointment is booked then. Where the window is not open any more it ends, and its person is told.",
        "%(n)s appointments are booked then. Where the window is not open any more they end, and everybody is told.",
        count,
    )
    return Affected(count, says % {"n": count})


def declare() -> None:
    """Let screens that change hours say it."""
    affected.ways.add("appointments", appointments)

"""What classes came to in a year: counts of classes and of people, these hidden where they are small."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from duikou.activities.models import Course, Session
from duikou.activities.queries.courses import timed
from duikou.activities.queries.shown import midnight
from duikou.base.small_numbers import K_INSIDE
from duikou.booking.models import Slot

State = Course.State


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """Classes whose first session was in the year and that were not called off, sessions of them that were held, seats
    offered, seats taken, people who came summed over sessions, and certificates earned; None for a count of people that
    is too small to be shown."""

    classes: int
    sessions: int
    seats: int
    taken: int | None
    came: int | None
    completed: int | None


def of_year(year: int, *, k: int = K_INSIDE) -> ClassFigures:
    """The figures of a year of the city. Four queries."""
    begin, end = midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))
    stands = Course.objects.filter(state__in=(State.PUBLISHED, State.FINISHED))
    found = timed(stands).filter(first__gte=begin, first__lt=end)
    rows = list(found.values_list("pk", "offer", "completed"))
    pks = [pk for pk, _offer, _completed in rows]
    held = Session.objects.filter(course__in=pks, state=Session.State.HELD).order_by()
    sessions = held.aggregate(n=Count("pk"), came=Sum("came"))
    slots = Slot.objects.filter(Q(offer__in=[offer for _pk, offer, _completed in rows])).order_by()
    seats = slots.aggregate(seats=Sum("capacity"), taken=Sum("taken"))
    completed = sum(one or 0 for _pk, _offer, one in rows)
    people = (seats["taken"] or 0, sessions["came"] or 0, completed)
    taken, came, earned = (None if 0 < number < k else number for number in people)
    return ClassFigures(len(rows), sessions["n"], seats["seats"] or 0, taken, came, earned)

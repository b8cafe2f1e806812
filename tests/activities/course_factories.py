"""Classes and people with a seat for tests, with plain defaults."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from duikou.activities.actions.courses import create_course, publish_course
from duikou.activities.models import Course
from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.base.translated import translated
from duikou.booking import actions as booking
from duikou.booking.models import Booking
from duikou.directory.actions import newcomer
from duikou.directory.models import Place
from tests.activities.factories import make_body, make_channel, make_kind

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
_next = count(1)


def weekly(number: int, *, first: datetime | None = None, hours: float = 1.5) -> list[tuple[datetime, datetime]]:
    """So many weekly sessions, the first in a week."""
    begin = first or clock.now().replace(microsecond=0) + WEEK
    return [(begin + WEEK * at, begin + WEEK * at + HOUR * hours) for at in range(number)]


def make_course(*, published: bool = True, **values: Any) -> Course:
    """A class of four weekly sessions with a certificate from three on and five seats, announced."""
    times = values.pop("times", None) or weekly(4)
    course = create_course(
        title=values.pop("title", f"示例课程 {next(_next)}"),
        kind=values.pop("kind", None) or make_kind("class", "课程"),
        channel=values.pop("channel", None) or make_channel(),
        organiser=values.pop("organiser", None) or make_body(),
        place=values.pop("place", None) or Place.objects.create(name=translated("社区二楼教室")),
        times=times,
        seats=values.pop("seats", 5),
        certificate_from=values.pop("certificate_from", min(3, len(times))),
        by=SYSTEM,
        **values,
    )
    return publish_course(course=course, by=SYSTEM) if published else course


def seat(course: Course, name: str = "王小芳", seats: int = 1) -> Booking:
    """A seat for somebody new."""
    slot = course.offer.slots.get()
    known = newcomer(name=name, contact=f"{next(_next)}@example.org", language="zh-hans")
    placed = booking.claim(booking.Claim(slot.pk, who=known, seats=seats), by=SYSTEM)
    assert isinstance(placed, booking.Confirmed), placed
    return placed.booking

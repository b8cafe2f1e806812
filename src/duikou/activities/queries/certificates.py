"""What a certificate of a class says."""

from __future__ import annotations

from django.utils import timezone

from duikou.activities.certificates import LONGEST_WORDS, Certificate
from duikou.activities.models import Course
from duikou.activities.queries.courses import hours_of, taking_place


def certificate_of(course: Course, *, name: str) -> Certificate:
    """The certificate of a class that is finished, for `name`, in the active language."""
    sessions = taking_place(course)
    return Certificate(
        name=name,
        title=str(course.title)[:LONGEST_WORDS],
        body=str(course.organiser.name)[:LONGEST_WORDS],
        minutes=round(hours_of(sessions) * 60),
        month=f"{timezone.localtime(sessions[-1].ends_at):%Y-%m}",
        needed=course.certificate_from or 0,
        sessions=len(sessions),
    )

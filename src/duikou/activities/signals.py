"""What activities tell within their own room, in the transaction of whoever writes."""

from __future__ import annotations

from django.dispatch import Signal

activity_changed = Signal()  # activity_id: int; what the public may find of it has changed
title_changed = Signal()  # candidacy_id: int; whether and why a body has a title has changed
contest_changed = Signal()  # contest_id: int; the same of a contest


def send(activity_id: int) -> None:
    """Say that an activity has changed."""
    activity_changed.send(sender=None, activity_id=activity_id)


course_changed = Signal()  # course_id: int; what the public may find of a class has changed


def send_course(course_id: int) -> None:
    """Say that a class has changed."""
    course_changed.send(sender=None, course_id=course_id)


def send_title(candidacy_id: int) -> None:
    """Say that a body has got a title, keeps it or has lost it."""
    title_changed.send(sender=None, candidacy_id=candidacy_id)

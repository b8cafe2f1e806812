"""Changing when a class is held: one session more, at another time or place, or left out. Everybody with a seat is
told in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from duikou.activities import course_rules as rules
from duikou.activities import signals
from duikou.activities.actions.course_slots import hold, lock_course
from duikou.activities.models import Course, Session
from duikou.activities.queries.courses import taking_place
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory import actions as directory
from duikou.directory.models import Place
from duikou.journal import actions as journal

Elsewhere = Place | Mapping[str, Any] | None


@transaction.atomic
def add_session(
    *, course: Course, starts_at: datetime, ends_at: datetime, by: Actor, place: Elsewhere = None
) -> tuple[Session, int]:
    """One session more (aware times), in another `place` if one is given; gives it, and how many bookings were told.
    Raises rules.Refused, also for one that overlaps another."""
    present = lock_course(course)
    session = Session(course=present, starts_at=starts_at, ends_at=ends_at)
    _check(present, session, (starts_at, ends_at))
    session.place = _place(place, by)
    session.save()
    journal.record(what="session.added", which=f"course:{present.public_id}", by=by)
    return session, _told(present, by)


@transaction.atomic
def move_session(
    *, session: Session, starts_at: datetime, ends_at: datetime, by: Actor, place: Elsewhere = None
) -> int:
    """Hold a session at another time (aware), or in another place than the class (None: in the class's). Gives how many
    bookings were told; with nothing changed nothing is written. Raises rules.Refused: once it has begun, for a time
    that has passed or at which another session of the class is."""
    course = lock_course(session.course)
    present = Session.objects.select_for_update(of=("self",)).select_related("place").get(pk=session.pk)
    where = _place(place, by)
    there = where.pk if where else None
    if (present.starts_at, present.ends_at, present.place_id) == (starts_at, ends_at, there):
        return 0
    _check(course, present, (starts_at, ends_at))
    elsewhere = present.place_id != there
    if course.state == Course.State.PUBLISHED and present.starts_at != starts_at:
        first = present.moved_from or present.starts_at
        present.moved_from = first if first != starts_at else None
    present.starts_at, present.ends_at, present.place = starts_at, ends_at, where
    present.sequence += 1
    present.save(update_fields=("starts_at", "ends_at", "place", "moved_from", "sequence"))
    journal.record(what="session.moved", which=f"course:{course.public_id}", by=by, session=str(present.public_id))
    told = _told(course, by, elsewhere=elsewhere)
    session.refresh_from_db()
    return told


@transaction.atomic
def call_off_session(*, session: Session, why: Mapping[str, str] | str, by: Actor) -> int:
    """Leave one session out; its line stays, with the reason. Gives how many bookings were told. Raises rules.Refused
    where fewer would be left than the certificate asks for."""
    course = lock_course(session.course)
    present = Session.objects.select_for_update().get(pk=session.pk)
    others = [one for one in taking_place(course) if one.pk != present.pk]
    if no := rules.may_call_off_session(course, present, others):
        raise rules.Refused(no, needed=course.certificate_from, left=len(others))
    if course.state == Course.State.DRAFT:
        present.delete()
    else:
        present.state, present.why_called_off = Session.State.CALLED_OFF, translated(why)
        present.sequence += 1
        present.save(update_fields=("state", "why_called_off", "sequence"))
    if course.joins_until > len(others):
        course.joins_until = len(others)
        course.save(update_fields=("joins_until",))
    journal.record(what="session.called_off", which=f"course:{course.public_id}", by=by, session=str(session.public_id))
    return _told(course, by)


def _check(course: Course, session: Session, span: rules.Span) -> None:
    others = [one for one in taking_place(course) if one.pk != session.pk]
    if no := rules.may_hold(course, session, others, span, now=clock.now()):
        raise rules.Refused(no)


def _place(place: Elsewhere, by: Actor) -> Place | None:
    return directory.add_place(**place, by=by) if isinstance(place, Mapping) else place


def _told(course: Course, by: Actor, *, elsewhere: bool = False) -> int:
    told = hold(course, by=by, elsewhere=elsewhere)
    signals.send_course(course.pk)
    return told

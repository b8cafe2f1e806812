"""What may happen with a class and its sessions, and when: pure answers. The present moment is always passed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import TextChoices

from duikou.activities.models import Channel, Course, Kind, Session

State = Course.State
NEXT_STATES: Mapping[str, tuple[str, ...]] = {
    State.DRAFT: (State.PUBLISHED, State.CANCELLED),
    State.PUBLISHED: (State.FINISHED, State.CANCELLED),
    State.FINISHED: (),
    State.CANCELLED: (),
}
MOST_SESSIONS, MOST_SEATS = 100, 1000
LONGEST = timedelta(hours=12)
REGISTER_WINDOW = timedelta(hours=12)  # as long before and after a session its register is open, as any door
Span = tuple[datetime, datetime]


class Refusal(TextChoices):
    """Why something cannot be done with a class."""

    WRONG_STATE = "wrong_state"
    NO_TITLE = "no_title"
    NO_PLACE = "no_place"
    NO_SESSIONS = "no_sessions"
    TOO_MANY_SESSIONS = "too_many_sessions"
    HEADS_ONLY = "heads_only"
    RETIRED = "retired"
    CLASH = "clash"
    PASSED = "passed"
    TOO_LONG = "too_long"
    BEGUN = "begun"
    OVER = "over"
    SEATS_TAKEN = "seats_taken"
    TOO_FEW_LEFT = "too_few_left"
    LAST_ONE = "last_one"
    MORE_THAN_SESSIONS = "more_than_sessions"
    RULE_SHOWN = "rule_shown"
    JOINS_TOO_LATE = "joins_too_late"
    REGISTER_SHUT = "register_shut"
    NO_REGISTER = "no_register"
    NOT_BEGUN = "not_begun"
    NOT_OVER = "not_over"
    TOO_MANY_HEADS = "too_many_heads"
    UNDER_WAY = "under_way"


class Refused(ValueError):
    """An action was refused; `refusal` says why, `more` the numbers in its words."""

    def __init__(self, refusal: Refusal, **more: Any) -> None:
        super().__init__(refusal)
        self.refusal, self.more = refusal, more


def may_become(course: Course, state: str) -> bool:
    """Whether the table of states lets `course` go to `state`."""
    return state in NEXT_STATES[course.state]


def may_use(kind: Kind, channel: Channel) -> Refusal | None:
    """Why a class cannot be of this kind, or go by this channel."""
    if kind.retired or channel.retired:
        return Refusal.RETIRED
    return Refusal.HEADS_ONLY if channel.counts_heads_only else None


def may_be_held(spans: Sequence[Span]) -> Refusal | None:
    """Why sessions cannot be at these times, whatever has passed."""
    if not spans:
        return Refusal.NO_SESSIONS
    if len(spans) > MOST_SESSIONS:
        return Refusal.TOO_MANY_SESSIONS
    if any(end - begin > LONGEST for begin, end in spans):
        return Refusal.TOO_LONG
    return Refusal.CLASH if clash_of(spans) else None


def clash_of(spans: Iterable[Span]) -> Span | None:
    """The first of these times that begins before the one before it has ended."""
    ordered = sorted(spans)
    return next((two for one, two in pairwise(ordered) if two[0] < one[1]), None)


def may_certify(number: int | None, *, sessions: int, before: int | None = None, shown: bool = False) -> Refusal | None:
    """Why a certificate cannot ask for so many of so many sessions. Once people have signed up under a rule (`shown`;
    `before` is its number) it may become easier and not harder."""
    if number is not None and number > sessions:
        return Refusal.MORE_THAN_SESSIONS
    harder = number is None if before is not None else number is not None
    if before is not None and number is not None:
        harder = number > before
    return Refusal.RULE_SHOWN if shown and harder else None


def may_publish(course: Course, sessions: Sequence[Session], *, now: datetime) -> Refusal | None:
    """Why `course` with these sessions that take place cannot be shown to the public."""
    if not may_become(course, State.PUBLISHED):
        return Refusal.WRONG_STATE
    if not course.title:
        return Refusal.NO_TITLE
    if course.place_id is None:
        return Refusal.NO_PLACE
    if not sessions:
        return Refusal.NO_SESSIONS
    if sessions[0].starts_at <= now:
        return Refusal.PASSED
    return may_certify(course.certificate_from, sessions=len(sessions))


def may_change(course: Course) -> Refusal | None:
    """Why the facts of `course` stay as they are."""
    return Refusal.OVER if course.state in (State.FINISHED, State.CANCELLED) else None


def may_seat(*, seats: int, taken: int) -> Refusal | None:
    """Why a class cannot have so many seats."""
    return Refusal.SEATS_TAKEN if seats < taken else None


def may_hold(
    course: Course, session: Session, others: Sequence[Session], span: Span, *, now: datetime
) -> Refusal | None:
    """Why `session` (new, or moved) cannot be held at this time beside the `others` that take place."""
    if no := may_change(course):
        return no
    if session.state != Session.State.PLANNED:
        return Refusal.WRONG_STATE
    begin, end = span
    if course.state == State.PUBLISHED:
        if session.pk and session.starts_at <= now:
            return Refusal.BEGUN
        if begin <= now:
            return Refusal.PASSED
    return may_be_held([(one.starts_at, one.ends_at) for one in others] + [(begin, end)])


def may_call_off_session(course: Course, session: Session, others: Sequence[Session]) -> Refusal | None:
    """Why `session` cannot be left out: `others` are those that would be left."""
    if no := may_change(course):
        return no
    if session.state != Session.State.PLANNED:
        return Refusal.WRONG_STATE
    if not others:
        return Refusal.LAST_ONE
    return Refusal.TOO_FEW_LEFT if len(others) < (course.certificate_from or 0) else None


def register_is_open(session: Session, *, now: datetime) -> bool:
    """Whether the names of those with a seat are shown for ticking at `session` (its course loaded)."""
    around = session.starts_at - REGISTER_WINDOW <= now < session.ends_at + REGISTER_WINDOW
    open_yet = session.course.state == State.PUBLISHED and session.state != Session.State.CALLED_OFF
    return around and open_yet and session.course.certificate_from is not None


def may_take_register(session: Session, *, now: datetime) -> Refusal | None:
    """Why nobody can be ticked at `session` (its course loaded) now."""
    if session.course.certificate_from is None:
        return Refusal.NO_REGISTER
    return None if register_is_open(session, now=now) else Refusal.REGISTER_SHUT


def may_count(session: Session, *, heads: int, now: datetime) -> Refusal | None:
    """Why it cannot be written down how many were at `session` (its course loaded): it was called off or has not begun,
    people were ticked, or the number is beyond belief."""
    if session.course.state != State.PUBLISHED or session.state == Session.State.CALLED_OFF or session.by_register:
        return Refusal.WRONG_STATE
    if session.starts_at > now:
        return Refusal.NOT_BEGUN
    return Refusal.TOO_MANY_HEADS if heads > MOST_SEATS else None


def may_finish(course: Course, sessions: Sequence[Session], *, now: datetime) -> Refusal | None:
    """Why `course` cannot be closed: a session that takes place is still to end."""
    if not may_become(course, State.FINISHED):
        return Refusal.WRONG_STATE
    return Refusal.NOT_OVER if any(one.ends_at > now for one in sessions) else None


def may_cancel(course: Course, sessions: Sequence[Session], *, now: datetime) -> Refusal | None:
    """Why `course` cannot be called off: all is over, and it is closed instead."""
    if not may_become(course, State.CANCELLED):
        return Refusal.WRONG_STATE
    over = sessions and all(one.ends_at <= now for one in sessions)
    return Refusal.OVER if over and course.state == State.PUBLISHED else None


def earned(course: Course, *, present: int, unregistered: int) -> bool:
    """Whether somebody who was ticked at so many sessions gets a certificate of a class. A session that took place and
    whose register nobody took counts for everybody who was there at all."""
    return course.certificate_from is not None and present > 0 and present + unregistered >= course.certificate_from

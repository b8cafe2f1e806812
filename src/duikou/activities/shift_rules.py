"""What may happen with teams of volunteers and their shifts, and when: pure answers. The present moment is always
passed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices

from duikou.activities.models import Shift, VolunteerTeam
from duikou.activities.rules import DOOR_WINDOW

State = VolunteerTeam.State
NEXT_STATES: Mapping[str, tuple[str, ...]] = {
    State.DRAFT: (State.SHOWN,),
    State.SHOWN: (State.ENDED,),
    State.ENDED: (State.SHOWN,),
}
WHEN_AND_WHERE = {"starts_at", "ends_at", "place"}
MOST_WALK_INS = 200
MOST_MINUTES = 24 * 60  # that one helper gives at one shift
THANKS_FOR = timedelta(days=7)  # as long thanks are worth sending


class Refusal(TextChoices):
    """Why something cannot be done with a team or a shift."""

    WRONG_STATE = "wrong_state"
    NO_NAME = "no_name"
    OVER = "over"
    BEGUN = "begun"
    CALLED_OFF = "called_off"
    NOT_NOW = "not_now"
    TOO_MANY_BACK = "too_many_back"
    SHIFTS_AHEAD = "shifts_ahead"
    RESTRICTED = "restricted"
    NOT_RESTRICTED = "not_restricted"
    TOO_LATE_TO_CONFIRM = "too_late_to_confirm"
    NOT_BEGUN = "not_begun"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    THANKED = "thanked"
    NOBODY_CAME = "nobody_came"
    TOO_LONG = "too_long"
    FEWER_THAN_IN_BOOKS = "fewer_than_in_books"
    ENTERED_ALREADY = "entered_already"


class Refused(ValueError):
    """An action was refused; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def may_become(team: VolunteerTeam, state: str, *, ahead: bool = False) -> Refusal | None:
    """Why `team` cannot go to `state`; `ahead`: whether it still has shifts to come, which must be called off first."""
    if state not in NEXT_STATES[team.state]:
        return Refusal.WRONG_STATE
    if state == State.SHOWN and not team.name:
        return Refusal.NO_NAME
    return Refusal.SHIFTS_AHEAD if state == State.ENDED and ahead else None


def may_add_shift(team: VolunteerTeam, *, starts_at: datetime, now: datetime) -> Refusal | None:
    """Why `team` cannot have a shift that begins then."""
    if team.state == State.ENDED:
        return Refusal.WRONG_STATE
    return Refusal.OVER if starts_at <= now else None


def may_change(shift: Shift, changed: Mapping[str, Any], *, now: datetime) -> Refusal | None:
    """Why these facts (new values by name) of `shift` cannot be changed."""
    if shift.state == Shift.State.CANCELLED:
        return Refusal.CALLED_OFF
    if shift.ends_at <= now:
        return Refusal.OVER
    if changed.keys() & WHEN_AND_WHERE:
        if shift.starts_at <= now:
            return Refusal.BEGUN
        if changed.get("starts_at", shift.starts_at) <= now:
            return Refusal.OVER
    return None


def may_call_off(shift: Shift, *, now: datetime) -> Refusal | None:
    """Why `shift` cannot be called off."""
    return Refusal.OVER if shift.state == Shift.State.OPEN and shift.ends_at <= now else None


def may_restrict(shift: Shift, *, confirm_until: datetime, now: datetime) -> Refusal | None:
    """Why `shift` cannot be for those only whom a body has confirmed: there must be time for it before it begins."""
    if shift.state == Shift.State.CANCELLED:
        return Refusal.CALLED_OFF
    if shift.restricted_to:
        return Refusal.RESTRICTED
    if shift.starts_at <= now:
        return Refusal.BEGUN
    return None if now < confirm_until < shift.starts_at else Refusal.TOO_LATE_TO_CONFIRM


def may_open_to_all(shift: Shift, *, now: datetime) -> Refusal | None:
    """Why `shift` cannot be for everybody again."""
    if not shift.restricted_to:
        return Refusal.NOT_RESTRICTED
    return Refusal.BEGUN if shift.starts_at <= now else None


def door_is_open(shift: Shift, *, now: datetime) -> bool:
    """Whether helpers may be looked for and let in: it is the day, and the shift was not called off."""
    around = shift.starts_at - DOOR_WINDOW <= now < shift.ends_at + DOOR_WINDOW
    return shift.state == Shift.State.OPEN and around


def may_note_walk_ins(shift: Shift, *, heads: int, now: datetime) -> Refusal | None:
    """Why so many more helpers (or fewer, below zero) cannot have come without having joined."""
    if not door_is_open(shift, now=now):
        return Refusal.NOT_NOW
    if shift.walked_in + heads < 0:
        return Refusal.TOO_MANY_BACK
    return Refusal.TOO_LONG if shift.walked_in + heads > MOST_WALK_INS else None


def may_confirm_hours(shift: Shift, *, came: int, longest: int, now: datetime) -> Refusal | None:
    """Why the hours of `shift` cannot be confirmed; `longest`: the most minutes that one helper gave."""
    if shift.state != Shift.State.OPEN:
        return Refusal.CALLED_OFF
    if shift.starts_at > now:
        return Refusal.NOT_BEGUN
    if not came:
        return Refusal.NOBODY_CAME
    return may_correct(minutes=longest)


def may_correct(*, minutes: int) -> Refusal | None:
    """Why somebody cannot have given so many minutes at a shift."""
    return Refusal.TOO_LONG if not 0 <= minutes <= MOST_MINUTES else None


def may_correct_total(*, minutes: int, in_books: int, helpers: int) -> Refusal | None:
    """Why so many helpers cannot have given so many minutes together, of which `in_books` stand in books."""
    if minutes < in_books:
        return Refusal.FEWER_THAN_IN_BOOKS
    return Refusal.TOO_LONG if minutes > helpers * MOST_MINUTES else None


def may_keep_hours(shift: Shift | None, *, live: bool, confirmed: bool) -> Refusal | None:
    """Why the hours of a booking cannot go into a book."""
    if shift is None or not live or shift.state != Shift.State.OPEN:
        return Refusal.WRONG_STATE
    return Refusal.ENTERED_ALREADY if confirmed else None


def may_thank(shift: Shift, *, came: int, now: datetime) -> Refusal | None:
    """Why the helpers of `shift` cannot be thanked."""
    if shift.starts_at > now:
        return Refusal.NOT_BEGUN
    if shift.thanked_at is not None:
        return Refusal.THANKED
    return None if came else Refusal.NOBODY_CAME

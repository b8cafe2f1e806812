"""What may happen with an activity and when: pure answers. The present moment is always passed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices

from duikou.activities.models import Activity

State = Activity.State
NEXT_STATES: Mapping[str, tuple[str, ...]] = {
    State.DRAFT: (State.PUBLISHED, State.CANCELLED),
    State.PUBLISHED: (State.HELD, State.CANCELLED),
    State.HELD: (),
    State.CANCELLED: (),
}
MOST_HEADS = 1_000_000
DOOR_WINDOW = timedelta(hours=12)  # as long before and after an activity its door is open, as the engine's check-in
UNDO = timedelta(minutes=5)
WHEN_AND_WHERE = {"starts_at", "ends_at", "place"}


class Refusal(TextChoices):
    """Why something cannot be done with an activity."""

    WRONG_STATE = "wrong_state"
    NO_TITLE = "no_title"
    NO_PLACE = "no_place"
    OVER = "over"
    NOT_BEGUN = "not_begun"
    HEADS_ONLY = "heads_only"
    RETIRED = "retired"
    TOO_MANY_HEADS = "too_many_heads"
    BEGUN = "begun"
    PEOPLE_SIGN_UP = "people_sign_up"
    NO_SIGN_UP = "no_sign_up"
    TOO_MANY_BACK = "too_many_back"
    NOT_COUNTED = "not_counted"
    NO_TEXT = "no_text"
    CALLED_OFF = "called_off"


class Refused(ValueError):
    """An action was refused; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def may_become(activity: Activity, state: str) -> bool:
    """Whether the table of states lets `activity` go to `state`."""
    return state in NEXT_STATES[activity.state]


def may_publish(activity: Activity, *, now: datetime) -> Refusal | None:
    """Why `activity` cannot be shown to the public."""
    if not may_become(activity, State.PUBLISHED):
        return Refusal.WRONG_STATE
    if not activity.title:
        return Refusal.NO_TITLE
    if activity.place_id is None:
        return Refusal.NO_PLACE
    return Refusal.OVER if activity.ends_at <= now else None


def may_count(activity: Activity, *, heads: int, now: datetime) -> Refusal | None:
    """Why the number of people who came cannot be written down (again): it was never shown or was called off, has not
    begun, or the number is beyond belief."""
    if activity.state not in (State.PUBLISHED, State.HELD):
        return Refusal.WRONG_STATE
    if activity.starts_at > now:
        return Refusal.NOT_BEGUN
    return Refusal.TOO_MANY_HEADS if heads > MOST_HEADS else None


def may_sign_up(*, heads_only: bool) -> Refusal | None:
    """Why people cannot sign up for activities of a channel."""
    return Refusal.HEADS_ONLY if heads_only else None


def may_change(activity: Activity, changed: Mapping[str, Any], *, now: datetime) -> Refusal | None:
    """Why these facts (new values by name) of `activity` cannot be changed: it is over or called off, has begun, would
    begin in the past, or its new channel takes no sign-up."""
    if activity.state == State.CANCELLED:
        return Refusal.CALLED_OFF
    if activity.state == State.HELD and changed.keys() & (WHEN_AND_WHERE | {"channel", "check_in"}):
        return Refusal.OVER
    if activity.state == State.PUBLISHED and changed.keys() & WHEN_AND_WHERE:
        if activity.starts_at <= now:
            return Refusal.BEGUN
        if changed.get("starts_at", activity.starts_at) <= now:
            return Refusal.OVER
    if activity.state == State.PUBLISHED and "place" in changed and changed["place"] is None:
        return Refusal.NO_PLACE
    heads_only = "channel" in changed and changed["channel"].counts_heads_only
    return may_sign_up(heads_only=heads_only) if activity.offer_id else None


def may_change_places(activity: Activity, *, places: int) -> Refusal | None:
    """Why `activity` cannot have so many places, none for just coming."""
    if activity.state in (State.HELD, State.CANCELLED):
        return Refusal.OVER
    if places and (no := may_sign_up(heads_only=activity.heads_only)):
        return no
    if not places and activity.offer_id and activity.state != State.DRAFT:
        return Refusal.PEOPLE_SIGN_UP
    return None


def door_is_open(activity: Activity, *, now: datetime) -> bool:
    """Whether names may be looked at at its door: people sign up, and it is the day."""
    around = activity.starts_at - DOOR_WINDOW <= now < activity.ends_at + DOOR_WINDOW
    return activity.offer_id is not None and activity.state in (State.PUBLISHED, State.HELD) and around


def may_undo_check_in(at: datetime, *, now: datetime) -> bool:
    """Whether a check-in made `at` that moment can be taken back."""
    return now - at <= UNDO


def may_note_walk_ins(activity: Activity, *, heads: int, now: datetime) -> Refusal | None:
    """Why so many more (or fewer, below zero) cannot have come without signing up."""
    if activity.heads_only:
        return Refusal.HEADS_ONLY
    if not door_is_open(activity, now=now):
        return Refusal.NOT_BEGUN
    if activity.walked_in + heads < 0:
        return Refusal.TOO_MANY_BACK
    return Refusal.TOO_MANY_HEADS if heads > 1000 else None


def may_count_arrivals(activity: Activity) -> Refusal | None:
    """Why those who were let in are not those who came: nobody signs up, or nobody is checked in."""
    return None if activity.check_in else Refusal.NO_SIGN_UP


def may_report(activity: Activity, *, now: datetime) -> Refusal | None:
    """Why nothing can be told of `activity`: it was never shown or was called off, or has not begun."""
    if activity.state not in (State.PUBLISHED, State.HELD):
        return Refusal.WRONG_STATE
    return Refusal.NOT_BEGUN if activity.starts_at > now else None


def may_publish_report(activity: Activity, *, text: bool) -> Refusal | None:
    """Why a report cannot be shown to everybody."""
    if activity.heads is None:
        return Refusal.NOT_COUNTED
    return None if text else Refusal.NO_TEXT

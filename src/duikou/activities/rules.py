"""What may happen with an activity and when: pure answers. The present moment is always passed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

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
    NOT_ITS_DAYS = "not_its_days"


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

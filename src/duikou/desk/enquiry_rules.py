"""What may happen to a question: pure answers. The present is always passed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import TextChoices

from duikou.desk.models import Answer, Enquiry

State = Enquiry.State
NEXT_STATES: Mapping[str, tuple[str, ...]] = {
    State.ASKED: (State.ASSIGNED, State.REFERRED, State.CLOSED, State.TAKEN_BACK),
    State.ASSIGNED: (State.ASKED, State.ANSWERED, State.REFERRED, State.CLOSED, State.TAKEN_BACK),
    State.REFERRED: (State.ASSIGNED, State.REFERRED, State.CLOSED, State.TAKEN_BACK),
    State.ANSWERED: (State.ASSIGNED, State.CLOSED, State.TAKEN_BACK),
    State.CLOSED: (),
    State.TAKEN_BACK: (),
}
ANSWER_STATES: Mapping[str, tuple[str, ...]] = {
    Answer.State.DRAFT: (Answer.State.PUBLISHED, Answer.State.WITHDRAWN),
    Answer.State.PUBLISHED: (Answer.State.FLAGGED, Answer.State.WITHDRAWN),
    Answer.State.FLAGGED: (Answer.State.PUBLISHED, Answer.State.WITHDRAWN),
    Answer.State.WITHDRAWN: (Answer.State.DRAFT,),
}
CLOSED_AFTER = timedelta(days=30)  # an answer to which nothing more is said
KEPT_AFTER = timedelta(days=90)  # texts and contact, once it is closed
LONGEST_OPEN = timedelta(days=365)
MOST_TEXTS = 6  # of its asker, the question among them
CONFIRM_AFTER = timedelta(days=180)


class Refusal(TextChoices):
    """Why something cannot be done with a question or an answer."""

    WRONG_STATE = "wrong_state"
    TAKEN = "taken"
    NOT_YOURS = "not_yours"
    ENOUGH_SAID = "enough_said"
    NOTHING_ANSWERED = "nothing_answered"
    SAME_BODY = "same_body"
    PROPOSED = "proposed"
    NOTHING_PROPOSED = "nothing_proposed"
    NOBODY_ANSWERS = "nobody_answers"
    NO_COUNSEL = "no_counsel"
    NO_CLAUSE = "no_clause"
    CLAUSE_ENDED = "clause_ended"
    NO_TEXT = "no_text"
    NEEDS_SECOND = "needs_second"


class Refused(Exception):
    """An action was refused; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def may_go(enquiry: Enquiry, state: str) -> Refusal | None:
    """Why the question cannot come into `state`."""
    return None if state in NEXT_STATES[enquiry.state] else Refusal.WRONG_STATE


def may_ask_again(enquiry: Enquiry, *, written: int) -> Refusal | None:
    """Why its asker, who has written so many texts, cannot write one more."""
    if enquiry.state not in Enquiry.LIVE:
        return Refusal.WRONG_STATE
    return Refusal.ENOUGH_SAID if written >= MOST_TEXTS else None


def closes_by_itself(now: datetime) -> datetime:
    """Questions answered before this moment are closed."""
    return now - CLOSED_AFTER


def erased_by_itself(now: datetime) -> datetime:
    """Questions closed before this moment are erased."""
    return now - KEPT_AFTER


def given_up(now: datetime) -> datetime:
    """Questions asked before this moment and never answered are erased, too."""
    return now - LONGEST_OPEN


def may_publish(answer: Answer, *, clauses: int, ended: int, writer: bool) -> Refusal | None:
    """Why the answer cannot be published or confirmed: it rests on so many clauses, `ended` of which are of policies
    that hold no longer; `writer`: whether its writer asks."""
    if answer.state not in (Answer.State.DRAFT, Answer.State.FLAGGED, Answer.State.PUBLISHED):
        return Refusal.WRONG_STATE
    if not answer.question or not answer.text:
        return Refusal.NO_TEXT
    if not clauses:
        return Refusal.NO_CLAUSE
    if ended:
        return Refusal.CLAUSE_ENDED
    return Refusal.NEEDS_SECOND if answer.second and writer and answer.state == Answer.State.DRAFT else None

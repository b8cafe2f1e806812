"""What may happen at a fair and when: pure answers. The present moment is always passed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db.models import TextChoices

from duikou.booking.models import Booking
from duikou.directory.models import Organisation
from duikou.fairs.models import Fair, Interview, Post, Stand

NEXT_STATES: Mapping[str, tuple[str, ...]] = {
    Fair.State.DRAFT: (Fair.State.PUBLISHED, Fair.State.CANCELLED),
    Fair.State.PUBLISHED: (Fair.State.RUNNING, Fair.State.CANCELLED),
    Fair.State.RUNNING: (Fair.State.CLOSED, Fair.State.CANCELLED),
    Fair.State.CLOSED: (),
    Fair.State.CANCELLED: (),
}

# Outcomes that both sides follow up: only then does the employer see how to reach the person.
FOLLOWED_UP = (
    Interview.Outcome.INTERESTED,
    Interview.Outcome.SECOND,
    Interview.Outcome.OFFERED,
    Interview.Outcome.HIRED,
)
# What the person says when the employer has no more reason to reach them.
NOT_FOLLOWED_UP = (Interview.Said.NOT_NOW, Interview.Said.NO_TALK)

MOST_WISHES = 20  # of a person in a draw: as many as a browser's list holds
UNDO_CHECK_IN = timedelta(minutes=5)

NOT_APPROVED = "employer_not_approved"
OPEN_CONDITIONS = "open_conditions"
EXPIRED = "expired"


class Refusal(TextChoices):
    """Why something cannot be done with a fair or a stand."""

    WRONG_STATE = "wrong_state"
    NO_TITLE = "no_title"
    NO_STANDS = "no_stands"
    NO_SLOTS = "no_slots"
    ENDED = "ended"
    FAIR_OVER = "fair_over"
    ALREADY_DECIDED = "already_decided"
    NOT_APPROVED = "not_approved"
    NOT_YOUR_STAND = "not_your_stand"
    NUMBER_TAKEN = "number_taken"
    NOT_HERE = "not_here"
    TALK_OVER = "talk_over"
    NEEDS_OUTCOME = "needs_outcome"
    DID_NOT_COME = "did_not_come"
    BEFORE_TALK = "before_talk"
    NOTED_ANEW = "noted_anew"
    NOTHING_TO_ASK = "nothing_to_ask"
    QUESTION_OVER = "question_over"


class Refused(ValueError):
    """An action was refused; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def may_publish(post: Post, *, open_conditions: int = 0, today: date | None = None) -> tuple[str, ...]:
    """What `post` still lacks before it may be published: names of its missing fields, then `employer_not_approved`,
    `open_conditions`, `expired`. Empty when it may. Reads `post.employer`; asks the database nothing else.

    What must be stated: Provisions on Online Recruitment Services (网络招聘服务管理规定, 2020), article 14, and
    Interim Regulations on the Human Resources Market (人力资源市场暂行条例, 2018), articles 23 and 24.
    """
    stated = {
        "title": post.title.strip(),
        "headcount": post.headcount or post.headcount_text,
        "conditions": post.conditions
        or post.education is not None
        or post.education_text
        or post.majors_text
        or post.any_major
        or post.experience,
        "duties": post.duties.strip(),
        "workplace": post.workplace.strip(),
        "pay": post.pay_min is not None or post.pay_max is not None or post.pay_text,
        "valid_until": post.valid_until,
    }
    missing = [name for name, value in stated.items() if not value]
    if post.employer.state != Organisation.State.APPROVED:
        missing.append(NOT_APPROVED)
    if open_conditions:
        missing.append(OPEN_CONDITIONS)
    if today and post.valid_until and post.valid_until < today:
        missing.append(EXPIRED)
    return tuple(missing)


def may_become(fair: Fair, state: str) -> bool:
    """Whether the table of states lets `fair` go to `state`."""
    return state in NEXT_STATES[fair.state]


def may_publish_fair(fair: Fair, *, stands: int, slots: int, now: datetime) -> Refusal | None:
    """Why `fair` cannot be published; `stands` approved ones, `slots` bookable ones."""
    if not may_become(fair, Fair.State.PUBLISHED):
        return Refusal.WRONG_STATE
    if not fair.title:
        return Refusal.NO_TITLE
    if fair.ends_at <= now:
        return Refusal.ENDED
    if not stands:
        return Refusal.NO_STANDS
    return None if slots else Refusal.NO_SLOTS


def may_change(fair: Fair) -> bool:
    """Whether stands, posts and times of `fair` can still be changed."""
    return fair.state not in (Fair.State.CLOSED, Fair.State.CANCELLED)


def may_join(fair: Fair, *, now: datetime) -> Refusal | None:
    """Why an employer cannot ask for a stand at `fair`."""
    if not may_change(fair) or fair.ends_at <= now:
        return Refusal.FAIR_OVER
    return None


def may_decide(stand: Stand) -> Refusal | None:
    """Why the office cannot approve or decline `stand` (it was withdrawn by its employer)."""
    return Refusal.ALREADY_DECIDED if stand.state == Stand.State.WITHDRAWN else None


def may_talk(interview: Interview, *, arrived: bool) -> Refusal | None:
    """Why a talk cannot be called or started: the person is not there, or it is over."""
    if not arrived:
        return Refusal.NOT_HERE
    return Refusal.TALK_OVER if interview.ended_at else None


def shows_contact(interview: Interview) -> bool:
    """Whether the employer may see how to reach the person: only while it follows the talk up, and never once the
    person has said that nothing came of it."""
    return interview.outcome in FOLLOWED_UP and interview.said not in NOT_FOLLOWED_UP


class Agreement(TextChoices):
    """Who has said what came of a talk."""

    CONFIRMED = "confirmed"
    EMPLOYER_ONLY = "employer_only"
    PERSON_ONLY = "person_only"
    DIFFERING = "differing"
    UNKNOWN = "unknown"


def agreement(outcome: str, said: str) -> Agreement:
    """How what the employer noted and what the person said stand to each other. Who would rather not say has said
    nothing."""
    by_employer = outcome != Interview.Outcome.UNKNOWN
    by_person = said not in (Interview.Said.NOTHING, Interview.Said.WITHHELD)
    if by_employer and by_person:
        return Agreement.CONFIRMED if outcome == said else Agreement.DIFFERING
    if by_employer:
        return Agreement.EMPLOYER_ONLY
    return Agreement.PERSON_ONLY if by_person else Agreement.UNKNOWN


def may_say(booking: Booking, interview: Interview, *, now: datetime) -> Refusal | None:
    """Why the person of `booking` cannot say yet, or ever, what came of the talk: they never came, or it is still to
    begin."""
    if booking.state != Booking.State.CONFIRMED or booking.attendance != Booking.Attendance.ARRIVED:
        return Refusal.DID_NOT_COME
    begun = interview.started_at or interview.outcome != Interview.Outcome.UNKNOWN
    return None if begun or booking.slot.starts_at <= now else Refusal.BEFORE_TALK


def stayed_empty(stand: Stand, *, begun: int) -> bool:
    """Whether nobody came to an approved stand of a fair that is over: its people never said that they were there, and
    `begun` no talk."""
    return stand.here_at is None and not begun


def zone_open(fair: Fair, *, now: datetime) -> bool:
    """Whether the public sees the posts of `fair`: published or running, and its zone has opened."""
    return fair.state in (Fair.State.PUBLISHED, Fair.State.RUNNING) and fair.zone_opens_at <= now


RESUME_KEPT = timedelta(days=1)  # after the end of the fair


def resume_goes(fair: Fair) -> datetime:
    """When a résumé for this fair is erased: a day after its end, wherever that moves."""
    return fair.ends_at + RESUME_KEPT


def may_keep_resume(fair: Fair, *, now: datetime) -> bool:
    """Whether a résumé for this fair can be written, shared and read."""
    return fair.state in (Fair.State.PUBLISHED, Fair.State.RUNNING, Fair.State.CLOSED) and now < resume_goes(fair)


class Timing(TextChoices):
    """How somebody who arrives stands to their time."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    OVER = "over"


EARLY_BEFORE = timedelta(minutes=30)


def timing(starts_at: datetime, ends_at: datetime, *, now: datetime) -> Timing:
    """Early is more than half an hour before, on time until the beginning, late until the end, then over."""
    if now > ends_at:
        return Timing.OVER
    if now > starts_at:
        return Timing.LATE
    return Timing.EARLY if starts_at - now > EARLY_BEFORE else Timing.ON_TIME


def may_undo_check_in(checked_in_at: datetime, *, talking: bool, now: datetime) -> bool:
    """Whether a check-in can still be taken back: within five minutes, and before the talk has begun."""
    return not talking and now - checked_in_at <= UNDO_CHECK_IN

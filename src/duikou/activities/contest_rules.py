"""What may happen with a contest and its entries, and when: pure answers. The present moment is always passed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import TextChoices

from duikou.activities.models import Contest, ContestEntry, Juror

State, Entered = Contest.State, ContestEntry.State
NEXT_STATES: Mapping[str, tuple[str, ...]] = {
    State.DRAFT: (State.PUBLISHED, State.CANCELLED),
    State.PUBLISHED: (State.RESULTS, State.CANCELLED),
    State.RESULTS: (),
    State.CANCELLED: (),
}
NEXT_OF_ENTRY: Mapping[str, tuple[str, ...]] = {
    Entered.ENTERED: (Entered.EXCLUDED, Entered.WITHDRAWN),
    Entered.EXCLUDED: (Entered.ENTERED, Entered.WITHDRAWN),
    Entered.WITHDRAWN: (),
}
KEPT_AFTER = timedelta(days=90)  # people, and works that are not exhibited, once results are out or it is called off
LONGEST_OPEN = timedelta(days=365)  # after the close, where no results ever came
MOST_PARTS = 20  # categories, prizes or criteria of one contest


class Phase(StrEnum):
    """Where a contest stands at a moment."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    JUDGED = "judged"
    RESULTS = "results"
    CANCELLED = "cancelled"


class Refusal(TextChoices):
    """Why something cannot be done with a contest or an entry."""

    WRONG_STATE = "wrong_state"
    NO_TITLE = "no_title"
    NO_CATEGORY = "no_category"
    OVER = "over"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    ENTERED_ALREADY = "entered_already"
    NOT_FOR_PERSONS = "not_for_persons"
    NOT_FOR_BODIES = "not_for_bodies"
    WITHDRAWN = "withdrawn"
    EXCLUDED = "excluded"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    ENOUGH_PICTURES = "enough_pictures"
    ENOUGH_PARTS = "enough_parts"
    PART_IN_USE = "part_in_use"
    MARKS_EXIST = "marks_exist"
    NO_MARKS = "no_marks"
    NOT_CLOSED = "not_closed"
    KEEPS_CONTEST = "keeps_contest"
    JUROR_ALREADY = "juror_already"
    HANDED_IN = "handed_in"
    NOT_HANDED_IN = "not_handed_in"
    MARKS_LACK = "marks_lack"
    WRONG_MARKS = "wrong_marks"
    NO_JURY = "no_jury"
    NO_CRITERIA = "no_criteria"
    UNJUDGED = "unjudged"
    CHANGED = "changed"
    NO_REASON = "no_reason"
    SAME = "same"
    NOT_AGREED = "not_agreed"
    NO_RESULTS = "no_results"
    NOTHING_TO_SHOW = "nothing_to_show"


class Refused(ValueError):
    """An action was refused; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def phase(contest: Contest, *, now: datetime) -> Phase:
    """Where the contest stands. From `closes_at` on, that moment included, nothing comes in any more."""
    if contest.state != State.PUBLISHED:
        return Phase(contest.state)
    if now < contest.opens_at:
        return Phase.COMING
    return Phase.OPEN if now < contest.closes_at else Phase.JUDGED


def may_publish(contest: Contest, *, categories: int, now: datetime) -> Refusal | None:
    """Why a contest with so many categories cannot be shown to everybody."""
    if State.PUBLISHED not in NEXT_STATES[contest.state]:
        return Refusal.WRONG_STATE
    if not contest.title:
        return Refusal.NO_TITLE
    if not categories:
        return Refusal.NO_CATEGORY
    return Refusal.OVER if contest.closes_at <= now else None


def may_change(contest: Contest, changed: Collection[str], *, entries: int, now: datetime) -> Refusal | None:
    """Why these facts cannot be changed once so many works have come in: what a work is, and who enters, stays; the
    close can be moved until it has passed."""
    if contest.state in (State.RESULTS, State.CANCELLED):
        return Refusal.WRONG_STATE
    fixed = {"most_letters", "most_pictures", "by_persons", "by_bodies", "most_each", "opens_at"} & set(changed)
    if entries and fixed:
        return Refusal.PART_IN_USE
    if "closes_at" in changed and contest.state == State.PUBLISHED and contest.closes_at <= now:
        return Refusal.CLOSED
    return None


def may_enter(contest: Contest, *, by_body: bool, now: datetime) -> Refusal | None:
    """Why nobody can enter a work now."""
    where = phase(contest, now=now)
    if where != Phase.OPEN:
        return Refusal.NOT_YET if where == Phase.COMING else Refusal.CLOSED
    if by_body:
        return None if contest.by_bodies else Refusal.NOT_FOR_BODIES
    return None if contest.by_persons else Refusal.NOT_FOR_PERSONS


def may_change_entry(entry: ContestEntry, *, now: datetime) -> Refusal | None:
    """Why a work cannot be changed any more."""
    if entry.state == Entered.WITHDRAWN:
        return Refusal.WITHDRAWN
    return None if phase(entry.contest, now=now) == Phase.OPEN else Refusal.CLOSED


def may_mark(juror: Juror, *, now: datetime) -> Refusal | None:
    """Why a juror cannot mark now: works still come in, or their marks are handed in."""
    contest = juror.contest
    if contest.state not in (State.PUBLISHED, State.RESULTS):
        return Refusal.WRONG_STATE
    if now < contest.closes_at:
        return Refusal.NOT_CLOSED
    return Refusal.HANDED_IN if juror.handed_in_at else None


def right_marks(marks: Mapping[int, int], most: Mapping[int, int]) -> Refusal | None:
    """Why these marks, by criterion, are none: one is missing, of another contest, or more than its criterion gives."""
    if marks.keys() != most.keys():
        return Refusal.MARKS_LACK
    return None if all(0 <= value <= most[key] for key, value in marks.items()) else Refusal.WRONG_MARKS


def may_exhibit(contest: Contest, *, judged: bool, now: datetime) -> Refusal | None:
    """Why nothing can be exhibited yet; `judged`: whether there are criteria, and so results to wait for."""
    if contest.state == State.RESULTS:
        return None
    if judged:
        return Refusal.NO_RESULTS
    return None if phase(contest, now=now) == Phase.JUDGED else Refusal.NOT_CLOSED

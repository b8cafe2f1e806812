"""One question 30, 60 and 90 days after a yes, to those who agreed to it: when each is open, and how the counts may be
shown. Pure answers; days are of the city's zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from duikou.base.small_numbers import K_INSIDE, hidden_with_sums
from duikou.fairs.models import Interview

DAYS = (30, 60, 90)
OPEN_FOR = 15  # days, the first included
LAST_DAY = DAYS[-1] + OPEN_FOR - 1
ANSWERS = ("yes", "no", "withheld")
# What somebody says themselves of a talk after which there is something to ask; the employer's word is not enough.
YES = (Interview.Said.OFFERED, Interview.Said.HIRED)
NOTED_YES = (Interview.Outcome.OFFERED, Interview.Outcome.HIRED)


def open_question(since: date, *, today: date) -> int:
    """The question that is put and answered today, by its days; 0 when none is open."""
    gone = (today - since).days
    return next((days for days in DAYS if days <= gone < days + OPEN_FOR), 0)


def over_on(since: date, days: int) -> date:
    """The first day on which that question is no longer open."""
    return since + timedelta(days=days + OPEN_FOR)


def next_day(since: date, *, today: date) -> date | None:
    """The day on which the next question is put; None when none is to come."""
    return next((since + timedelta(days=days) for days in DAYS if since + timedelta(days=days) > today), None)


def last_day(since: date) -> date:
    """The last day on which anything is kept for it."""
    return since + timedelta(days=LAST_DAY)


def is_over(since: date, *, today: date) -> bool:
    """Whether nothing more is asked."""
    return (today - since).days > LAST_DAY


@dataclass(frozen=True, slots=True)
class Followed:
    """How many were asked one question and how many answered what, as it may be shown: None for a count that is not
    shown. `silent` have not answered so far."""

    asked: int | None = 0
    yes: int | None = 0
    no: int | None = 0
    withheld: int | None = 0
    silent: int | None = 0

    @property
    def hidden(self) -> bool:
        """Whether some count is not shown."""
        return None in (self.asked, self.yes, self.no, self.withheld, self.silent)


def followed(*, asked: int, yes: int, no: int, withheld: int, k: int = K_INSIDE) -> Followed:
    """The counts of one question as they may be shown: nothing when fewer than `k` were asked; else a small count is
    hidden together with another, so that it does not follow from the sum."""
    counts = [yes, no, withheld, asked - yes - no - withheld]
    if 0 < asked < k:
        return Followed(None, None, None, None, None)
    hidden = hidden_with_sums([counts], k=k)
    return Followed(asked, *(None if (0, nth) in hidden else count for nth, count in enumerate(counts)))


Counts = Mapping[int, Followed]  # by days

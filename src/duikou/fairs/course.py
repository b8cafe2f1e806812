"""How a talk stands when its notes arrive in any order: the newest answer counts, the earliest beginning that was not
taken back is its beginning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from duikou.fairs.models import Interview, SentStep

Step = SentStep.Step
UNKNOWN = Interview.Outcome.UNKNOWN
ANSWERS = frozenset(Interview.Outcome.values) - {UNKNOWN}
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Course:
    """Where a talk stands: the columns of an Interview that a table writes."""

    called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    outcome: str
    outcome_at: datetime | None


def answer_of(step: str) -> str | None:
    """The outcome that a step leaves the talk with; None when it says nothing of it."""
    return UNKNOWN if step == Step.BACK_OUTCOME else step if step in ANSWERS else None


def course(talk: Interview, notes: Iterable[tuple[datetime, str]]) -> Course:
    """How `talk` stands with all `notes` (moment, step) ever sent about it, in whatever order they are given. What the
    talk says already counts as noted at its own moments."""
    notes = list(notes)

    def last(*steps: str) -> datetime:
        return max((at for at, step in notes if step in steps), default=LONG_AGO)

    told = [(at, answer) for at, step in notes if (answer := answer_of(step)) is not None]
    told += [(talk.outcome_at, talk.outcome)] if talk.outcome_at else []
    outcome_at, outcome = max(told, default=(None, UNKNOWN))
    answers = [at for at, step in notes if step in ANSWERS]
    begins = [*answers, *(at for at, step in notes if step == Step.START), *_known(talk.started_at)]
    uncalled = last(Step.BACK_CALL)
    unbegun = max(uncalled, last(Step.BACK_START))
    unended = max(last(Step.BACK_OUTCOME), *(_known(talk.outcome_at) if talk.outcome == UNKNOWN else []), LONG_AGO)
    ended = outcome != UNKNOWN
    started_at = min((at for at in begins if at > unbegun), default=outcome_at if ended else None)
    called_at = min((at for at in (*begins, *_known(talk.called_at)) if at > uncalled), default=started_at)
    ended_at = min((at for at in (*answers, *_known(talk.ended_at)) if at > unended), default=outcome_at)
    return Course(called_at, started_at, ended_at if ended else None, outcome, outcome_at)


def _known(moment: datetime | None) -> list[datetime]:
    return [moment] if moment else []

"""How bodies come by a title: state machines as tables, and what may be done when. Pure answers; the present day or
moment is always passed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db.models import TextChoices

from duikou.activities.models import Candidacy, Edition, Finding, Review, Ruling, Visit

HEARD_FOR = timedelta(days=10)
CANDIDACIES: Mapping[str, tuple[str, ...]] = {
    Candidacy.State.CANDIDATE: (
        Candidacy.State.DESIGNATED,
        Candidacy.State.NOT_DESIGNATED,
        Candidacy.State.TAKEN_BACK,
    ),
    Candidacy.State.DESIGNATED: (Candidacy.State.DESIGNATED, Candidacy.State.WITHDRAWN),
    Candidacy.State.NOT_DESIGNATED: (),
    Candidacy.State.WITHDRAWN: (),
    Candidacy.State.TAKEN_BACK: (),
}
REVIEWS: Mapping[str, tuple[str, ...]] = {
    Review.State.DRAFT: (Review.State.HANDED_IN, Review.State.SETTLED),
    Review.State.RETURNED: (Review.State.HANDED_IN, Review.State.SETTLED),
    Review.State.HANDED_IN: (Review.State.RETURNED, Review.State.VISITED, Review.State.SETTLED),
    Review.State.VISITED: (Review.State.SETTLED,),
    Review.State.SETTLED: (),
}
FINDINGS: Mapping[str, tuple[str, ...]] = {
    Finding.State.NOTED: (),
    Finding.State.OPEN: (Finding.State.MENDED,),
    Finding.State.MENDED: (Finding.State.OPEN, Finding.State.SETTLED),
    Finding.State.SETTLED: (),
}
RULINGS: Mapping[str, tuple[str, ...]] = {
    Ruling.State.HEARING: (Ruling.State.PROPOSED, Ruling.State.DROPPED),
    Ruling.State.PROPOSED: (Ruling.State.DONE, Ruling.State.DROPPED),
    Ruling.State.DONE: (),
    Ruling.State.DROPPED: (),
}
# What a ruling makes of a candidacy, and the states of a review from which it can be made.
BECOMES: Mapping[str, str] = {
    Ruling.What.DESIGNATE: Candidacy.State.DESIGNATED,
    Ruling.What.CONFIRM: Candidacy.State.DESIGNATED,
    Ruling.What.REFUSE: Candidacy.State.NOT_DESIGNATED,
    Ruling.What.WITHDRAW: Candidacy.State.WITHDRAWN,
}
OF_CANDIDATES = (Ruling.What.DESIGNATE, Ruling.What.REFUSE)
OF_HOLDERS = (Ruling.What.CONFIRM, Ruling.What.WITHDRAW)
AGAINST = (Ruling.What.REFUSE, Ruling.What.WITHDRAW)
BEING_WRITTEN = (Review.State.DRAFT, Review.State.RETURNED)
BEING_LOOKED_AT = (Review.State.HANDED_IN, Review.State.VISITED)


class Refusal(TextChoices):
    """Why something cannot be done about a title."""

    CHANGED = "changed"
    PUBLISHED = "published"
    ABOUT_PEOPLE = "about_people"
    WRITTEN_ALREADY = "written_already"
    NO_CRITERIA = "no_criteria"
    ALREADY = "already"
    THIS_YEAR = "this_year"
    NOT_ALL_SAID = "not_all_said"
    TOO_MUCH = "too_much"
    NO_REASON = "no_reason"
    ITSELF = "itself"
    NOBODY = "nobody"
    TO_COME = "to_come"
    DEADLINE = "deadline"
    NO_DEADLINE = "no_deadline"
    FOUND = "found"
    NOT_VISITED = "not_visited"
    SERIOUS = "serious"
    NOT_HANDED_IN = "not_handed_in"
    HEARD_STILL = "heard_still"
    RULED_ON_ALREADY = "ruled_on_already"


class Refused(ValueError):
    """An action was refused; `refusal` says why. Nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def may_become(table: Mapping[str, tuple[str, ...]], state: str, to: str) -> Refusal | None:
    """Why something in `state` cannot go to `to` by its table."""
    return None if to in table[state] else Refusal.CHANGED


def may_write_criteria(edition: Edition) -> Refusal | None:
    """Why the criteria of an edition cannot be changed or removed: bodies are looked at by them, or will be."""
    return Refusal.PUBLISHED if edition.published_at else None


def may_publish_edition(edition: Edition, *, criteria: int) -> Refusal | None:
    """Why an edition cannot be published."""
    if edition.published_at:
        return Refusal.PUBLISHED
    return None if criteria else Refusal.NO_CRITERIA


def may_write_own_words(review: Review, *, version: int) -> Refusal | None:
    """Why a self-assessment that began at `version` cannot be kept: it is handed in, or somebody wrote meanwhile."""
    return None if review.state in BEING_WRITTEN and review.version == version else Refusal.CHANGED


def may_hand_in(review: Review, *, said: Collection[int], criteria: Collection[int]) -> Refusal | None:
    """Why a self-assessment cannot be handed in: some of its criteria (keys) are not among those `said` something
    about."""
    if no := may_become(REVIEWS, review.state, Review.State.HANDED_IN):
        return no
    return Refusal.NOT_ALL_SAID if set(criteria) - set(said) else None


def may_open_review(candidacy: Candidacy, *, year: int, years: Collection[int], going_on: bool) -> Refusal | None:
    """Why a body that has a title cannot be looked at again in `year`: it has none, is being looked at, or was in that
    year already."""
    if candidacy.state != Candidacy.State.DESIGNATED or going_on:
        return Refusal.CHANGED
    return Refusal.THIS_YEAR if year in years else None


def may_plan_visit(review: Review, *, bodies: Collection[int]) -> Refusal | None:
    """Why members of `bodies` (keys) cannot visit: nothing is handed in, nobody goes, or the body would visit
    itself."""
    if review.state not in BEING_LOOKED_AT:
        return Refusal.NOT_HANDED_IN if review.state in BEING_WRITTEN else Refusal.CHANGED
    if not bodies:
        return Refusal.NOBODY
    return Refusal.ITSELF if review.candidacy.body_id in bodies else None


def may_call_off_visit(visit: Visit, *, findings: int) -> Refusal | None:
    """Why a visit cannot be called off."""
    if findings:
        return Refusal.FOUND
    return None if visit.state == Visit.State.PLANNED else Refusal.CHANGED


def may_find(
    visit: Visit, *, severity: str, mend_by: date | None, before: Finding | None, today: date
) -> Refusal | None:
    """Why this cannot be written down as found at a visit (again)."""
    if visit.state == Visit.State.CALLED_OFF or visit.review.state not in BEING_LOOKED_AT:
        return Refusal.CHANGED
    if visit.day > today:
        return Refusal.TO_COME
    if before and before.state in (Finding.State.MENDED, Finding.State.SETTLED):
        return Refusal.CHANGED
    if mend_by and mend_by < visit.day:
        return Refusal.DEADLINE
    serious = severity == Finding.Severity.SERIOUS
    return Refusal.NO_DEADLINE if serious and mend_by is None else None


def may_rule(review: Review, what: str, *, serious_open: int) -> Refusal | None:
    """Why `what` cannot be ruled of a body now. Nobody gets or keeps a title without a visit, nor while something
    serious is not put right."""
    candidate = review.candidacy.state == Candidacy.State.CANDIDATE
    of_it = OF_CANDIDATES if candidate else OF_HOLDERS
    if what not in of_it or BECOMES[what] not in CANDIDACIES[review.candidacy.state]:
        return Refusal.CHANGED
    if review.state == Review.State.SETTLED:
        return Refusal.CHANGED
    if what in AGAINST:
        writing = what == Ruling.What.REFUSE and review.state in BEING_WRITTEN
        return Refusal.NOT_HANDED_IN if writing else None
    if review.state != Review.State.VISITED:
        return Refusal.NOT_VISITED
    return Refusal.SERIOUS if serious_open else None


def may_answer(ruling: Ruling, *, today: date) -> Refusal | None:
    """Why a body cannot answer what is to be ruled against it: it has answered, or its time is over."""
    open_still = ruling.state == Ruling.State.HEARING and ruling.answered_at is None
    return None if open_still and ruling.answer_by and ruling.answer_by >= today else Refusal.CHANGED


def may_close_hearing(ruling: Ruling, *, today: date) -> Refusal | None:
    """Why what is to be ruled against a body cannot go on: it has not answered yet and still may."""
    if ruling.state != Ruling.State.HEARING:
        return None
    return Refusal.HEARD_STILL if may_answer(ruling, today=today) is None else None


def examine_by(on: date, years: int) -> date | None:
    """The day by which a title of `on` is looked at again after so many years; None for never."""
    if not years:
        return None
    last = 28 if (on.month, on.day) == (2, 29) else on.day
    return on.replace(year=on.year + years, day=last)

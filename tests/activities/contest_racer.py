"""One racing process of test_contest_races.py: works come in at the close, jurors hand in, offices publish. Not a test
itself."""

from __future__ import annotations

import time as clocks
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch
from uuid import UUID

from tests.booking import racer  # makes Django ready

from duikou.activities import contest_rules as rules  # isort: skip
from duikou.activities.actions import contest_entries, contest_parts, contest_results, jury
from duikou.activities.models import Contest, ContestEntry, Juror, ResultEdition
from duikou.activities.protocol import digest_of
from duikou.activities.queries.judged import computed
from duikou.base import clock
from tests.activities.contest_factories import make_contest, make_juror, make_work, mark_all


def seed_contest(*, works: int, jurors: int = 0, closed: bool = False) -> dict[str, Any]:
    """A contest with works; closed, and marked by jurors who have not handed in."""
    contest = make_contest()
    for number in range(works):
        make_work(contest, who=(f"甲{contest.pk}-{number}", f"w{contest.pk}-{number}@example.org", "zh-hans"))
    named = [make_juror(contest) for _one in range(jurors)]
    if closed:
        Contest.objects.filter(pk=contest.pk).update(closes_at=clock.now())
    for juror in named:
        juror.contest.refresh_from_db()
        mark_all(juror, (9, 18), (5, 10), hand_in=False)
    return {"contest": contest.pk, "jurors": [one.pk for one in named]}


def enter(*, contest: int, forms: list[int], free: bool = False) -> list[str]:
    """Enter a work for each form. `free`: the number is looked up and written, not taken."""

    def looked_up(found: Contest, *, by_body: bool) -> int:
        found.refresh_from_db()
        if rules.may_enter(found, by_body=by_body, now=clock.now()):
            raise rules.Refused(rules.Refusal.CLOSED)
        clocks.sleep(0.02)
        Contest.objects.filter(pk=found.pk).update(last_number=found.last_number + 1)
        return found.last_number + 1

    def one(form: int) -> str:
        found = Contest.objects.get(pk=contest)
        try:
            entry = contest_entries.enter(
                contest=found, category=found.categories.get(), form_key=UUID(int=contest * 100_000 + form), title="x",
                text="y", who=(f"乙{form}", f"e{contest}-{form}@example.org", "zh-hans"), by=racer.PERSON,
            )  # fmt: skip
        except rules.Refused as refused:
            return str(refused.refusal)
        return f"entered {entry.pk}"

    with ExitStack() as guards:
        if free:
            guards.enter_context(racer.no_locks())
            guards.enter_context(patch.object(contest_entries, "_next_number", looked_up))
        return [racer.attempt(lambda form=form: one(form)) for form in forms]


def close(*, contest: int) -> list[str]:
    """Let nothing come in any more, from now on."""
    Contest.objects.filter(pk=contest).update(closes_at=clock.now())
    return ["closed now"]


def hand_in(*, juror: int) -> list[str]:
    """Hand a juror's marks in."""
    return [racer.attempt(lambda: jury.hand_in(juror=Juror.objects.get(pk=juror), by=racer.STAFF) or "handed in")]


def drop_criterion(*, contest: int) -> list[str]:
    """Try to take a criterion away from under the jury."""
    found = Contest.objects.get(pk=contest)
    item = found.criteria.all()[0].pk

    def drop() -> str:
        try:
            contest_parts.remove_part(contest=found, part="criteria", item=item, by=racer.STAFF)
        except rules.Refused as refused:
            return str(refused.refusal)
        return "dropped"

    return [racer.attempt(drop)]


def publish(*, contest: int, free: bool = False) -> list[str]:
    """Publish the results, until everybody has handed in or a while has passed. `free`: nothing is held."""

    def once() -> str:
        found = Contest.objects.get(pk=contest)
        if no := contest_results.may_publish_results(found):
            return str(no)
        try:
            contest_results.publish_results(contest=found, digest=digest_of(computed(found)[1]), by=racer.STAFF)
        except rules.Refused as refused:
            return str(refused.refusal)
        return "published"

    looked = contest_results.may_publish_results

    def slowly(found: Contest) -> Any:
        no = looked(found)
        clocks.sleep(0.3)
        return no

    with ExitStack() as guards:
        if free:
            guards.enter_context(racer.no_locks())
            guards.enter_context(patch.object(contest_results, "_may_publish", slowly))
            return [racer.attempt(once)]
        for _attempt in range(40):
            answer = racer.attempt(once)
            if answer != rules.Refusal.NOT_HANDED_IN:
                break
            clocks.sleep(0.05)
        return [answer]


def look(*, contest: int) -> dict[str, Any]:
    """What came of it."""
    found = Contest.objects.get(pk=contest)
    numbers = sorted(ContestEntry.objects.filter(contest=found).values_list("number", flat=True))
    editions = list(ResultEdition.objects.filter(contest=found))
    return {
        "numbers": numbers,
        "last": found.last_number,
        "handed_in": found.jurors.filter(handed_in_at__isnull=False).count(),
        "criteria": found.criteria.count(),
        "editions": [one.number for one in editions],
        "right": all(digest_of(one.content) == one.digest for one in editions),
        "state": found.state,
    }


ALL = (seed_contest, enter, close, hand_in, drop_criterion, publish, look)
racer.COMMANDS.update({one.__name__: one for one in ALL})  # type: ignore[attr-defined]

if __name__ == "__main__":
    racer.listen()

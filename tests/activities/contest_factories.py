"""Contests with works, jurors and marks for tests, with plain defaults."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from duikou.activities.actions import (
    changing_works,
    choosing_works,
    contest_entries,
    contest_parts,
    contest_results,
    contests,
    exhibitions,
    jurors,
    jury,
)
from duikou.activities.models import Contest, ContestEntry, Juror
from duikou.activities.protocol import digest_of
from duikou.activities.queries.judged import computed
from duikou.activities.queries.jury import for_juror
from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.directory.models import Account, Organisation
from duikou.directory.pictures import read_picture
from tests.activities.factories import make_body
from tests.directory.photos import drawn

_next = count(1)


def make_contest(*, publish: bool = True, categories: tuple[str, ...] = ("书法",), **values: Any) -> Contest:
    """A contest that has just opened and closes in a week, judged by two criteria, with two prizes."""
    now = clock.now().replace(microsecond=0)
    facts = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(days=7), "most_letters": 200}
    made = contests.create_contest(
        **{"title": "示例：书画征集", "organiser": values.pop("organiser", None) or make_body(), **facts, **values},
        by=SYSTEM,
    )
    for name in categories:
        contest_parts.add_part(contest=made, part="categories", name=name, by=SYSTEM)
    contest_parts.add_part(contest=made, part="criteria", name="构思", most=10, weight=2, by=SYSTEM)
    contest_parts.add_part(contest=made, part="criteria", name="技法", most=20, weight=1, by=SYSTEM)
    contest_parts.add_part(contest=made, part="prizes", name="一等奖", count=1, by=SYSTEM)
    contest_parts.add_part(contest=made, part="prizes", name="二等奖", count=2, by=SYSTEM)
    if publish:
        contests.publish_contest(contest=made, by=SYSTEM)
    return made


def make_work(contest: Contest, *, body: Organisation | None = None, **values: Any) -> ContestEntry:
    """A work of a text, of a person of its own or of `body`."""
    number = next(_next)
    who = None if body else values.pop("who", (f"张三{number}", f"139{number:08d}", "zh-hans"))
    return contest_entries.enter(
        **{
            "contest": contest,
            "category": contest.categories.first(),
            "form_key": uuid4(),
            "title": f"作品{number}",
            "text": "春风又绿江南岸",
            "may_show": True,
            "heads": 12 if body else None,
            **values,
        },
        who=who,
        body=body,
        by=SYSTEM,
    )


def add_shot(entry: ContestEntry) -> None:
    """A picture of the work."""
    picture = read_picture(drawn(320, 240))
    changing_works.add_picture(entry=entry, picture=picture, recognisable="nobody", caption="一幅字", by=SYSTEM)


def make_juror(contest: Contest, account: Account | None = None) -> Juror:
    """A juror with an account without any role."""
    account = account or Account.objects.create(username=f"juror{next(_next)}", created_at=clock.now())
    return jurors.add_juror(contest=contest, account=account, keeps=False, by=SYSTEM)


def mark_all(juror: Juror, *marks: tuple[int, int], remark: str = "", hand_in: bool = True) -> None:
    """Mark the juror's works in the order of their numbers, the last marks for all that are left."""
    criteria = list(juror.contest.criteria.values_list("pk", flat=True))
    for at, entry in enumerate(for_juror(juror)):
        given = dict(zip(criteria, marks[min(at, len(marks) - 1)], strict=True))
        jury.mark(juror=juror, entry=entry, marks=given, remark=remark, by=SYSTEM)
    if hand_in:
        jury.hand_in(juror=juror, by=SYSTEM)


def judged_contest(organiser: Organisation) -> dict[str, Any]:
    """A contest that is closed, with a work that is shown, results, and a juror who is at work again: something behind
    every address of contests."""
    now = clock.now()
    contest = make_contest(organiser=organiser, opens_at=now - timedelta(days=2))
    work = make_work(contest)
    add_shot(work)
    contest_parts.remove_part(contest=contest, part="prizes", item=contest.prizes.order_by("-pk")[0].pk, by=SYSTEM)
    juror = make_juror(contest)
    Contest.objects.filter(pk=contest.pk).update(closes_at=now - timedelta(hours=1))
    contest.refresh_from_db()
    juror.contest = contest
    mark_all(juror, (5, 5))
    contest_results.publish_results(contest=contest, digest=digest_of(computed(contest)[1]), by=SYSTEM)
    choosing_works.choose(entry=work, accepted=True, by=SYSTEM)
    exhibitions.exhibit(contest=contest, by=SYSTEM)
    jurors.give_back(juror=juror, by=SYSTEM)
    return {"contest": contest, "work": ContestEntry.objects.get(pk=work.pk), "juror": juror}

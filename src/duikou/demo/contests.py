"""The contests of the sample city: one that is open, one whose jury is at work, one with results and an exhibition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import yaml

from duikou.activities.actions import changing_works, choosing_works, contest_entries, contests, exhibitions
from duikou.activities.actions import contest_parts as parts
from duikou.activities.actions.contest_results import publish_results
from duikou.activities.actions.jurors import add_juror, give_back
from duikou.activities.actions.jury import hand_in, mark
from duikou.activities.models import Campaign, Contest, ContestEntry, Juror
from duikou.activities.protocol import digest_of
from duikou.activities.queries.judged import computed
from duikou.activities.queries.jury import for_juror
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.demo import calendar, painting, people
from duikou.desk.models import Centre
from duikou.directory.actions import add_account
from duikou.directory.models import Organisation
from duikou.directory.pictures import read_picture

BY = Actor("system", ref="sample", door="demo")
FILE = Path(__file__).with_name("contests.yaml")
FIRST_PERSON = 9000
JURORS = (("juror", "示例：评委甲"), ("juror-b", "示例：评委乙"), ("juror-c", "示例：评委丙"))
CRITERIA = (("构思", "Idea", 40, 1), ("表现", "Execution", 40, 1), ("贴题", "Fits the theme", 20, 1))
PRIZES = (("一等奖", "First prize", 1), ("二等奖", "Second prize", 1))
REMARKS = ("构思巧，贴近生活。", "细节动人。", "")


@cache
def said() -> Mapping[str, Any]:
    """The whole file."""
    read: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def build(now: datetime, office: Organisation) -> None:
    """The three contests, told as they happened: the clock is moved, and left at `now`."""
    bodies = [one.organisation for one in Centre.objects.select_related("organisation").order_by("pk")]
    accounts = [add_account(username=username, display_name=shown, password=None, by=BY) for username, shown in JURORS]
    today = calendar.midnight(now)
    random = Random("contests")

    clock.move_to(now - timedelta(days=30))
    shown = _called("shown", office, opens_at=today - timedelta(days=29), closes_at=today - timedelta(days=12))
    clock.move_to(now - timedelta(days=20))
    entries = _entered(shown, "shown", bodies, FIRST_PERSON)
    jurors = [add_juror(contest=shown, account=one, keeps=False, by=BY) for one in accounts]
    clock.move_to(now - timedelta(days=9))
    for juror in jurors:
        _marked(juror, random)
    _published(shown)
    _corrected(shown, jurors[0], random)
    _exhibited(shown, entries, now)

    clock.move_to(now - timedelta(days=16))
    judged = _called("judged", office, opens_at=today - timedelta(days=15), closes_at=today - timedelta(days=1))
    clock.move_to(now - timedelta(days=5))
    _entered(judged, "judged", bodies, FIRST_PERSON + 100)
    jurors = [add_juror(contest=judged, account=one, keeps=False, by=BY) for one in accounts]
    clock.move_to(now)
    for juror, most in zip(jurors, (2, 99, 4), strict=True):
        _marked(juror, random, most=most)

    clock.move_to(now - timedelta(days=4))
    campaign = Campaign.objects.filter(published=True).first()
    opened = _called(
        "open", office, opens_at=today - timedelta(days=3), closes_at=today + timedelta(days=12), campaign=campaign
    )
    clock.move_to(now - timedelta(hours=20))
    _entered(opened, "open", bodies, FIRST_PERSON + 200)
    clock.move_to(now)


def _called(key: str, office: Organisation, **facts: Any) -> Contest:
    one = said()[key]
    contest = contests.create_contest(
        title=one["title"],
        about=one["about"],
        conditions=one["conditions"],
        organiser=office,
        most_letters=500 if key == "shown" else 0,
        most_each=2,
        drop_extremes=True,
        by=BY,
        **facts,
    )
    for name in one["categories"]:
        parts.add_part(contest=contest, part="categories", name=name, by=BY)
    for zh, en, most, weight in CRITERIA:
        name = {"zh-hans": zh, "en": en}
        parts.add_part(contest=contest, part="criteria", name=name, most=most, weight=weight, by=BY)
    for zh, en, count in PRIZES:
        parts.add_part(contest=contest, part="prizes", name={"zh-hans": zh, "en": en}, count=count, by=BY)
    contests.publish_contest(contest=contest, by=BY)
    return contest


def _entered(contest: Contest, key: str, bodies: list[Organisation], first: int) -> list[ContestEntry]:
    categories = list(contest.categories.all())
    works = said()[key]["works"]
    names = people.names(Random(key), len(works))
    found = []
    for number, (one, name) in enumerate(zip(works, names, strict=True)):
        body = bodies[one["body"] + 1] if "body" in one else None
        entry = contest_entries.enter(
            contest=contest,
            category=categories[one["category"]],
            form_key=UUID(int=first + number),
            title=one["title"],
            about=one["about"],
            text=one.get("text", ""),
            may_show=True,
            who=None if body else (name, people.contact(first + number), "zh-hans"),
            body=body,
            heads=one.get("heads"),
            by=BY,
        )
        if one["kind"] != "words":
            picture = read_picture(painting.painted(one["kind"], seed=one["title"]))
            changing_works.add_picture(
                entry=entry, picture=picture, recognisable="nobody", caption=f"作品《{one['title']}》", by=BY
            )
        if one.get("named"):
            choosing_works.agree_to_show(entry=entry, may_show=True, name_shown=True, by=BY)
        found.append(entry)
    return found


def _marked(juror: Juror, random: Random, *, most: int = 99) -> None:
    works = list(for_juror(juror))
    criteria = list(juror.contest.criteria.values_list("pk", "most"))
    for entry in works[:most]:
        marks = {pk: random.randint(full * 6 // 10, full) for pk, full in criteria}
        mark(juror=juror, entry=entry, marks=marks, remark=random.choice(REMARKS), by=BY)
    if most >= len(works):
        hand_in(juror=juror, by=BY)


def _published(contest: Contest, reason: Mapping[str, str] | str = "") -> None:
    publish_results(contest=contest, digest=digest_of(computed(contest)[1]), reason=reason, by=BY)


def _corrected(contest: Contest, juror: Juror, random: Random) -> None:
    give_back(juror=juror, by=BY)
    juror.refresh_from_db()
    _marked(juror, random)
    _published(contest, said()["shown"]["reason"])


def _exhibited(contest: Contest, entries: list[ContestEntry], now: datetime) -> None:
    for entry in entries:
        choosing_works.choose(entry=entry, accepted=True, by=BY)
    today = calendar.midnight(now).date()
    exhibitions.exhibit(
        contest=contest,
        place={"name": said()["shown"]["place"], "address": {"zh-hans": "示例路 8 号", "en": "8 Sample Road"}},
        shown_from=today - timedelta(days=7),
        shown_until=today + timedelta(days=23),
        visiting=said()["shown"]["visiting"],
        by=BY,
    )

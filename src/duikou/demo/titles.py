"""Model communities of the sample city: four with a title and their years, and one that waits for a second person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from duikou.activities.actions import programmes as programme_acts
from duikou.activities.actions.assessing import hand_in, keep_own_words
from duikou.activities.actions.proposing import open_review, propose
from duikou.activities.actions.ruling import propose_ruling
from duikou.activities.actions.supporting import note_support, promise_support
from duikou.activities.actions.visits import add_visit_photo, mend_finding, note_finding, plan_visit
from duikou.activities.models import Activity, Candidacy, Edition, Programme, Review, Visit
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.demo.activities import drawn
from duikou.desk.models import Centre
from duikou.directory import actions as directory
from duikou.directory.actions.accounts import grant_role
from duikou.directory.actions.decisions import approve
from duikou.directory.actions.photos import show_photo
from duikou.directory.models import Account, Area, Decision, Grant, Organisation
from duikou.directory.pictures import read_picture

BY = Actor("system", ref="sample", door="demo")
FILE = Path(__file__).with_name("titles.yaml")
# When in a year that is over it was proposed or opened, handed in, visited and ruled.
OPENED, HANDED_IN, VISITED, RULED = (4, 10), (5, 20), (6, 15), (7, 1)


@cache
def said() -> Mapping[str, Any]:
    """The whole file."""
    read: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def build(now: datetime) -> None:
    """Everything, told as it happened: the clock is moved, and left at `now`."""
    this_year = timezone.localdate(now).year
    office = _body(said()["bodies"]["runs"])
    visitors = [_body(one) for one in said()["bodies"]["visits"]]
    grant_role(account=_account("programme"), role=Grant.Role.PROGRAMME, organisation=office, by=BY)
    first_year = this_year - max(max(one["years"]) for one in said()["communities"])
    clock.move_to(_moment(first_year, (3, 1)))
    programme = programme_acts.create_programme(organiser=office, by=BY, **said()["programme"])
    _edition(programme, [*said()["criteria"]])
    programme_acts.publish_programme(programme=programme, by=BY)
    centres = list(Centre.objects.select_related("organisation").order_by("pk"))
    told = list(zip(said()["communities"], [one.organisation for one in centres], strict=True))
    for year in range(first_year, this_year):
        if year == this_year - 1:
            clock.move_to(_moment(year, (3, 1)))
            _edition(programme, [said()["added"]])
        for one, body in told:
            if this_year - year in one["years"]:
                _past(programme, body, visitors, year, share=one["years"][this_year - year])
    clock.move_to(now)
    for one, body in told:
        candidacy = Candidacy.objects.get(body=body)
        _now(candidacy, visitors, one["now"], timezone.localdate(now))
        if one.get("support"):
            _support(candidacy, timezone.localdate(now))
    _waiting(programme, visitors, timezone.localdate(now))


def _body(name: Mapping[str, str]) -> Organisation:
    area = Area.objects.get(code="620200")
    made, _new = directory.add_organisation(
        name=name, kind=Organisation.Kind.OFFICE, area=area, about="", invented=True, by=BY
    )
    return made


def _account(username: str) -> Account:
    return Account.objects.get(username=username)


def _as(username: str) -> Actor:
    return Actor("account", str(_account(username).public_id), door="demo")


def _moment(year: int, day: tuple[int, int]) -> datetime:
    return datetime.combine(date(year, *day), time(10), timezone.get_default_timezone())


def _edition(programme: Programme, criteria: list[Mapping[str, Any]]) -> Edition:
    edition = programme_acts.begin_edition(programme=programme, by=BY)
    for one in criteria:
        texts = {name: one[name] for name in programme_acts.TEXTS}
        programme_acts.keep_criterion(edition=edition, maximum=one["maximum"], by=BY, **texts)
    return programme_acts.publish_edition(edition=edition, by=BY)


def _past(programme: Programme, body: Organisation, visitors: list[Organisation], year: int, *, share: float) -> None:
    """A year that is over: proposed or looked at again, assessed, visited, ruled by two."""
    clock.move_to(_moment(year, OPENED))
    candidacy = Candidacy.objects.filter(programme=programme, body=body).first()
    what = "confirm" if candidacy else "designate"
    if candidacy is None:
        candidacy = propose(programme=programme, body=body, proposed_by=programme.organiser, why=said()["why"], by=BY)
    else:
        open_review(candidacy=candidacy, by=BY)
    review = candidacy.reviews.get(year=year)
    clock.move_to(_moment(year, HANDED_IN))
    _assess(review, share)
    clock.move_to(_moment(year, VISITED))
    visit = plan_visit(review=review, day=date(year, *VISITED), bodies=visitors, by=BY)
    _find_all(visit, partly=1 if share < 0.75 else 0)
    if what == "designate":
        _photo(visit)
    clock.move_to(_moment(year, RULED))
    _rule(review, what, date(year, *RULED), decide=True)


def _assess(review: Review, share: float, *, hand: bool = True, most: int | None = None) -> None:
    """What the body says: with a larger share, the later of the two texts."""
    texts = {one["text"]["zh-hans"]: one["done"] for one in (*said()["criteria"], said()["added"])}
    shows = Activity.objects.filter(organiser=review.candidacy.body, state=Activity.State.HELD).first()
    words = {}
    for at, one in enumerate(review.edition.criteria.all()[:most]):
        wobble = (at * 7 + review.year) % 5 - 2
        reached = min(one.maximum, max(1, round(one.maximum * share) + wobble))
        words[one.pk] = {"done": texts[one.text["zh-hans"]][share >= 0.75], "reached": reached}
        if shows is not None and "文化" in one.section["zh-hans"]:
            words[one.pk]["activity"] = shows
    keep_own_words(review=review, words=words, version=review.version, by=BY)
    if hand:
        hand_in(review=review, by=BY)


def _find_all(visit: Visit, *, partly: int) -> None:
    for at, one in enumerate(visit.review.edition.criteria.all()):
        lacks: dict[str, Any] = {"judged": "partly", "severity": "minor"} if at < partly else {"judged": "met"}
        note_finding(visit=visit, criterion=one, by=BY, **lacks)


def _photo(visit: Visit) -> None:
    picture = read_picture(drawn())
    kept = add_visit_photo(visit=visit, picture=picture, recognisable="nobody", caption=said()["photo"], by=BY)
    show_photo(photo=kept.photo, by=BY)


def _rule(review: Review, what: str, on: date, *, decide: bool) -> None:
    review.refresh_from_db()
    texts = {"reason": said()["reason"][what], "document": said()["document"]}
    ruling = propose_ruling(review=review, what=what, on=on, by=_as("programme"), **texts)
    if decide:
        approve(decision=Decision.objects.get(about=f"ruling:{ruling.public_id}"), by=_as("approver"))


def _now(candidacy: Candidacy, visitors: list[Organisation], state: str, today: date) -> None:
    """How a community stands this year."""
    review = open_review(candidacy=candidacy, by=BY)
    if state == "draft":
        _assess(review, 0.95, hand=False, most=3)
        return
    _assess(review, 0.85)
    if state == "handed_in":
        return
    visit = plan_visit(review=review, day=today - timedelta(days=40), bodies=visitors, by=BY)
    _find_all(visit, partly=0)
    ramp = visit.review.edition.criteria.order_by("order")[2]
    late = state == "overdue"
    finding = note_finding(
        visit=visit,
        criterion=ramp,
        judged="partly",
        severity="serious" if late else "minor",
        text=said()["ramp"]["zh-hans"],
        mend_by=today - timedelta(days=6) if late else today + timedelta(days=9),
        by=BY,
    )
    if state == "mended":
        mend_finding(finding=finding, proof=said()["mended"], by=BY)


def _support(candidacy: Candidacy, today: date) -> None:
    told = said()["support"]
    with_body = _body(said()["bodies"]["visited"])
    for kind, days, other in (("exchange", 200, with_body), ("guidance", 90, None)):
        note_support(
            candidacy=candidacy,
            kind=kind,
            day=today - timedelta(days=days),
            text=told[kind],
            with_body=other or candidacy.programme.organiser,
            by=BY,
        )
    promise_support(
        candidacy=candidacy,
        amount=Decimal(told["amount"]),
        day=today - timedelta(days=60),
        what_for=told["promise"],
        by=BY,
    )


def _waiting(programme: Programme, visitors: list[Organisation], today: date) -> None:
    """A candidate that was visited, and whose title waits for a second person."""
    body = _body(said()["bodies"]["candidate"])
    candidacy = propose(programme=programme, body=body, proposed_by=programme.organiser, why=said()["why"], by=BY)
    review = candidacy.reviews.get()
    _assess(review, 0.8)
    _find_all(plan_visit(review=review, day=today - timedelta(days=12), bodies=visitors, by=BY), partly=0)
    _rule(review, "designate", today, decide=False)

"""Programmes, criteria and bodies on their way to a title, for tests, with plain defaults."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from duikou.activities.actions.assessing import hand_in, keep_own_words
from duikou.activities.actions.programmes import (
    begin_edition,
    create_programme,
    keep_criterion,
    publish_edition,
    publish_programme,
)
from duikou.activities.actions.proposing import propose
from duikou.activities.actions.ruling import propose_ruling
from duikou.activities.actions.visits import note_finding, plan_visit
from duikou.activities.models import Candidacy, Criterion, Edition, Finding, Programme, Review, Ruling, Visit
from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.directory.actions.decisions import approve
from duikou.directory.models import Account, Decision, Grant, Organisation
from tests.activities.factories import make_body

_next = count(1)
TEXTS = ("设有少数民族服务中心", "有志愿者服务队伍", "每季度有广场文化活动")


def today() -> date:
    return timezone.localdate(clock.now())


def actor(role: str, body: Organisation | None = None) -> Actor:
    """Somebody with this role."""
    name = f"{role}-of-titles-{next(_next)}"
    account = Account.objects.create(username=name, display_name=name, created_at=clock.now())
    Grant.objects.create(account=account, role=role, organisation=body, granted_at=clock.now())
    return Actor("account", str(account.public_id))


def make_programme(organiser: Organisation | None = None, **values: Any) -> Programme:
    """A published programme with an edition of three criteria of ten each."""
    office = organiser or make_body("示例：市委统战部", Organisation.Kind.OFFICE)
    values = {"slug": f"title-{next(_next)}", "title": "民族团结进步示范社区", **values}
    programme = create_programme(organiser=office, by=SYSTEM, **values)
    make_edition(programme)
    return publish_programme(programme=programme, by=SYSTEM)


def make_edition(programme: Programme, *, publish: bool = True) -> Edition:
    """The next edition, with the criteria of the last, or three."""
    edition = begin_edition(programme=programme, by=SYSTEM)
    if not edition.criteria.exists():
        for text in TEXTS:
            keep_criterion(edition=edition, section="服务", text=text, looked_at="现场", maximum=10, by=SYSTEM)
    return publish_edition(edition=edition, by=SYSTEM) if publish else edition


def make_candidacy(programme: Programme | None = None, body: Organisation | None = None) -> Candidacy:
    """A body that was proposed just now."""
    programme = programme or make_programme()
    body = body or make_body(f"示例：社区 {next(_next)}")
    return propose(programme=programme, body=body, proposed_by=programme.organiser, why="服务办得好", by=SYSTEM)


def own_words(review: Review, reached: int = 8) -> dict[int, dict[str, Any]]:
    """Something about every criterion."""
    return {one.pk: {"done": "已建成", "reached": reached} for one in review.edition.criteria.all()}


def handed_in(candidacy: Candidacy | None = None, reached: int = 8) -> Review:
    """A review whose self-assessment is handed in."""
    review = (candidacy or make_candidacy()).reviews.exclude(state="settled").get()
    keep_own_words(review=review, words=own_words(review, reached), version=review.version, by=SYSTEM)
    return hand_in(review=review, by=SYSTEM)


def planned(review: Review | None = None, *bodies: Organisation, day: date | None = None) -> Visit:
    """A visit of today."""
    review = review or handed_in()
    others = bodies or (make_body("示例：市文旅局", Organisation.Kind.OFFICE),)
    return plan_visit(review=review, day=day or today(), bodies=others, by=SYSTEM)


def found(visit: Visit, criterion: Criterion | None = None, **values: Any) -> Finding:
    """What a visit found about a criterion, the first when none is said."""
    criterion = criterion or visit.review.edition.criteria.first()
    assert criterion is not None
    return note_finding(visit=visit, criterion=criterion, by=SYSTEM, **{"judged": "met", **values})


def visited(candidacy: Candidacy | None = None) -> Review:
    """A review with a visit at which everything was met."""
    visit = planned(handed_in(candidacy))
    for criterion in visit.review.edition.criteria.all():
        found(visit, criterion)
    return Review.objects.get(pk=visit.review_id)


def ruling_of(review: Review, what: str = "designate", by: Actor | None = None) -> Ruling:
    """What is proposed to be ruled."""
    said = {"reason": "服务扎实", "document": "嘉统发〔2018〕12号", "on": today()}
    by = by or actor("programme", review.candidacy.programme.organiser)
    return propose_ruling(review=review, what=what, by=by, **said)


def approved(ruling: Ruling) -> Candidacy:
    """The body after a second person agreed."""
    approve(decision=Decision.objects.get(about=f"ruling:{ruling.public_id}", state="asked"), by=actor("approver"))
    return Candidacy.objects.get(pk=ruling.review.candidacy_id)


def make_title(programme: Programme | None = None, body: Organisation | None = None) -> Candidacy:
    """A body with a title."""
    return approved(ruling_of(visited(make_candidacy(programme, body))))


LATER = timedelta(days=14)

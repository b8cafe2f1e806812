"""Titles that bodies earn: criteria in editions, self-assessments, visits, what is put right, what is ruled by two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from duikou.activities import title_rules as rules
from duikou.activities.actions.assessing import hand_in, keep_own_words, return_assessment
from duikou.activities.actions.programmes import begin_edition, drop_criterion, keep_criterion, publish_edition
from duikou.activities.actions.proposing import open_review, propose, take_proposal_back
from duikou.activities.actions.ruling import answer_ruling, ask_second_person, drop_ruling
from duikou.activities.actions.supporting import promise_support, take_promise_back
from duikou.activities.actions.visits import call_off_visit, mend_finding, settle_finding
from duikou.activities.criteria_words import about_people
from duikou.activities.models import Candidacy, Criterion, Finding, Review, Ruling, SupportPromise
from duikou.activities.queries.progress import over_the_years, side_by_side
from duikou.activities.queries.title_counts import counts_of
from duikou.activities.queries.title_tasks import of_body, of_office
from duikou.activities.title_search import KIND
from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.directory.actions.decisions import NotPossible, approve, decline
from duikou.directory.models import Decision
from duikou.index import queries as index
from tests.activities.factories import make_body
from tests.activities.title_factories import (
    actor,
    approved,
    found,
    handed_in,
    make_candidacy,
    make_edition,
    make_programme,
    make_title,
    own_words,
    planned,
    ruling_of,
    today,
    visited,
)

pytestmark = pytest.mark.django_db
R = rules.Refusal


def refused(act: Callable[..., Any], **values: Any) -> str:
    """Why an action was refused; "" when it was not. What it wrote is taken back."""
    try:
        with transaction.atomic():
            act(by=SYSTEM, **values)
    except rules.Refused as no:
        return str(no.refusal)
    return ""


def test_criteria_are_about_what_a_body_does_and_never_count_or_list_people() -> None:
    for text in ("少数民族居民占比不低于10%", "建立信教群众台账", "摸清流动人口底数", "居民结构合理",
                 "Share of ethnic minorities among residents", "Lists of residents"):  # fmt: skip
        assert about_people(text), text
    for text in ("设有少数民族服务中心和民族政策咨询窗口", "志愿者服务队伍不少于2支", "按比例开放活动室",
                 "档案资料齐全", "A window for questions on policies for ethnic groups"):  # fmt: skip
        assert about_people(text) == "", text
    edition = make_edition(make_programme(), publish=False)
    said = {"section": "服务", "looked_at": "信教群众人数", "text": "x", "maximum": 5}
    assert refused(keep_criterion, edition=edition, **said) == R.ABOUT_PEOPLE


def test_published_criteria_stay_and_a_new_edition_begins_as_their_copy() -> None:
    programme = make_programme()
    edition = programme.editions.get()
    criterion = edition.criteria.first()
    make_candidacy(programme)
    assert refused(drop_criterion, criterion=criterion) == R.PUBLISHED
    assert refused(keep_criterion, edition=edition, section="", text="", looked_at="", maximum=1) == R.PUBLISHED
    new = begin_edition(programme=programme, by=SYSTEM)
    assert refused(begin_edition, programme=programme) == R.WRITTEN_ALREADY
    assert set(new.criteria.values_list("key", flat=True)) == set(edition.criteria.values_list("key", flat=True))
    for one in list(new.criteria.all()):
        drop_criterion(criterion=one, by=SYSTEM)
    assert refused(publish_edition, edition=new) == R.NO_CRITERIA
    assert edition.criteria.count() == 3


def test_body_is_proposed_once_and_without_criteria_not_at_all() -> None:
    candidacy = make_candidacy()
    again = {"programme": candidacy.programme, "body": candidacy.body, "proposed_by": candidacy.body, "why": "x"}
    assert refused(propose, **again) == R.ALREADY
    take_proposal_back(candidacy=candidacy, by=SYSTEM)
    assert refused(propose, **again) == ""
    candidacy.programme.editions.update(published_at=None)
    assert refused(propose, **{**again, "body": make_body("示例：另一社区")}) == R.NO_CRITERIA


def test_self_assessment_of_two_at_once_is_kept_once_handed_in_once_and_returned_with_a_reason() -> None:
    review = make_candidacy().reviews.get()
    words = own_words(review)
    first = Review.objects.get(pk=review.pk)
    keep_own_words(review=first, words=words, version=0, by=SYSTEM)
    assert refused(keep_own_words, review=review, words=own_words(review, 3), version=0) == R.CHANGED
    assert set(review.own_words.values_list("reached", flat=True)) == {8}
    assert refused(keep_own_words, review=first, words={next(iter(words)): {"reached": 11}}, version=1) == R.TOO_MUCH
    keep_own_words(review=first, words={next(iter(words)): {"done": ""}}, version=1, by=SYSTEM)
    assert refused(hand_in, review=first) == R.NOT_ALL_SAID
    keep_own_words(review=first, words=words, version=2, by=SYSTEM)
    second = Review.objects.get(pk=review.pk)
    hand_in(review=first, by=SYSTEM)
    assert refused(hand_in, review=second) == R.CHANGED
    assert refused(return_assessment, review=first, why="") == R.NO_REASON
    return_assessment(review=first, why="请补证据", by=SYSTEM)
    assert [task.do for task in of_body(Candidacy.objects.all(), today=today())] == ["assess_again"]
    assert hand_in(review=first, by=SYSTEM).why_returned == ""


def test_visit_comes_after_handing_in_and_findings_on_its_day_with_deadlines_after_it() -> None:
    candidacy = make_candidacy()
    with pytest.raises(rules.Refused, match=R.NOT_HANDED_IN):
        planned(candidacy.reviews.get())
    review = handed_in(candidacy)
    with pytest.raises(rules.Refused, match=R.ITSELF):
        planned(review, candidacy.body)
    visit = planned(review, day=today() + timedelta(days=3))
    with pytest.raises(rules.Refused, match=R.TO_COME):
        found(visit)
    call_off_visit(visit=visit, by=SYSTEM)
    visit = planned(review)
    for values, why in (
        ({"judged": "partly", "severity": "minor", "mend_by": today() - timedelta(days=1)}, R.DEADLINE),
        ({"judged": "not_met", "severity": "serious"}, R.NO_DEADLINE),
    ):
        with pytest.raises(rules.Refused, match=why):
            found(visit, **values)
    finding = found(visit, judged="not_met", severity="serious", mend_by=today())
    assert (finding.state, Review.objects.get().state) == ("open", "visited")
    assert refused(call_off_visit, visit=visit) == R.FOUND
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(mend_by=today() - timedelta(days=1))


def test_what_is_serious_is_put_right_before_a_title_and_overdue_is_in_the_work_list(clock_at: Any) -> None:
    review = handed_in()
    finding = found(planned(review), judged="partly", severity="serious", mend_by=today() + timedelta(days=5))
    review.refresh_from_db()
    with pytest.raises(rules.Refused, match=R.SERIOUS):
        ruling_of(review)
    every = Candidacy.objects.all()
    clock_at(clock.now() + timedelta(days=6))
    assert [(task.do, task.late) for task in of_office(every, today=today())] == [("overdue", True)]
    assert [(task.do, task.late) for task in of_body(every, today=today())] == [("mend", True)]
    counts = counts_of(every, year=today().year, today=today())
    assert (counts.visits, counts.open, counts.overdue) == (1, 1, 1)
    mend_finding(finding=finding, proof="已换新", by=SYSTEM)
    assert refused(mend_finding, finding=finding, proof="x") == R.CHANGED
    assert refused(settle_finding, finding=finding, enough=False) == R.NO_REASON
    settle_finding(finding=finding, enough=False, why="照片不清楚", by=SYSTEM)
    mend_finding(finding=finding, proof="重拍", by=SYSTEM)
    settle_finding(finding=finding, enough=True, by=SYSTEM)
    assert [task.do for task in of_office(every, today=today())] == ["rule"]
    assert ruling_of(review).state == "proposed"


def test_title_needs_a_visit_and_a_second_person() -> None:
    with pytest.raises(rules.Refused, match=R.NOT_VISITED):
        ruling_of(handed_in())
    review = visited()
    office = actor("programme", review.candidacy.programme.organiser)
    ruling = ruling_of(review, by=office)
    with pytest.raises(rules.Refused, match=R.RULED_ON_ALREADY):
        ruling_of(review, by=office)
    decision = Decision.objects.get()
    with pytest.raises(NotPossible):
        approve(decision=decision, by=office)
    decline(decision=decision, by=actor("approver"))
    ask_second_person(ruling=ruling, by=office)
    candidacy = approved(ruling)
    assert (candidacy.state, candidacy.designated_on) == ("designated", today())
    assert candidacy.examine_by == today().replace(year=today().year + 3)
    assert index.count(index.ask(KIND, 0, "服务扎实")) == 1
    assert Review.objects.get(pk=review.pk).state == "settled"


def test_ruling_that_was_changed_or_dropped_meanwhile_is_not_made() -> None:
    review = visited()
    ruling = ruling_of(review)
    found(review.visits.get(), judged="not_met", severity="serious", mend_by=today())
    decision = approve(decision=Decision.objects.get(), by=actor("approver"))
    assert (decision.state, decision.why) == ("lapsed", "changed")
    drop_ruling(ruling=ruling, by=SYSTEM)
    assert refused(drop_ruling, ruling=ruling) == R.CHANGED
    assert Candidacy.objects.get().state == "candidate"


def test_body_is_heard_before_it_is_refused_or_loses_its_title(clock_at: Any) -> None:
    review = handed_in()
    office = actor("programme", review.candidacy.programme.organiser)
    ruling = ruling_of(review, "refuse", by=office)
    with pytest.raises(rules.Refused, match=R.HEARD_STILL):
        ask_second_person(ruling=ruling, by=office)
    answer_ruling(ruling=ruling, answer="正在筹备", by=SYSTEM)
    assert refused(answer_ruling, ruling=ruling, answer="x") == R.CHANGED
    ask_second_person(ruling=ruling, by=office)
    assert approved(ruling).state == "refused"

    candidacy = make_title()
    assert refused(open_review, candidacy=candidacy) == R.THIS_YEAR
    clock_at(clock.now() + timedelta(days=1096))
    assert [task.do for task in of_office(Candidacy.objects.filter(pk=candidacy.pk), today=today())] == ["again"]
    again = open_review(candidacy=candidacy, by=SYSTEM)
    office = actor("programme", candidacy.programme.organiser)
    ruling = ruling_of(again, "withdraw", by=office)
    clock_at(clock.now() + timedelta(days=11))
    assert refused(answer_ruling, ruling=ruling, answer="x") == R.CHANGED
    ask_second_person(ruling=ruling, by=office)
    candidacy = approved(ruling)
    assert (candidacy.state, candidacy.examine_by) == ("withdrawn", None)
    assert index.count(index.ask(KIND, 0, "服务扎实")) == 0


def test_progress_follows_a_criterion_from_edition_to_edition_and_stands_beside_others() -> None:
    candidacy = make_title()
    other = make_candidacy(candidacy.programme)
    handed_in(other, reached=5)
    edition = begin_edition(programme=candidacy.programme, by=SYSTEM)
    first = edition.criteria.first()
    keep_criterion(edition=edition, criterion=first, section="服务", text="新说法", looked_at="", maximum=20, by=SYSTEM)
    publish_edition(edition=edition, by=SYSTEM)
    open_review(candidacy=candidacy, year=candidacy.reviews.get().year + 1, by=SYSTEM)
    review = handed_in(candidacy, reached=10)
    table = over_the_years(candidacy)
    assert table.columns == (review.year - 1, review.year)
    row = table.rows[0]
    assert (str(row.criterion), [(one.reached, one.maximum, one.judged) for one in row.marks if one]) == (
        "新说法",
        [(8, 10, "met"), (10, 20, "")],
    )
    assert table.sums == ((24, 30), (30, 40))
    assert [str(one) for one in side_by_side([candidacy, other], review.year - 1).columns] == [
        str(candidacy),
        str(other),
    ]


def test_promise_of_money_is_some_money_and_taken_back_once() -> None:
    candidacy = make_title()
    with pytest.raises(IntegrityError), transaction.atomic():
        promise_support(candidacy=candidacy, amount=Decimal(0), day=today(), what_for="x", by=SYSTEM)
    promise = promise_support(candidacy=candidacy, amount=Decimal("50000.00"), day=today(), what_for="设备", by=SYSTEM)
    assert promise.reference == f"support-promise:{promise.public_id}"
    take_promise_back(promise=promise, by=SYSTEM)
    take_promise_back(promise=promise, by=SYSTEM)
    assert SupportPromise.objects.get().taken_back_at


def test_states_of_the_tables_are_those_of_the_models() -> None:
    for table, model in (
        (rules.CANDIDACIES, Candidacy),
        (rules.REVIEWS, Review),
        (rules.FINDINGS, Finding),
        (rules.RULINGS, Ruling),
    ):
        assert set(table) == set(model.State)
    assert Criterion._meta.get_field("edition")

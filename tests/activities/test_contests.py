"""Contests: works entered and withdrawn, judged blind, results frozen; each refusal says what to do."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from duikou.activities import contest_rules as rules
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
    recusing,
    withdrawing_works,
)
from duikou.activities.contest_rules import Refusal
from duikou.activities.models import Contest, ContestEntry, ResultEdition, WorkSheet
from duikou.activities.placings import Asked, Given, Judged, juror_mean, mean_of, placed
from duikou.activities.protocol import digest_of, read_protocol
from duikou.activities.queries import contest_results as outcome
from duikou.activities.queries import contest_terms as terms
from duikou.activities.queries import contests as queries
from duikou.activities.queries import judged as verdict
from duikou.activities.queries import jury as read
from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.booking.actions import erase_person
from duikou.directory.models import Account, Grant, Person, PlacePhoto
from duikou.journal.models import Entry, Message
from tests.activities.contest_factories import add_shot, make_contest, make_juror, make_work, mark_all
from tests.activities.factories import make_body

pytestmark = pytest.mark.django_db
Entered = ContestEntry.State


def refusal_of(act: Any, **values: Any) -> Refusal | None:
    try:
        act(**values, by=SYSTEM)
    except rules.Refused as refused:
        return refused.refusal
    return None


# The computation


def test_places_are_shared_and_prizes_go_by_place():
    criteria = [Asked({}, 10, 2), Asked({}, 20, 1)]
    prizes = [Given({}, 1), Given({}, 2)]
    works = [Judged(1, [[8, 10]]), Judged(2, [[9, 18]]), Judged(3, [[8, 10]]), Judged(4, [[1, 1]])]
    found = placed(works, criteria, prizes, drop=False)
    assert [(one.number, one.place, one.prize) for one in found] == [(2, 1, 0), (1, 2, 1), (3, 2, 1), (4, 4, None)]
    assert found[1].mean == Decimal("70.0000")  # (2 · 80 + 1 · 50) / 3
    assert found[1].means == (Decimal("8.0000"), Decimal("10.0000"))


def test_highest_and_lowest_are_left_out_of_five_or_more_alone():
    one = [Asked({}, 10, 1)]
    four, five = [[0], [5], [5], [10]], [[0], [5], [5], [6], [10]]
    assert mean_of(four, one, drop=True) == Decimal(50)
    assert mean_of(five, one, drop=True) == Decimal("53.3333")
    assert mean_of(five, one, drop=False) == Decimal(52)


def test_means_agree_with_plain_fractions_and_not_with_the_order_of_jurors():
    random = Random(7)
    for _round in range(50):
        criteria = [Asked({}, random.randint(1, 100), random.randint(1, 9)) for _one in range(random.randint(1, 5))]
        marks = [[random.randint(0, one.most) for one in criteria] for _juror in range(random.randint(1, 9))]
        totals = sorted(juror_mean(one, criteria) for one in marks)
        kept = totals[1:-1] if len(totals) >= 5 else totals
        exact = sum(kept, Fraction(0)) / len(kept)
        found = mean_of(marks, criteria, drop=True)
        assert abs(Fraction(found) - exact) <= Fraction(1, 20000)
        random.shuffle(marks)
        assert mean_of(marks, criteria, drop=True) == found


# Entering


def test_work_gets_a_number_and_the_same_form_enters_once():
    contest, key = make_contest(), uuid4()
    first = make_work(contest, form_key=key, who=("张三", "13900000001", "zh-hans"))
    again = make_work(contest, form_key=key, who=("张三", "13900000001", "zh-hans"))
    other = make_work(contest)
    assert (first.pk, first.number, other.number) == (again.pk, 1, 2)
    assert Message.objects.filter(template="contest_entered").count() == 2
    with pytest.raises(rules.Refused) as refused:
        make_work(contest, who=("张三", "13900000001", "zh-hans"))
    assert refused.value.refusal == Refusal.ENTERED_ALREADY


def test_nothing_comes_in_at_the_very_second_of_the_close(clock_at):
    contest = make_contest()
    clock_at(contest.closes_at - timedelta(microseconds=1))
    make_work(contest)
    clock_at(contest.closes_at)
    with pytest.raises(rules.Refused) as refused:
        make_work(contest)
    assert refused.value.refusal == Refusal.CLOSED
    assert Person.objects.count() == 1, "whoever was refused is not kept"
    assert contest.entries.count() == 1
    entry = contest.entries.get()
    entry.contest = contest
    values = {"category": entry.category, "title": "x", "about": "", "text": "y"}
    assert refusal_of(changing_works.change_entry, entry=entry, **values) == Refusal.CLOSED


def test_work_keeps_to_what_the_contest_calls_for():
    contest, other = make_contest(by_persons=False, most_pictures=1), make_contest()
    school = make_body("示例：第一小学")
    with pytest.raises(rules.Refused) as refused:
        make_work(contest)
    assert refused.value.refusal == Refusal.NOT_FOR_PERSONS
    entry = make_work(contest, body=school)
    add_shot(entry)
    with pytest.raises(rules.Refused, match="enough_pictures"):
        add_shot(entry)
    with pytest.raises(rules.Refused, match="too_long"):
        make_work(contest, body=school, text="长" * 201)
    with pytest.raises(rules.Refused, match="no_category"):
        make_work(contest, body=school, category=other.categories.get())
    with pytest.raises(ValueError, match="by a person or by a body"):
        contest_entries.enter(
            contest=contest, category=contest.categories.get(), form_key=uuid4(), title="x", by=SYSTEM
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ContestEntry.objects.filter(pk=entry.pk).update(heads=None)


def test_withdrawn_work_leaves_its_number_and_nothing_else():
    contest = make_contest()
    entry = make_work(contest)
    add_shot(entry)
    withdrawing_works.withdraw(entry=entry, by=SYSTEM)
    withdrawing_works.withdraw(entry=entry, by=SYSTEM)
    row = ContestEntry.objects.get()
    assert (row.number, row.title, row.text, row.person, row.state) == (1, "", "", None, Entered.WITHDRAWN)
    assert not PlacePhoto.objects.exists()
    assert not Person.objects.exists()
    assert make_work(contest).number == 2


def test_erasing_somebody_withdraws_what_is_theirs_and_never_what_only_has_their_name():
    contest = make_contest(most_each=2)
    who = ("张三", "13900000001", "zh-hans")
    mine, others = make_work(contest, who=who), make_work(contest, who=who)
    assert mine.person is not None
    known = {mine.public_id}
    assert not erase_person(person_id=mine.person.pk, which="x:1", by=SYSTEM, known=known)
    assert ContestEntry.objects.filter(state=Entered.ENTERED).count() == 2
    assert erase_person(person_id=mine.person.pk, which="x:1", by=SYSTEM, known=known | {others.public_id})
    assert set(ContestEntry.objects.values_list("state", flat=True)) == {"withdrawn"}


# The jury


def judged(clock_at: Any, *, jurors: int = 2, works: int = 3, **values: Any) -> tuple[Contest, list[Any]]:
    """A closed contest with works and jurors."""
    contest = make_contest(**values)
    for _one in range(works):
        make_work(contest)
    named = [make_juror(contest) for _one in range(jurors)]
    clock_at(contest.closes_at)
    return contest, named


def test_juror_marks_until_they_hand_in_and_never_before_the_close():
    contest = make_contest()
    entry, juror = make_work(contest), make_juror(contest)
    marks = dict.fromkeys(contest.criteria.values_list("pk", flat=True), 5)
    given = {"juror": juror, "entry": entry, "remark": ""}
    assert refusal_of(jury.mark, **given, marks=marks) == Refusal.NOT_CLOSED
    Contest.objects.update(closes_at=clock.now())
    assert refusal_of(jury.mark, **given, marks=marks) is None
    assert refusal_of(jury.mark, **given, marks={**marks, min(marks): 11}) == Refusal.WRONG_MARKS
    assert refusal_of(jury.mark, **given, marks={min(marks): 1}) == Refusal.MARKS_LACK
    assert refusal_of(jury.mark, **given, marks=dict.fromkeys(marks, 7)) is None
    jury.hand_in(juror=juror, by=SYSTEM)
    assert refusal_of(jury.mark, **given, marks=marks) == Refusal.HANDED_IN
    assert [one.value for one in WorkSheet.objects.get().marks.all()] == [7, 7]


def test_juror_reaches_no_work_of_another_contest_of_their_own_body_or_given_up(clock_at):
    school = make_body("示例：第一小学")
    contest, other = make_contest(), make_contest()
    theirs, elsewhere, mine = make_work(contest, body=school), make_work(other), make_work(contest)
    account = Account.objects.create(username="teacher", created_at=clock.now())
    Grant.objects.create(account=account, role="line_body", organisation=school, granted_at=clock.now())
    juror = make_juror(contest, account)
    clock_at(contest.closes_at)
    assert list(read.for_juror(juror)) == [mine]
    marks = dict.fromkeys(contest.criteria.values_list("pk", flat=True), 5)
    for entry in (theirs, elsewhere):
        with pytest.raises(ContestEntry.DoesNotExist):
            jury.mark(juror=juror, entry=entry, marks=marks, remark="", by=SYSTEM)
    with pytest.raises(ContestEntry.DoesNotExist):
        recusing.recuse(juror=juror, entry=elsewhere, by=SYSTEM)
    jury.mark(juror=juror, entry=mine, marks=marks, remark="", by=SYSTEM)
    recusing.recuse(juror=juror, entry=mine, by=SYSTEM)
    assert not WorkSheet.objects.exists()
    assert read.lacking(juror) == 0
    assert "ContestEntry.person" not in str(read.for_juror(juror).query)
    assert '"person_id"' not in str(read.for_juror(juror).query).split(" FROM ")[0]


def test_whoever_sees_who_entered_cannot_judge():
    contest, account = make_contest(), Account.objects.create(username="keeper", created_at=clock.now())
    assert refusal_of(jurors.add_juror, contest=contest, account=account, keeps=True) == Refusal.KEEPS_CONTEST
    make_juror(contest, account)
    assert refusal_of(jurors.add_juror, contest=contest, account=account, keeps=False) == Refusal.JUROR_ALREADY


def test_criteria_stay_once_marks_exist_until_the_marking_begins_anew(clock_at):
    contest, (juror, _other) = judged(clock_at)
    item = contest.criteria.first().pk
    mark_all(juror, (5, 5))
    change = {"contest": contest, "part": "criteria"}
    assert refusal_of(contest_parts.remove_part, **change, item=item) == Refusal.MARKS_EXIST
    assert refusal_of(contest_parts.add_part, **change, name="x", most=5, weight=1) == Refusal.MARKS_EXIST
    values = {"drop_extremes": True}
    assert refusal_of(contests.change_contest, contest=contest, values=values) == Refusal.MARKS_EXIST
    assert jurors.begin_anew(contest=contest, by=SYSTEM) == 3
    juror.refresh_from_db()
    assert juror.handed_in_at is None
    assert refusal_of(contest_parts.remove_part, **change, item=item) is None
    assert refusal_of(jurors.begin_anew, contest=contest) == Refusal.NO_MARKS


def test_results_wait_for_every_juror_are_frozen_and_can_be_made_again(clock_at):
    contest, (one, two) = judged(clock_at)
    mark_all(one, (9, 18), (5, 10), (8, 10), remark="笔力足")
    mark_all(two, (7, 18), (5, 10), (8, 10), hand_in=False)
    assert contest_results.may_publish_results(contest) == Refusal.NOT_HANDED_IN
    jury.hand_in(juror=two, by=SYSTEM)
    _places, content = verdict.computed(contest)
    assert refusal_of(contest_results.publish_results, contest=contest, digest="0" * 64) == Refusal.CHANGED
    edition = contest_results.publish_results(contest=contest, digest=digest_of(content), by=SYSTEM)
    assert contest.state == Contest.State.RESULTS
    assert digest_of(edition.content) == edition.digest
    kept = Entry.objects.get(what="contest.results")
    assert kept.details == {"edition": 1, "digest": edition.digest}
    said = read_protocol(edition.content)["categories"][0]["works"]
    assert [(work["number"], work["place"], work["prize"], work["jurors"]) for work in said] == [
        (1, 1, 0, 2), (3, 2, 1, 2), (2, 3, 1, 2),
    ]  # fmt: skip
    assert "juror" not in json.dumps(json.loads(edition.content)).replace('"jurors"', "")
    assert Message.objects.filter(template="contest_won").count() == 3
    same = {"contest": contest, "digest": edition.digest}
    assert refusal_of(contest_results.publish_results, **same) == Refusal.NO_REASON
    assert refusal_of(contest_results.publish_results, **same, reason="x") == Refusal.SAME
    assert verdict.computed(contest)[1] == content


def test_correction_is_a_new_edition_with_a_reason_and_the_former_stays(clock_at):
    contest, (one, two) = judged(clock_at)
    mark_all(one, (9, 18), (5, 10), (8, 10))
    mark_all(two, (9, 18), (5, 10), (8, 10))
    first = contest_results.publish_results(contest=contest, digest=digest_of(verdict.computed(contest)[1]), by=SYSTEM)
    copied = contest.entries.get(number=1)
    choosing_works.exclude(entry=copied, why="不是本人作品", by=SYSTEM)
    second = contest_results.publish_results(
        contest=contest, digest=digest_of(verdict.computed(contest)[1]), reason="一件作品不是本人所作", by=SYSTEM
    )
    assert [one.number for one in ResultEdition.objects.all()] == [1, 2]
    assert ResultEdition.objects.get(number=1).content == first.content
    works = read_protocol(second.content)["categories"][0]["works"]
    assert [(work["number"], work["place"]) for work in works] == [(3, 1), (2, 2)]
    jurors.give_back(juror=one, by=SYSTEM)
    assert contest_results.may_publish_results(contest) == Refusal.NOT_HANDED_IN


def test_work_that_nobody_marked_holds_the_results_up(clock_at):
    contest, (juror,) = judged(clock_at, jurors=1, works=2)
    recusing.recuse(juror=juror, entry=contest.entries.get(number=2), by=SYSTEM, by_office=True)
    mark_all(juror, (5, 5))
    assert contest_results.may_publish_results(contest) == Refusal.UNJUDGED
    assert verdict.unjudged(contest) == [2]
    choosing_works.exclude(entry=contest.entries.get(number=2), why="x", by=SYSTEM)
    assert contest_results.may_publish_results(contest) is None


# The exhibition, and letting go


def shown_works(contest: Contest) -> list[int]:
    return [one.number for one in queries.exhibited(Contest.objects.get(pk=contest.pk))]


def test_exhibition_shows_what_is_agreed_and_chosen_and_loses_it_at_once(clock_at):
    contest, (juror,) = judged(clock_at, jurors=1, works=2)
    one, two = contest.entries.all()
    choosing_works.agree_to_show(entry=two, may_show=False, name_shown=False, by=SYSTEM)
    assert refusal_of(choosing_works.choose, entry=two, accepted=True) == Refusal.NOT_AGREED
    assert refusal_of(exhibitions.exhibit, contest=contest) == Refusal.NO_RESULTS
    mark_all(juror, (5, 5))
    contest_results.publish_results(contest=contest, digest=digest_of(verdict.computed(contest)[1]), by=SYSTEM)
    assert refusal_of(exhibitions.exhibit, contest=contest) == Refusal.NOTHING_TO_SHOW
    choosing_works.choose(entry=one, accepted=True, by=SYSTEM)
    exhibitions.exhibit(contest=contest, by=SYSTEM)
    assert shown_works(contest) == [1]
    assert queries.name_of(ContestEntry.objects.get(pk=one.pk)) == ""
    choosing_works.agree_to_show(entry=one, may_show=True, name_shown=True, by=SYSTEM)
    assert queries.name_of(ContestEntry.objects.get(pk=one.pk)).startswith("张三")
    withdrawing_works.withdraw(entry=one, by=SYSTEM)
    assert shown_works(contest) == []
    edition = outcome.latest_edition(contest)
    assert edition is not None
    ((_category, works),) = outcome.results(edition)
    lines = {work.said["number"]: work for work in works}
    assert (lines[1].gone, lines[1].title, lines[2].gone) == (True, "", False)


def test_people_and_works_that_are_not_shown_go_ninety_days_after_the_end(clock_at):
    contest, (juror,) = judged(clock_at, jurors=1, works=2)
    one, two = contest.entries.all()
    mark_all(juror, (5, 5))
    contest_results.publish_results(contest=contest, digest=digest_of(verdict.computed(contest)[1]), by=SYSTEM)
    choosing_works.choose(entry=one, accepted=True, by=SYSTEM)
    exhibitions.exhibit(contest=contest, by=SYSTEM)
    assert withdrawing_works.let_people_go() == 0
    clock_at(contest.ended_at + rules.KEPT_AFTER + timedelta(seconds=1))
    assert withdrawing_works.let_people_go() == 2
    assert not Person.objects.exists()
    one.refresh_from_db()
    two.refresh_from_db()
    assert (bool(one.text), two.text, two.title) == (True, "", "")
    assert shown_works(contest) == [1]
    assert withdrawing_works.let_people_go() == 0
    assert not terms.people_kept_too_long(clock.now()).exists()
    assert not terms.works_kept_too_long(clock.now()).exists()
    assert contest_results.may_publish_results(contest) == Refusal.OVER


def test_counts_by_category_are_hidden_where_they_are_small():
    contest = make_contest(categories=("书法", "摄影"))
    many, few = contest.categories.all()
    for _one in range(12):
        make_work(contest, category=many)
    make_work(contest, category=few)
    told = [(str(one), persons) for one, persons, _bodies in outcome.counts_by_category(contest, k=10)]
    assert ("摄影", None) in told

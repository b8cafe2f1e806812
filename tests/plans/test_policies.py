"""Policies: written, published, superseded, ended by the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.journal.models import Entry
from duikou.plans import queries, rules, signals
from duikou.plans.actions import policies as acts
from duikou.plans.clauses import ClauseText
from duikou.plans.models import Clause, Policy, Supersession
from tests.fairs.factories import make_office
from tests.plans.factories import make_policy

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate(clock.now())


@pytest.fixture
def ended(django_capture_on_commit_callbacks):
    """The primary keys of the policies that were told of as ended."""
    heard: list[int] = []

    def hear(policy_ids, **_):
        heard.extend(policy_ids)

    signals.policies_ended.connect(hear)
    yield heard
    signals.policies_ended.disconnect(hear)


def refusal(call, **values):
    with pytest.raises(rules.Refused) as caught:
        call(by=COMMAND, **values)
    return caught.value.refusal


def test_a_policy_is_written_split_and_published(today):
    office = make_office()
    policy = acts.write_policy(keeper=office, values={"title": {"zh-hans": "示例办法"}}, by=COMMAND)
    assert refusal(acts.publish_policy, policy=policy) == rules.Refusal.NO_DAY
    acts.change_policy(policy=policy, values={"valid_from": today}, by=COMMAND)
    assert refusal(acts.publish_policy, policy=policy) == rules.Refusal.NO_CLAUSES
    acts.put_clauses(policy=policy, clauses=[ClauseText("第一条", "", "甲。")], by=COMMAND)
    assert queries.public_policy(policy.public_id) is None
    published = acts.publish_policy(policy=policy, by=COMMAND)
    assert rules.holds(published, today=today)
    assert queries.public_policy(policy.public_id) == policy
    kinds = list(Entry.objects.filter(which=f"policy:{policy.public_id}").order_by("pk").values_list("what", flat=True))
    assert kinds == ["policy.written", "policy.changed", "policy.split", "policy.published"]


def test_a_policy_whose_time_is_up_lapses_on_the_citys_day_and_can_hold_on(
    today, ended, clock_at, django_capture_on_commit_callbacks
):
    policy = make_policy(make_office(), valid_until=today)
    assert acts.end_due() == 0
    clock_at(clock.now() + DAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert acts.end_due() == 1
    assert acts.end_due() == 0
    policy.refresh_from_db()
    assert (policy.state, policy.why_ended, policy.ended_on) == ("lapsed", "expired", today + DAY)
    assert ended == [policy.pk]
    assert refusal(acts.renew_policy, policy=policy, until=today) == rules.Refusal.ALREADY_OVER
    assert acts.renew_policy(policy=policy, until=None, by=COMMAND).state == "in_force"


def test_a_policy_gives_way_at_once_or_on_the_day(today, ended, clock_at, django_capture_on_commit_callbacks):
    office = make_office()
    first, second, third = (make_policy(office) for _ in range(3))
    with django_capture_on_commit_callbacks(execute=True):
        acts.supersede_policy(older=first, newer=second, day=today, by=COMMAND)
        acts.supersede_policy(older=second, newer=third, day=today + DAY, by=COMMAND)
    assert ended == [first.pk]
    clock_at(clock.now() + DAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert acts.end_due() == 1
    assert ended == [first.pk, second.pk]
    assert set(Policy.objects.values_list("why_ended", flat=True)) == {"superseded", ""}


def test_a_policy_superseded_twice_shows_both(today, visitor):
    office = make_office()
    old, one, two = (make_policy(office) for _ in range(3))
    acts.supersede_policy(older=old, newer=one, day=today, by=COMMAND)
    acts.supersede_policy(older=old, newer=two, day=today, by=COMMAND)
    assert refusal(acts.supersede_policy, older=old, newer=two, day=today) == rules.Refusal.SUPERSEDED_ALREADY
    page = visitor.get(f"/policies/{old.public_id}/")
    assert f'href="/policies/{one.public_id}/"' in page.text
    assert f'href="/policies/{two.public_id}/"' in page.text


def test_a_policy_takes_not_its_own_place_neither_at_once_nor_in_a_circle(today):
    office = make_office()
    a, b, c = (make_policy(office) for _ in range(3))
    assert refusal(acts.supersede_policy, older=a, newer=a, day=today) == rules.Refusal.ITSELF
    acts.supersede_policy(older=a, newer=b, day=today + DAY, by=COMMAND)
    acts.supersede_policy(older=b, newer=c, day=today + DAY, by=COMMAND)
    assert refusal(acts.supersede_policy, older=c, newer=a, day=today) == rules.Refusal.CIRCLE
    with pytest.raises(IntegrityError), transaction.atomic():  # the database judges last
        Supersession.objects.create(older=a, newer=a, day=today)


def test_what_was_to_come_is_taken_back_before_the_day_and_with_the_newer_one(today):
    office = make_office()
    old, new, third = (make_policy(office) for _ in range(3))
    row = acts.supersede_policy(older=old, newer=new, day=today + DAY, by=COMMAND)
    acts.drop_supersession(supersession=row, by=COMMAND)
    done = acts.supersede_policy(older=old, newer=new, day=today, by=COMMAND)
    assert refusal(acts.drop_supersession, supersession=done) == rules.Refusal.TAKES_EFFECT
    acts.supersede_policy(older=new, newer=third, day=today + DAY, by=COMMAND)
    acts.withdraw_policy(policy=third, by=COMMAND)
    assert list(Supersession.objects.all()) == [done]


def test_clauses_keep_their_rows_by_number_and_tell_of_changed_words(django_capture_on_commit_callbacks):
    policy = make_policy(make_office(), clauses=3)
    first, second, _third = Clause.objects.order_by("order")
    heard: list[int] = []

    def hear(clause_ids, **_):
        heard.extend(clause_ids)

    signals.clauses_changed.connect(hear)
    said = [ClauseText("第二条", "", "改了。"), ClauseText("第一条", "", first.text), ClauseText("第四条", "", "新。")]
    try:
        with django_capture_on_commit_callbacks(execute=True):
            acts.put_clauses(policy=policy, clauses=said, by=COMMAND)
    finally:
        signals.clauses_changed.disconnect(hear)
    assert heard == [second.pk]
    rows = list(Clause.objects.order_by("order").values_list("number", "text"))
    assert rows == [(one.number, one.text) for one in said]
    assert list(Clause.objects.order_by("order"))[:2] == [second, first]


def test_a_draft_is_thrown_away_and_a_published_one_is_not():
    office = make_office()
    draft, held = make_policy(office, state="draft"), make_policy(office)
    acts.drop_draft(policy=draft, by=COMMAND)
    assert refusal(acts.drop_draft, policy=held) == rules.Refusal.WRONG_STATE
    assert list(Policy.objects.all()) == [held]


def test_lists_ask_a_constant_number_of_queries(visitor, django_assert_num_queries):
    office = make_office()
    make_policy(office)
    visitor.get("/policies/")  # what the process remembers of the city
    with django_assert_num_queries(3):
        visitor.get("/policies/")
    for _ in range(3):
        make_policy(office)
    with django_assert_num_queries(3):
        visitor.get("/policies/")

"""Answers for everybody: resting on clauses, found by words, flagged when a policy ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.desk import answer_search as search
from duikou.desk import enquiry_rules as rules
from duikou.desk.actions import answers as acts
from duikou.desk.models import Answer
from duikou.desk.queries import answers as queries
from duikou.desk.snippets import snippet
from duikou.directory.models import Account
from duikou.index.models import Document
from duikou.journal.models import Entry
from duikou.plans.actions import policies
from duikou.plans.clauses import ClauseText
from duikou.plans.rules import Refused as PolicyRefused
from tests.desk.factories import make_topic
from tests.desk.question_factories import make_answer
from tests.fairs.factories import make_office
from tests.plans.factories import make_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return make_office("示例：服务中心")


def found(text, **values):
    return [str(one.question) for one in queries.find_answers(text, **values).answers]


def refusal(call, **values):
    with pytest.raises(rules.Refused) as caught:
        call(by=COMMAND, **values)
    return caught.value.refusal


def test_published_answers_are_found_by_words_and_topic_those_in_the_question_first(body):
    school, housing = make_topic("school"), make_topic("housing")
    make_answer(body, school, question="转学怎么办理？", text="先到服务中心登记，带户口簿。")
    make_answer(body, housing, question="公租房怎么申请？", text="带身份证到窗口。登记一次即可，转学不影响。")
    make_answer(body, housing, question="草稿", text="登记", published=False)
    assert found("转学") == ["转学怎么办理？", "公租房怎么申请？"]
    assert found("登记", topic=housing) == ["公租房怎么申请？"]
    assert found("zhuanxue") == ["转学怎么办理？"]
    assert found("没有的词汇") == []
    assert len(found("")) == 2


def test_english_words_are_found_too(body):
    question = {"zh-hans": "几岁上学？", "en": "When does school begin?"}
    make_answer(body, question=question, text={"zh-hans": "六周岁。", "en": "At six years of age."})
    assert found("school six") == ["几岁上学？"]


def test_an_answer_without_a_clause_or_on_an_ended_policy_is_not_published(body):
    made = make_answer(body, published=False)
    policies.withdraw_policy(policy=made.clauses.get().policy, by=COMMAND)
    assert refusal(acts.publish_answer, answer=made, account=None) == rules.Refusal.CLAUSE_ENDED
    made.rests_on.all().delete()
    assert refusal(acts.publish_answer, answer=made, account=None) == rules.Refusal.NO_CLAUSE


def test_a_second_pair_of_eyes_is_another_one(body):
    writer = Account.objects.create(username="w", display_name="w", created_at=clock.now())
    other = Account.objects.create(username="o", display_name="o", created_at=clock.now())
    made = make_answer(body, published=False, account=writer, second=True)
    assert refusal(acts.publish_answer, answer=made, account=writer) == rules.Refusal.NEEDS_SECOND
    assert acts.publish_answer(answer=made, account=other, by=COMMAND).state == "published"


@pytest.mark.parametrize("how", ["lapsed", "superseded", "withdrawn"])
def test_when_a_policy_ends_its_answers_leave_the_search_and_can_be_confirmed_anew(
    body, how, clock_at, django_capture_on_commit_callbacks
):
    today = timezone.localdate(clock.now())
    policy = make_policy(body, valid_until=today)
    kept = make_answer(body, question="别的问题？")
    made = make_answer(body, policy=policy)
    with django_capture_on_commit_callbacks(execute=True):
        if how == "lapsed":
            clock_at(clock.now() + timedelta(days=1))
            policies.end_due()
        elif how == "superseded":
            policies.supersede_policy(older=policy, newer=make_policy(body), day=today, by=COMMAND)
        else:
            policies.withdraw_policy(policy=policy, by=COMMAND)
    made.refresh_from_db()
    assert (made.state, made.why_out) == ("flagged", "policy_ended")
    assert found("") == [str(kept.question)]
    assert Document.objects.count() == 1
    assert refusal(acts.publish_answer, answer=made, account=None) == rules.Refusal.CLAUSE_ENDED
    values = {"question": made.question, "text": made.text}
    clause = make_policy(body).clauses.all()[0]
    acts.change_answer(answer=made, topic=made.topic, values=values, clauses=[clause], by=COMMAND)
    assert acts.publish_answer(answer=made, account=None, by=COMMAND).why_out == ""
    assert set(found("")) == {str(kept.question), str(made.question)}


def test_the_job_flags_what_the_news_did_not_reach(body):
    made = make_answer(body)
    policies.withdraw_policy(policy=made.clauses.get().policy, by=COMMAND)  # its news is not heard here
    assert acts.flag_ended() == 1
    assert acts.flag_ended() == 0
    assert Entry.objects.filter(what="answer.flagged").count() == 1


def test_a_clause_with_changed_words_flags_its_answers_and_one_rested_on_stays(
    body, django_capture_on_commit_callbacks
):
    policy = make_policy(body)
    made = make_answer(body, policy=policy)
    rested = made.clauses.get()
    with pytest.raises(ProtectedError):
        rested.delete()
    with pytest.raises(PolicyRefused):
        policies.put_clauses(policy=policy, clauses=[ClauseText("第九条", "", "新")], by=COMMAND)
    with django_capture_on_commit_callbacks(execute=True):
        policies.put_clauses(policy=policy, clauses=[ClauseText(rested.number, "", "改了")], by=COMMAND)
    made.refresh_from_db()
    assert (made.state, made.why_out) == ("flagged", "clause_changed")
    assert acts.publish_answer(answer=made, account=None, by=COMMAND).state == "published"


def test_withdrawn_answers_are_found_by_nobody_and_come_back_as_drafts(body):
    made = make_answer(body)
    acts.withdraw_answer(answer=made, by=COMMAND)
    assert found("") == []
    assert queries.shown_answer(made.public_id) is None
    assert acts.bring_back(answer=made, by=COMMAND).state == Answer.State.DRAFT


def test_the_index_built_anew_holds_the_same(body):
    for number in range(3):
        make_answer(body, question=f"问题{number}？")
    before = found("")
    assert search.rebuild() == 3
    assert found("") == before


def test_a_search_asks_a_constant_number_of_queries(body, django_assert_max_num_queries):
    for number in range(4):
        make_answer(body, question=f"问题{number}？")
        with django_assert_max_num_queries(5):
            queries.find_answers("问题")


def test_parts_are_counted_as_they_are_listed(body):
    today = timezone.localdate(clock.now())
    made = [make_answer(body) for _ in range(3)]
    Answer.objects.filter(pk=made[0].pk).update(confirmed_on=today - rules.CONFIRM_AFTER)
    make_answer(body, published=False)
    counts = queries.kept(Answer.objects.all(), today=today)
    assert (counts.flagged, counts.stale, counts.draft, counts.published) == (0, 1, 1, 3)
    for part in ("flagged", "stale", "draft", "published"):
        assert queries.in_part(Answer.objects.all(), part, today=today).count() == getattr(counts, part)


def test_snippets_show_the_words_marked_and_nothing_unescaped():
    text = "前面有很多的说明文字，" * 6 + "然后<b>带户口簿</b>到窗口办理转学手续。"
    shown = snippet(text, "转学 户口簿")
    assert "<mark>转学</mark>" in shown
    assert "<mark>户口簿</mark>" in shown
    assert "<b>" not in shown
    assert shown.startswith("… ")
    assert snippet("<script>", "") == "&lt;script&gt;"

"""The screens of questions: for whoever asks, without a name, and for those who answer."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from duikou.base import clock, paced
from duikou.base.actor import COMMAND
from duikou.desk.actions import answering
from duikou.desk.enquiry_codes import code_of, enquiry_path, shown
from duikou.desk.models import Enquiry, EnquiryText, Referral
from duikou.directory.models import Account
from duikou.journal.actions import READ
from duikou.journal.models import Entry
from tests.desk.question_factories import make_answer, make_duty, make_enquiry
from tests.fairs.factories import make_office

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"


@pytest.fixture
def body():
    return make_office("示例：服务中心")


@pytest.fixture
def topic(body):
    return make_duty(body)


@pytest.fixture
def staff(client_with, body):
    return client_with("centre", body)


def asked(about, **other):
    return {"topic": about.pk, "text": "孩子几岁可以上学？", "key": str(uuid4()), **other}


def test_somebody_asks_without_a_name_and_comes_back_by_link_and_by_code(visitor, topic, body):
    answer = visitor.post("/questions/", asked(topic))
    enquiry = Enquiry.objects.get()
    assert answer.headers["Location"] == f"{enquiry_path(enquiry)}?just=1"
    page = visitor.get(answer.headers["Location"])
    code = shown(code_of(enquiry.public_id))
    assert code in page.text
    assert str(body) in page.text
    assert "no-store" in page.headers["Cache-Control"]
    back = visitor.post("/questions/mine/", {"code": code.lower().replace("-", " ")})
    assert back.headers["Location"] == enquiry_path(enquiry)
    wrong = visitor.post("/questions/mine/", {"code": "K7H4-PXMQ-3RTA"})
    assert wrong.status_code == 422
    assert "This code opens nothing" in wrong.text


def test_the_same_form_sent_twice_leads_to_the_same_question(visitor, topic):
    form = asked(topic)
    one, two = (visitor.post("/questions/", form).headers["Location"] for _ in range(2))
    assert one == two


@pytest.mark.parametrize("field", ["text", "contact"])
def test_an_identity_number_is_refused_in_clear_words_and_not_shown_again(visitor, topic, field):
    answer = visitor.post("/questions/", asked(topic, **{field: f"{NUMBER}"}))
    assert answer.status_code == 422
    assert NUMBER not in answer.text
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    "other", [{"topic": ""}, {"topic": "99"}, {"text": ""}, {"text": "长" * 2001}, {"contact": "nobody"}]
)
def test_bad_input_is_told_and_nothing_is_kept(visitor, topic, other):
    assert visitor.post("/questions/", asked(topic, **other)).status_code == 422
    assert not Enquiry.objects.exists()


def test_what_is_answered_already_is_shown_before_asking(visitor, topic, body):
    made = make_answer(body, topic)
    page = visitor.get("/questions/", {"q": "上小学"})
    assert f'href="/answers/{made.public_id}/"' in page.text
    assert "\n上小学</textarea>" in page.text
    assert "There is no answer with these words yet" in visitor.get("/questions/", {"q": "没有的词"}).text


def test_a_flood_of_questions_is_slowed_with_words_and_loses_nothing(visitor, topic):
    paced.forget()
    for _ in range(10):
        assert visitor.post("/questions/", asked(topic)).status_code == 302
    slowed = visitor.post("/questions/", asked(topic))
    assert slowed.status_code == 429
    assert Enquiry.objects.count() == 10


def test_staff_take_answer_and_ask_for_consent_and_the_asker_sees_all_of_it(visitor, staff, topic):
    enquiry = make_enquiry(topic)
    where, mine = f"/office/questions/{enquiry.public_id}/", enquiry_path(enquiry)
    inbox = staff.get("/office/questions/?part=new")
    assert f'href="{where}"' in inbox.text
    assert "几岁" not in inbox.text  # lists say nothing of what was asked
    assert "几岁" in staff.get(where).text
    staff.post(f"{where}step/", {"step": "take"})
    other = make_office("示例：教育局")
    staff.post(f"{where}refer/", {"to": other.pk})
    assert "May your question be handed on?" in visitor.get(mine).text
    visitor.post(f"{mine}say/", {"said": "no"})
    assert Referral.objects.get().state == "refused"
    staff.post(f"{where}reply/", {"text": "六周岁。"})
    page = visitor.get(mine)
    assert "六周岁。" in page.text
    assert "Did this help?" in page.text
    visitor.post(mine, {"text": "要带什么？"})
    assert Enquiry.objects.get().state == "assigned"
    staff.post(f"{where}reply/", {"text": "户口簿。"})
    visitor.post(f"{mine}say/", {"said": "helped"})
    assert Enquiry.objects.get().state == "closed"
    assert EnquiryText.objects.count() == 4


def test_every_reading_by_staff_is_kept_and_shown_to_whoever_asked(visitor, staff, topic):
    enquiry = make_enquiry(topic)
    about = f"{enquiry_path(enquiry)}about-me/"
    assert "nobody so far" in visitor.get(about).text
    staff.get(f"/office/questions/{enquiry.public_id}/")
    staff.get(f"/office/questions/{enquiry.public_id}/")
    assert Entry.objects.filter(what=READ, which=f"enquiry:{enquiry.public_id}").count() == 1
    assert "somebody who answers there" in visitor.get(about).text


def test_a_question_in_confidence_is_opened_by_its_role_of_that_body_alone(client_with, staff, body, topic):
    counsel = client_with("counsel", body)
    enquiry = make_enquiry(topic, confidential=True)
    plain = make_enquiry(topic)
    where = f"/office/questions/{enquiry.public_id}/"
    assert counsel.get(where).status_code == 200
    assert counsel.get(f"/office/questions/{plain.public_id}/").status_code == 404
    for other in (staff, client_with("office", body), client_with("counsel", make_office("示例：教育局"))):
        assert other.get(where).status_code == 404
        assert where not in other.get("/office/questions/?part=open").text
    assert client_with("administrator").get(where).status_code == 403


def test_other_bodies_roles_and_visitors_do_not_read_a_question(client_with, visitor, body, topic):
    where = f"/office/questions/{make_enquiry(topic).public_id}/"
    assert client_with("centre", make_office("示例：教育局")).get(where).status_code == 404
    assert client_with("door", body).get(where).status_code == 403
    assert visitor.get(where).headers["Location"].startswith("/sign-in")


def test_a_question_typed_in_at_the_window_gives_a_slip_once(staff, topic):
    page = staff.post("/office/questions/new/", asked(topic, way="window"))
    enquiry = Enquiry.objects.get()
    code = shown(code_of(enquiry.public_id))
    assert code in page.text
    assert enquiry.way == "window"
    assert code not in staff.get(f"/office/questions/{enquiry.public_id}/").text
    assert staff.post("/office/questions/new/", asked(topic, way="dream")).status_code == 422


def test_whoever_asked_changes_the_contact_and_erases_everything(visitor, staff, topic):
    enquiry = make_enquiry(topic)
    mine = enquiry_path(enquiry)
    visitor.post(f"{mine}about-me/", {"contact": "13900001111", "language": "en"})
    assert Enquiry.objects.get().contact == "+8613900001111"
    assert visitor.post(f"{mine}about-me/", {"contact": "12", "language": "en"}).status_code == 422
    assert "This question is erased" in visitor.post(f"{mine}erase/").text
    assert visitor.get(mine).status_code == 410
    assert not EnquiryText.objects.exists()
    assert staff.get(f"/office/questions/{enquiry.public_id}/").status_code == 404


def test_a_colleague_who_has_it_is_named_and_not_overtaken(client_with, staff, body, topic):
    enquiry = make_enquiry(topic)
    other = Account.objects.create(username="other", display_name="李老师", created_at=clock.now())
    answering.take(enquiry=enquiry, account=other, by=COMMAND)
    where = f"/office/questions/{enquiry.public_id}/"
    assert "李老师 has it." in staff.get(where).text
    refused = staff.post(f"{where}reply/", {"text": "我的答复"})
    assert refused.status_code == 422
    assert "A colleague has taken this question" in refused.text
    assert "我的答复" in refused.text  # what was typed is not lost
    assert EnquiryText.objects.count() == 1


def test_no_topic_without_a_body_is_offered_and_an_empty_desk_says_so(visitor, topic, client_with):
    topic.duty.delete()
    assert "Nobody answers questions here yet" in visitor.get("/questions/").text
    office = client_with("office")
    body = make_office("示例：教育局")
    assert "nobody yet" in office.get("/office/topics/").text
    assert office.post(f"/office/topics/{topic.key}/", {"body": body.pk, "days": 0}).status_code == 422
    office.post(f"/office/topics/{topic.key}/", {"body": body.pk, "days": 3})
    assert str(topic) in visitor.get("/questions/").text


def test_the_inbox_asks_a_constant_number_of_queries(staff, topic, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_enquiry(topic)
    staff.get("/office/questions/")
    with CaptureQueriesContext(connection) as one:
        staff.get("/office/questions/")
    for _ in range(3):
        make_enquiry(topic)
    with django_assert_num_queries(len(one)):
        staff.get("/office/questions/")


def test_an_answer_is_written_in_an_empty_form_published_and_found(visitor, staff, body, topic):
    enquiry = make_enquiry(topic, "我家住在永乐小区，孩子几岁可以上学？")
    policy = make_answer(body).clauses.get().policy
    link = f"/office/answers/new/?topic={topic.key}"
    assert link in staff.get(f"/office/questions/{enquiry.public_id}/").text
    form = staff.get(link)
    assert "永乐" not in form.text
    assert re.search(rf'<option value="{topic.pk}" selected>', form.text)
    values = {
        "body": body.pk, "topic": topic.pk, "question_zh": "几岁可以上学？", "text_zh": "年满六周岁。",
        "first": policy.pk, "first_clauses": "1、第二条",
    }  # fmt: skip
    for wrong in ({"first_clauses": "第九十九条"}, {"first_clauses": ""}, {"text_zh": f"电话 {NUMBER}"}, {"first": ""}):
        assert staff.post(link, values | wrong).status_code == 422
    made = staff.post(link, values).headers["Location"]
    assert "几岁可以上学" not in visitor.get("/answers/").text
    staff.post(f"{made}state/", {"to": "publish"})
    page = visitor.get("/answers/", {"q": "上学"})
    assert "几岁可以<mark>" in page.text or "几岁可以上学？" in page.text
    public = re.search(r'href="(/answers/[-0-9a-f]{36}/)"', page.text)
    assert public
    assert f"/policies/{policy.public_id}/#clause-1" in visitor.get(public[1]).text


def test_a_flagged_answer_keeps_its_address_with_a_warning_and_stands_on_the_list(visitor, staff, body, topic):
    from duikou.desk.actions.answers import flag_ended
    from duikou.plans.actions.policies import withdraw_policy

    made = make_answer(body, topic)
    withdraw_policy(policy=made.clauses.get().policy, by=COMMAND)
    flag_ended()
    assert "may not hold any more" in visitor.get(f"/answers/{made.public_id}/").text
    assert "1 answer of your body has left the search" in staff.get("/office/questions/").text
    assert str(made.question) in staff.get("/office/answers/").text
    refused = staff.post(f"/office/answers/{made.public_id}/state/", {"to": "publish"}, follow=True)
    assert "It rests on a policy that holds no longer." in refused.text


def test_answers_of_another_body_are_not_found_and_other_roles_are_refused(client_with, visitor, body, topic):
    where = f"/office/answers/{make_answer(body, topic).public_id}/"
    assert client_with("centre", make_office("示例：教育局")).get(where).status_code == 404
    assert client_with("door", body).get(where).status_code == 403
    assert visitor.get(where).headers["Location"].startswith("/sign-in")


def test_odd_addresses_of_the_search_are_answered(visitor, body, topic):
    make_answer(body, topic)
    for query in ({"page": "0"}, {"page": "99999999999"}, {"topic": "nothing"}, {"q": "%00\x00' OR 1"}, {"q": "*"}):
        assert visitor.get("/answers/", query).status_code == 200

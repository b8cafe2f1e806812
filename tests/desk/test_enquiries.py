"""Questions: asked without a name, taken, answered, handed on with consent, erased on their day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from duikou.base import clock
from duikou.base.actor import COMMAND, SOMEBODY
from duikou.base.link_tokens import BadToken
from duikou.desk import enquiry_rules as rules
from duikou.desk import working_days
from duikou.desk.actions import answering, enquiries
from duikou.desk.enquiry_codes import (
    code_of,
    code_still_opens,
    enquiry_token,
    hash_of_code,
    read_enquiry_token,
    shown,
)
from duikou.desk.models import Enquiry, EnquiryText, Referral, SpecialDays
from duikou.desk.queries import enquiries as queries
from duikou.directory.models import Account, Grant
from duikou.journal.models import Entry, Message
from duikou.journal.retention import erase_due
from tests.desk.question_factories import long_ago, make_duty, make_enquiry
from tests.fairs.factories import make_office

pytestmark = pytest.mark.django_db
State = Enquiry.State


@pytest.fixture
def body():
    return make_office("示例：服务中心")


@pytest.fixture
def topic(body):
    return make_duty(body)


@pytest.fixture
def account():
    return Account.objects.create(username="staff", display_name="张", created_at=clock.now())


def refusal(call, **values):
    with pytest.raises(rules.Refused) as caught:
        call(**values)
    return caught.value.refusal


def test_a_question_is_kept_sealed_and_found_again_by_its_code_only(topic, body):
    enquiry = make_enquiry(topic, "有一个秘密的问题", contact="+8613900001111", language="en")
    assert (enquiry.body, enquiry.state) == (body, "asked")
    code = shown(code_of(enquiry.public_id))
    assert queries.enquiry_by_code(hash_of_code(f" {code.lower()} ")) == enquiry
    assert queries.enquiry_by_code(hash_of_code("AAAA-AAAA-AAAA")) is None
    assert code_still_opens(enquiry) == code
    with connection.cursor() as cursor:
        stored = ""
        for table in ("desk_enquiry", "desk_enquirytext", "journal_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            stored += repr(cursor.fetchall())
    for secret in ("秘密", "13900001111", code, code.replace("-", "")):
        assert secret not in stored


def test_a_link_that_was_changed_leads_nowhere():
    token = enquiry_token(uuid4())
    read_enquiry_token(token)
    first, last = ("A" if token[at] != "A" else "B" for at in (0, -1))
    for wrong in (token[:-1] + last, first + token[1:], "", "é" * 32, token[:31]):
        with pytest.raises(BadToken):
            read_enquiry_token(wrong)


def test_the_same_form_sent_twice_is_one_question(topic):
    key = uuid4()
    one, two = (enquiries.ask(topic=topic, text="问", form_key=key, by=SOMEBODY) for _ in range(2))
    assert one == two
    assert EnquiryText.objects.count() == 1


def test_a_topic_that_nobody_answers_is_refused(topic):
    topic.duty.delete()
    found = refusal(enquiries.ask, topic=topic, text="问", form_key=uuid4(), by=SOMEBODY)
    assert found == rules.Refusal.NOBODY_ANSWERS
    assert not Enquiry.objects.exists()


def test_what_is_asked_in_confidence_needs_somebody_who_may_open_it(topic, body, account):
    values = {"topic": topic, "text": "问", "confidential": True, "by": SOMEBODY}
    assert refusal(enquiries.ask, form_key=uuid4(), **values) == rules.Refusal.NO_COUNSEL
    Grant.objects.create(account=account, role="counsel", organisation=body, granted_at=clock.now())
    enquiry = enquiries.ask(form_key=uuid4(), **values)
    refused = refusal(
        answering.propose_referral, enquiry=enquiry, to=make_office("示例：教育局"), consented=True, by=COMMAND
    )
    assert refused == rules.Refusal.NO_COUNSEL


def test_the_promise_counts_working_days_of_the_city():
    friday, now = date(2026, 11, 27), clock.now()
    assert working_days.after_working_days(friday, 1, []) == date(2026, 11, 30)
    closed = SpecialDays(pk=1, starts_on=date(2026, 11, 30), ends_on=date(2026, 12, 1), created_at=now)
    makes_up = SpecialDays(pk=2, starts_on=date(2026, 11, 28), ends_on=date(2026, 11, 28), kind="like", like=1)
    assert working_days.after_working_days(friday, 1, [closed]) == date(2026, 12, 2)
    assert working_days.after_working_days(friday, 1, [closed, makes_up]) == date(2026, 11, 28)


def test_a_question_is_taken_by_one_and_answered_and_its_asker_is_told(topic, account):
    enquiry = make_enquiry(topic, contact="+8613900001111", language="en")
    other = Account.objects.create(username="other", display_name="李", created_at=clock.now())
    answering.take(enquiry=enquiry, account=account, by=COMMAND)
    assert refusal(answering.take, enquiry=enquiry, account=other, by=COMMAND) == rules.Refusal.TAKEN
    enquiry.refresh_from_db()
    assert refusal(answering.reply, enquiry=enquiry, text="答", account=other, by=COMMAND) == rules.Refusal.TAKEN
    answered = answering.reply(enquiry=enquiry, text="六周岁", account=account, by=COMMAND)
    assert answered.state == State.ANSWERED
    message = Message.objects.get()
    assert (message.template, message.recipient) == ("enquiry_answered", f"enquiry:{enquiry.public_id}")
    assert message.details == {}  # neither contact nor words


def test_nobody_is_told_who_left_no_contact(topic, account):
    answering.reply(enquiry=make_enquiry(topic), text="答", account=account, by=COMMAND)
    assert not Message.objects.exists()


def test_asking_back_opens_it_again_a_few_times(topic, account):
    enquiry = make_enquiry(topic)
    answering.reply(enquiry=enquiry, text="答", account=account, by=COMMAND)
    again = enquiries.ask_again(enquiry=enquiry, text="还有", by=SOMEBODY)
    assert (again.state, again.taken_by) == (State.ASSIGNED, account)
    for _ in range(rules.MOST_TEXTS - 2):
        enquiries.ask_again(enquiry=enquiry, text="还有", by=SOMEBODY)
    refused = refusal(enquiries.ask_again, enquiry=enquiry, text="还有", by=SOMEBODY)
    assert refused == rules.Refusal.ENOUGH_SAID


def test_whether_it_helped_is_said_about_an_answer_and_a_yes_closes_it(topic, account):
    enquiry = make_enquiry(topic)
    refused = refusal(enquiries.say_helped, enquiry=enquiry, helped=True, by=SOMEBODY)
    assert refused == rules.Refusal.NOTHING_ANSWERED
    answering.reply(enquiry=enquiry, text="答", account=account, by=COMMAND)
    assert enquiries.say_helped(enquiry=enquiry, helped=False, by=SOMEBODY).state == State.ANSWERED
    assert enquiries.say_helped(enquiry=enquiry, helped=True, by=SOMEBODY).state == State.CLOSED
    refused = refusal(enquiries.ask_again, enquiry=enquiry, text="还有", by=SOMEBODY)
    assert refused == rules.Refusal.WRONG_STATE


def test_a_question_is_handed_on_only_when_its_asker_agrees(topic, body, account):
    other, enquiry = make_office("示例：教育局"), make_enquiry(topic)
    refused = refusal(answering.propose_referral, enquiry=enquiry, to=body, consented=False, by=COMMAND)
    assert refused == rules.Refusal.SAME_BODY
    answering.propose_referral(enquiry=enquiry, to=other, consented=False, by=COMMAND)
    refused = refusal(answering.propose_referral, enquiry=enquiry, to=other, consented=False, by=COMMAND)
    assert refused == rules.Refusal.PROPOSED
    enquiry.refresh_from_db()
    assert enquiry.body == body  # nothing moves meanwhile
    assert enquiries.decide_referral(enquiry=enquiry, agree=False, by=SOMEBODY).body == body
    answering.propose_referral(enquiry=enquiry, to=other, consented=False, by=COMMAND)
    moved = enquiries.decide_referral(enquiry=enquiry, agree=True, by=SOMEBODY)
    assert (moved.body, moved.state, moved.taken_by) == (other, State.REFERRED, None)
    refused = refusal(enquiries.decide_referral, enquiry=enquiry, agree=True, by=SOMEBODY)
    assert refused == rules.Refusal.NOTHING_PROPOSED
    # Whoever still sees it as theirs cannot hand it on once more; the body that has it now can.
    refused = refusal(answering.propose_referral, enquiry=enquiry, to=body, consented=True, by=COMMAND)
    assert refused == rules.Refusal.NOT_YOURS
    answering.propose_referral(enquiry=moved, to=body, consented=True, by=COMMAND)
    enquiry.refresh_from_db()
    assert enquiry.body == body
    assert list(Referral.objects.values_list("state", flat=True)) == ["refused", "agreed", "agreed"]


def test_an_answer_drops_what_was_proposed(topic, account):
    enquiry = make_enquiry(topic)
    answering.propose_referral(enquiry=enquiry, to=make_office("示例：教育局"), consented=False, by=COMMAND)
    answering.reply(enquiry=enquiry, text="答", account=account, by=COMMAND)
    assert Referral.objects.get().state == "dropped"


@pytest.mark.parametrize("answered", [False, True])
def test_whoever_asked_takes_it_back_at_any_time_and_nothing_is_left(topic, account, answered):
    enquiry = make_enquiry(topic, contact="a@b.cn", language="en")
    if answered:
        answering.reply(enquiry=enquiry, text="答", account=account, by=COMMAND)
    enquiries.erase(enquiry=enquiry, by=SOMEBODY)
    enquiries.erase(enquiry=enquiry, by=SOMEBODY)
    row = Enquiry.objects.get()
    assert (row.state, row.contact, row.code_hash, row.taken_by, row.form_key) == ("taken_back", "", None, None, None)
    assert not EnquiryText.objects.exists()
    assert queries.enquiry_of(enquiry.public_id) is None
    assert Entry.objects.filter(what="enquiry.erased").count() == 1
    assert refusal(answering.reply, enquiry=row, text="答", account=account, by=COMMAND) == rules.Refusal.WRONG_STATE


def test_what_is_answered_closes_by_itself_and_is_erased_ninety_days_later(topic, account):
    enquiry, kept = make_enquiry(topic), make_enquiry(topic)
    for one in (enquiry, kept):
        answering.reply(enquiry=one, text="答", account=account, by=COMMAND)
    long_ago(enquiry, 31, "answered_at", "asked_at")
    assert enquiries.close_answered() == 1
    assert enquiries.close_answered() == 0
    long_ago(enquiry, 91, "closed_at")
    assert list(queries.texts_to_erase(clock.now()).values_list("enquiry", flat=True)) == [enquiry.pk] * 2
    erase_due()
    enquiry.refresh_from_db()
    assert enquiry.erased_at is not None
    assert set(EnquiryText.objects.values_list("enquiry", flat=True)) == {kept.pk}


def test_a_question_that_nobody_answers_is_erased_after_a_year(topic):
    enquiry = make_enquiry(topic)
    long_ago(enquiry, 364, "asked_at")
    assert enquiries.erase_due() == 0
    long_ago(enquiry, 2, "asked_at")
    assert enquiries.erase_due() == 1
    assert Enquiry.objects.get().state == "closed"


def test_parts_of_an_inbox_are_counted_as_they_are_listed(topic, account):
    today = (clock.now() + timedelta(days=40)).date()
    for _ in range(3):
        make_enquiry(topic)
    one, two, _three = Enquiry.objects.order_by("pk")
    answering.take(enquiry=one, account=account, by=COMMAND)
    answering.reply(enquiry=two, text="答", account=account, by=COMMAND)
    every = Enquiry.objects.all()
    counts = queries.inbox(every, account=account.pk, today=today)
    assert (counts.new, counts.mine, counts.late, counts.open, counts.answered) == (1, 1, 2, 2, 1)
    for part in ("new", "mine", "late", "open", "answered", "referred"):
        found = queries.in_part(every, part, account=account.pk, today=today)
        assert found.count() == getattr(counts, part), part

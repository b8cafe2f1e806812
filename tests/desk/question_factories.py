"""Questions and answers for tests, made by the room's own actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import COMMAND, SOMEBODY
from duikou.base.ids import new_id
from duikou.desk.actions.answering import set_duty
from duikou.desk.actions.answers import publish_answer, write_answer
from duikou.desk.actions.enquiries import ask
from duikou.desk.models import Answer, Enquiry, EnquiryText, Topic
from duikou.directory.models import Account, Organisation
from duikou.plans.models import Policy
from tests.desk.factories import make_topic
from tests.plans.factories import make_policy


def make_duty(body: Organisation, topic: Topic | None = None, days: int = 5) -> Topic:
    """A topic that the body answers."""
    topic = topic or make_topic()
    set_duty(topic=topic, body=body, days=days, by=COMMAND)
    return topic


def make_enquiry(topic: Topic, text: str = "孩子几岁可以上学？", **values: Any) -> Enquiry:
    """A question of that topic, just asked on the web."""
    return ask(topic=topic, text=text, form_key=uuid4(), by=SOMEBODY, **values)


def make_raw_enquiry(topic: Topic, body: Organisation, **values: Any) -> Enquiry:
    """A question with these columns, made directly, without a way back to it."""
    now = clock.now()
    made = Enquiry.objects.create(
        topic=topic, body=body, asked_at=now, due_on=timezone.localdate(now), code_hash=new_id().bytes * 2, **values
    )
    EnquiryText.objects.create(enquiry=made, side="asker", text="问", at=now)
    return made


def make_answer(
    body: Organisation,
    topic: Topic | None = None,
    *,
    question: str = "孩子几岁可以上小学？",
    text: str = "年满六周岁的儿童可以报名上小学，每年六月办理登记。",
    policy: Policy | None = None,
    published: bool = True,
    account: Account | None = None,
    **values: Any,
) -> Answer:
    """An answer that rests on a clause of a policy of the body, published."""
    policy = policy or make_policy(body)
    made = write_answer(
        body=body,
        topic=topic or make_topic(),
        values={"question": question, "text": text, **values},
        clauses=[policy.clauses.all()[0]],
        account=account,
        by=COMMAND,
    )
    return publish_answer(answer=made, account=None, by=COMMAND) if published else made


def long_ago(enquiry: Enquiry, days: int, *fields: str) -> None:
    """Put moments of a question back by so many days."""
    row = Enquiry.objects.get(pk=enquiry.pk)
    Enquiry.objects.filter(pk=row.pk).update(**{name: getattr(row, name) - timedelta(days=days) for name in fields})

"""Policies of the sample city, questions in every state, and answers for everybody that rest on the policies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.desk.actions import answering, answers, enquiries
from duikou.desk.models import Enquiry, Topic
from duikou.directory.actions import add_organisation
from duikou.directory.actions.appointments import appoint
from duikou.directory.models import Account, Area, Grant, Organisation
from duikou.plans.actions import policies
from duikou.plans.clauses import split
from duikou.plans.models import Clause, Policy

FILE = Path(__file__).with_name("questions.yaml")
BY = Actor("system", ref="sample", door="demo")
KEYS = UUID("6f1a3c52-6c1d-4f6e-9a53-0d5c0f5b7a11")
NEXT_MONTH = timedelta(days=30)
OFTEN_ASKED = ("work", "papers", "housing")


@cache
def said() -> Mapping[str, Any]:
    """The whole file."""
    read: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def build_questions(now: datetime, office: Organisation) -> None:
    """All of it, kept and answered by the office; the school's questions by an education bureau."""
    account = Account.objects.get(username="office")
    appoint(account=account, role=Grant.Role.COUNSEL, organisation=office, by=BY)
    school, _new = add_organisation(
        name=said()["school_body"],
        kind=Organisation.Kind.OFFICE,
        area=Area.objects.get(code="620200"),
        invented=True,
        by=BY,
    )
    for topic in Topic.objects.all():
        answering.set_duty(topic=topic, body=school if topic.key == "school" else office, days=5, by=BY)
    kept = {name: _policy(one, office) for name, one in said()["policies"].items()}
    for one in said()["answers"]:
        made = _answer(one, kept, office)
        answers.publish_answer(answer=made, account=None, by=BY)
    _answer(said()["draft"], kept, office)
    for row in said()["superseded"]:
        policies.supersede_policy(older=kept[row["older"]], newer=kept[row["newer"]], day=row["day"], by=BY)
    day = (now + NEXT_MONTH).date()
    policies.supersede_policy(older=kept["moving"], newer=kept["revised"], day=day, by=BY)
    answers.flag_ended()
    _ask_everything(now, account, school)


def _policy(one: Mapping[str, Any], office: Organisation) -> Policy:
    values = {
        "title": one["title"],
        "number": one["number"],
        "issued_on": one["issued_on"],
        "valid_from": one["issued_on"],
    }
    made = policies.write_policy(keeper=office, values=values, by=BY)
    policies.put_clauses(policy=made, clauses=split(f"{said()['note']}\n{one['text']}"), by=BY)
    return policies.publish_policy(policy=made, by=BY)


def _answer(one: Mapping[str, Any], kept: Mapping[str, Policy], office: Organisation) -> Any:
    clauses = [Clause.objects.get(policy=kept[name], number=number) for name, number in one["rests"].items()]
    return answers.write_answer(
        body=office,
        topic=Topic.objects.get(key=one["topic"]),
        values={"question": one["question"], "text": one["text"]},
        clauses=clauses,
        account=None,
        by=BY,
    )


def _ask(name: str, at: datetime, **values: Any) -> Enquiry:
    one = said()["questions"][name]
    clock.move_to(at)
    return enquiries.ask(
        topic=Topic.objects.get(key=one["topic"]),
        text=one["text"],
        area=Area.objects.filter(code=one.get("area", "")).first(),
        form_key=uuid5(KEYS, name),
        by=BY,
        **values,
    )


def _reply(name: str, enquiry: Enquiry, account: Account, at: datetime) -> None:
    clock.move_to(at)
    answering.reply(enquiry=enquiry, text=said()["questions"][name]["reply"], account=account, by=BY)


def _ask_everything(now: datetime, account: Account, school: Organisation) -> None:
    hours = timedelta(hours=1)
    _ask("late", now - timedelta(days=20), way=Enquiry.Way.WINDOW)
    closed = _ask("closed", now - timedelta(days=15))
    _reply("closed", closed, account, now - timedelta(days=14))
    enquiries.say_helped(enquiry=closed, helped=True, by=BY)
    again = _ask("again", now - timedelta(days=5))
    _reply("again", again, account, now - timedelta(days=4))
    enquiries.ask_again(enquiry=again, text=said()["questions"]["again"]["more"], by=BY)
    answered = _ask("answered", now - timedelta(days=3))
    _reply("answered", answered, account, now - timedelta(days=2))
    for name in ("taken", "proposed", "referred", "taken_back"):
        enquiry = _ask(name, now - timedelta(days=1))
        if name == "taken":
            answering.take(enquiry=enquiry, account=account, by=BY)
        elif name == "taken_back":
            enquiries.erase(enquiry=enquiry, by=BY)
        else:
            answering.propose_referral(enquiry=enquiry, to=school, consented=name == "referred", by=BY)
    _ask("phone", now - 5 * hours, way=Enquiry.Way.PHONE)
    _ask("confidential", now - 3 * hours, confidential=True)
    _ask("new", now - 2 * hours)
    # What is asked often: enough to be told as a figure.
    for number, topic in enumerate(OFTEN_ASKED * 4):
        enquiries.ask(
            topic=Topic.objects.get(key=topic),
            text="（示例）常见的问题",
            form_key=uuid5(KEYS, f"often-{number}"),
            by=BY,
        )
    clock.move_to(now)

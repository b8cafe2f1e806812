"""One racing process of test_question_races.py: staff take, refer and publish at once. Not a test itself."""

from __future__ import annotations

import time as clocks
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from tests.booking import racer  # makes Django ready

from django.db import DatabaseError  # isort: skip

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.desk.actions import answering, answers, guide
from duikou.desk.enquiry_rules import Refused
from duikou.desk.models import Answer, Enquiry, GuidePage
from duikou.directory.models import Account, Organisation
from duikou.journal.models import Entry
from tests.desk.factories import make_body
from tests.desk.question_factories import make_answer, make_duty, make_enquiry

PAUSE = 0.4


def seed_question(*, accounts: int) -> dict[str, Any]:
    """A question of a body with so many accounts, two other bodies, an answer in draft and a page of the guide."""
    office, others = make_body(), [make_body(), make_body()]
    topic = make_duty(office)
    now = clock.now()
    staff = [Account.objects.create(username=str(uuid4()), created_at=now) for _ in range(accounts)]
    page = guide.add_guide_page(slug=str(uuid4()), by=COMMAND)
    return {
        "question": make_enquiry(topic).pk,
        "accounts": [one.pk for one in staff],
        "others": [one.pk for one in others],
        "answer": make_answer(office, topic, published=False).pk,
        "page": page.pk,
    }


def _free(guards: ExitStack, module: Any, name: str) -> None:
    """Nothing is held, and who has read a row takes a moment before they write."""
    guards.enter_context(racer.no_locks())
    reading = getattr(module, name)

    def slowly(*given: Any, **named: Any) -> Any:
        row = reading(*given, **named)
        clocks.sleep(PAUSE)
        return row

    guards.enter_context(patch.object(module, name, slowly))


def _attempt(act: Any) -> list[str]:
    try:
        act()
    except Refused as refused:
        return [str(refused.refusal)]
    except DatabaseError as error:
        return [racer.failure(error)]
    return ["done"]


def take(*, question: int, account: int, free: bool = False, wait: float = 0, blind: bool = False) -> list[str]:
    """Take the question as it was read at first, `wait` seconds later. `blind`: not looking whose it is by then."""
    one, who = Enquiry.objects.get(pk=question), Account.objects.get(pk=account)
    clocks.sleep(wait)
    with ExitStack() as guards:
        if free:
            _free(guards, answering, "lock")
        if blind:
            guards.enter_context(patch.object(answering, "still_of", lambda row, enquiry: row))
        return _attempt(lambda: answering.take(enquiry=one, account=who, by=COMMAND))


def refer(*, question: int, to: int, wait: float = 0, blind: bool = False) -> list[str]:
    """Hand the question on with the consent of whoever asked, as it was read at first."""
    one, other = Enquiry.objects.get(pk=question), Organisation.objects.get(pk=to)
    clocks.sleep(wait)
    with ExitStack() as guards:
        if blind:
            guards.enter_context(patch.object(answering, "still_of", lambda row, enquiry: row))
        return _attempt(lambda: answering.propose_referral(enquiry=one, to=other, consented=True, by=COMMAND))


def publish_text(*, page: int, language: str, title: str, free: bool = False) -> list[str]:
    """Publish a text of the page."""
    one = GuidePage.objects.get(pk=page)
    with ExitStack() as guards:
        if free:
            guards.enter_context(racer.no_locks())
            guards.enter_context(patch.object(guide, "record", _slow_record))
        return _attempt(
            lambda: guide.publish_guide_text(page=one, language=language, title=title, body="x", by=COMMAND)
        )


def _slow_record(**_named: Any) -> None:
    clocks.sleep(PAUSE)  # before the transaction ends


def publish(*, answer: int, free: bool = False) -> list[str]:
    """Publish the answer."""
    one = Answer.objects.get(pk=answer)
    with ExitStack() as guards:
        if free:
            _free(guards, answers, "_lock")
        return _attempt(lambda: answers.publish_answer(answer=one, account=None, by=COMMAND))


def look(*, question: int, answer: int, page: int) -> dict[str, Any]:
    """Whose the question is and how it got there; what was published how often."""
    row, text = Enquiry.objects.get(pk=question), GuidePage.objects.get(pk=page)
    told = Entry.objects.filter(which=f"enquiry:{row.public_id}")
    about = Entry.objects.filter(which=f"answer:{Answer.objects.get(pk=answer).public_id}")
    revisions = list(text.revisions.order_by("language", "number").values_list("language", "number", "title"))
    return {
        "body": row.body_id,
        "taken_by": row.taken_by_id,
        "taken": told.filter(what="enquiry.taken").count(),
        "agreed": row.referrals.filter(state="agreed").count(),
        "published": about.filter(what="answer.published").count(),
        "confirmed": about.filter(what="answer.confirmed").count(),
        "revisions": revisions,
        "titles": dict(text.title),
    }


COMMANDS = (seed_question, take, refer, publish_text, publish, look)
racer.COMMANDS.update({one.__name__: one for one in COMMANDS})  # type: ignore[attr-defined]

if __name__ == "__main__":
    racer.listen()

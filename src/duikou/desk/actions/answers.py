"""Answers for everybody: written, published, flagged when what they rest on ends, confirmed anew, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.base.translated import translated
from duikou.desk import enquiry_rules as rules
from duikou.desk.enquiry_rules import Refusal, Refused
from duikou.desk.models import Answer, AnswerClause, Topic
from duikou.desk.queries import answers as queries
from duikou.desk.signals import answers_changed
from duikou.directory.models import Account, Organisation
from duikou.journal.actions import record, record_each
from duikou.plans.models import Clause

State = Answer.State
PIECE = 500


@transaction.atomic
def write_answer(
    *,
    body: Organisation,
    topic: Topic,
    values: Mapping[str, Any],
    clauses: Collection[Clause],
    account: Account | None,
    by: Actor,
) -> Answer:
    """A new answer in draft: `question` and `text` by language, `valid_from`, and whether a `second` pair of eyes is
    wanted. Nothing of any question that was asked is in it, unless somebody types it."""
    now = clock.now()
    answer = Answer(body=body, topic=topic, writer=account, created_at=now, changed_at=now)
    _set(answer, values)
    answer.save(force_insert=True)
    _rest(answer, clauses)
    record(what="answer.written", which=_ref(answer), by=by)
    return answer


@transaction.atomic
def change_answer(
    *, answer: Answer, topic: Topic, values: Mapping[str, Any], clauses: Collection[Clause], by: Actor
) -> Answer:
    """Change an answer, published or not. Raises Refused when one that is published would rest on nothing that holds,
    or when it is withdrawn."""
    row = _lock(answer)
    if row.state == State.WITHDRAWN:
        raise Refused(Refusal.WRONG_STATE)
    row.topic, row.changed_at = topic, clock.now()
    _set(row, values)
    row.save()
    _rest(row, clauses)
    if row.state == State.PUBLISHED and (refusal := _refusal(row, None)):
        raise Refused(refusal)
    record(what="answer.changed", which=_ref(row), by=by)
    _tell([row.pk])
    return row


@transaction.atomic
def publish_answer(*, answer: Answer, account: Account | None, by: Actor) -> Answer:
    """Let everybody find it; for one that is published or flagged: confirm today that it holds. Raises Refused."""
    row, today = _lock(answer), _today()
    if refusal := _refusal(row, account):
        raise Refused(refusal)
    was, row.state, row.confirmed_on = row.state, State.PUBLISHED, today
    row.valid_from = row.valid_from or today
    row.why_out, row.out_since = "", None
    row.save(update_fields=["state", "confirmed_on", "valid_from", "why_out", "out_since"])
    record(what="answer.published" if was == State.DRAFT else "answer.confirmed", which=_ref(row), by=by)
    _tell([row.pk])
    return row


@transaction.atomic
def withdraw_answer(*, answer: Answer, by: Actor) -> Answer:
    """Take it out for good, or until it is brought back as a draft. Raises Refused."""
    row = _lock(answer)
    if State.WITHDRAWN not in rules.ANSWER_STATES[row.state]:
        raise Refused(Refusal.WRONG_STATE)
    row.state, row.why_out, row.out_since = State.WITHDRAWN, "", None
    row.save(update_fields=["state", "why_out", "out_since"])
    record(what="answer.withdrawn", which=_ref(row), by=by)
    _tell([row.pk])
    return row


@transaction.atomic
def bring_back(*, answer: Answer, by: Actor) -> Answer:
    """Make a draft of an answer that was withdrawn. Raises Refused."""
    row = _lock(answer)
    if row.state != State.WITHDRAWN:
        raise Refused(Refusal.WRONG_STATE)
    row.state = State.DRAFT
    row.save(update_fields=["state"])
    record(what="answer.brought_back", which=_ref(row), by=by)
    return row


def flag_ended(policy_ids: Iterable[int] | None = None) -> int:
    """Flag the published answers that rest on a policy that holds no longer (one of these, or any), so that they leave
    the search and stand on their body's list; gives their number. Done again it changes nothing."""
    return _flag(queries.resting_on_ended(policy_ids), Answer.Why.POLICY_ENDED)


def flag_changed(clause_ids: Iterable[int]) -> int:
    """Flag the published answers that rest on clauses whose wording has changed; gives their number."""
    return _flag(queries.resting_on(clause_ids), Answer.Why.CLAUSE_CHANGED)


def _flag(found: QuerySet[Answer], why: str) -> int:
    flagged = 0
    while ids := list(found.order_by("pk").values_list("pk", flat=True)[:PIECE]):
        with transaction.atomic():
            mine = list(Answer.objects.select_for_update().filter(pk__in=ids, state=State.PUBLISHED).order_by("pk"))
            Answer.objects.filter(pk__in=[one.pk for one in mine]).update(
                state=State.FLAGGED, why_out=why, out_since=_today()
            )
            details = [{"why": str(why)} for _one in mine]
            if mine:
                record_each(what="answer.flagged", which=[_ref(one) for one in mine], details=details, by=SYSTEM)
            _tell([one.pk for one in mine])
        flagged += len(mine)
    return flagged


def _refusal(row: Answer, account: Account | None) -> Refusal | None:
    clauses, ended = queries.clauses_counted(row)
    writer = account is not None and row.writer_id == account.pk
    return rules.may_publish(row, clauses=clauses, ended=ended, writer=writer)


def _set(row: Answer, values: Mapping[str, Any]) -> None:
    row.question, row.text = translated(values["question"]), translated(values["text"])
    row.valid_from = values.get("valid_from") or (row.valid_from if row.state != State.DRAFT else None)
    row.second = bool(values.get("second", row.second))


def _rest(row: Answer, clauses: Collection[Clause]) -> None:
    wanted = {one.pk for one in clauses}
    row.rests_on.exclude(clause__in=wanted).delete()
    known = set(row.rests_on.values_list("clause", flat=True))
    AnswerClause.objects.bulk_create(AnswerClause(answer=row, clause_id=pk) for pk in sorted(wanted - known))


def _lock(answer: Answer) -> Answer:
    return Answer.objects.select_for_update().get(pk=answer.pk)


def _tell(ids: list[int]) -> None:
    answers_changed.send(Answer, answer_ids=ids)


def _today() -> date:
    return timezone.localdate(clock.now())


def _ref(answer: Answer) -> str:
    return f"answer:{answer.public_id}"

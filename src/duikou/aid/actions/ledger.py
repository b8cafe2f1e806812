"""Posting sums: each step by two people, once, and put right by a reversal alone. The database judges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from duikou.aid import rules
from duikou.aid.models import LedgerAccount, Posting, Project, YearTask
from duikou.aid.rules import Refusal, Refused
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.money import Money
from duikou.journal.actions import record, record_each

Stage = LedgerAccount.Stage
OF_THE_TASK = frozenset({Stage.SOURCE, Stage.TASK})  # no project's
SAID = re.compile(r"ledger: (\w+)")


@dataclass(frozen=True, slots=True)
class Step:
    """A sum of a year task that goes `since` one stage `to` another; from the commitment on, of a `project`. It draws
    on the posting that brought it to where it is (`draws_on`); nothing where the task is set. `key` (1 to 64 letters)
    is the same whenever the same step is sent again; `reference` the number of its document."""

    year_task: YearTask
    since: Stage
    to: Stage
    money: Money
    value_date: date
    key: str
    project: Project | None = None
    draws_on: Posting | None = None
    reference: str = ""


def post(step: Step, *, proposed_by: UUID, approved_by: UUID, by: Actor) -> Posting:
    """Post a step that one account proposed and another approved (public ids); sent again with the same key it gives
    the posting it made. Raises Refused."""
    return post_all([step], proposed_by=proposed_by, approved_by=approved_by, by=by)[0]


@transaction.atomic
def post_all(steps: Sequence[Step], *, proposed_by: UUID, approved_by: UUID, by: Actor) -> list[Posting]:
    """Post steps in their order, all or none. Raises Refused."""
    if proposed_by == approved_by:
        raise Refused(Refusal.BY_ONE_PERSON)
    today, now = timezone.localdate(clock.now()), clock.now()
    amounts = [_amount(step, today) for step in steps]
    accounts = _held({place for step in steps for place in _places(step)})
    before = {one.key: one for one in Posting.objects.filter(key__in=[step.key for step in steps])}
    done = []
    for step, amount in zip(steps, amounts, strict=True):
        source, target = (accounts[place] for place in _places(step))
        made = Posting(
            source=source,
            target=target,
            amount=amount,
            currency=step.money.currency,
            value_date=step.value_date,
            draws_on=step.draws_on,
            reference=step.reference,
            proposed_by=proposed_by,
            approved_by=approved_by,
            posted_at=now,
            key=step.key,
        )
        known = before.get(step.key)
        if known is not None and not _same(known, made):
            raise Refused(Refusal.KEY_REUSED)
        done.append(known or made)
        before.setdefault(step.key, made)
    new = [one for one in done if one.pk is None]
    _insert(new)
    record_each(what="money.posted", which=[f"posting:{one.public_id}" for one in new], details=[{}] * len(new), by=by)
    return done


@transaction.atomic
def reverse(
    posting: Posting,
    *,
    value_date: date,
    key: str,
    proposed_by: UUID,
    approved_by: UUID,
    by: Actor,
    reference: str = "",
) -> Posting:
    """Put a posting right that should not have been: the sum goes back the way it came, and what it drew on has it
    again. Refused while a live posting draws on it; of a reversal there is none. Raises Refused."""
    if proposed_by == approved_by:
        raise Refused(Refusal.BY_ONE_PERSON)
    if no := rules.may_value(value_date, today=timezone.localdate(clock.now())):
        raise Refused(no)
    _lock([posting.source_id, posting.target_id])
    known = Posting.objects.filter(reverses=posting).first()
    if known is not None:
        if known.key == key:
            return known
        raise Refused(Refusal.REVERSED_ALREADY)
    made = Posting(
        source_id=posting.target_id,
        target_id=posting.source_id,
        amount=posting.amount,
        currency=posting.currency,
        value_date=value_date,
        reverses=posting,
        reference=reference,
        proposed_by=proposed_by,
        approved_by=approved_by,
        posted_at=clock.now(),
        key=key,
    )
    _insert([made])
    record(what="money.reversed", which=f"posting:{made.public_id}", by=by, of=str(posting.public_id))
    return made


Place = tuple[int, int | None, str]


def _places(step: Step) -> tuple[Place, Place]:
    """Where the sum comes from and goes to: year task, project, stage."""
    project = step.project.pk if step.project else None
    since, to = (
        (step.year_task.pk, None if stage in OF_THE_TASK else project, str(stage)) for stage in (step.since, step.to)
    )
    return since, to


def _held(places: Iterable[Place]) -> dict[Place, LedgerAccount]:
    """The accounts at these places, made where there are none yet, locked in the order of their keys."""
    wanted = sorted(set(places), key=str)
    tasks = {one.pk: one for one in YearTask.objects.select_related("fund").filter(pk__in={one[0] for one in wanted})}
    found = _accounts(wanted)
    new = [
        LedgerAccount(year_task_id=task, project_id=project, stage=stage, currency=tasks[task].fund.currency)
        for task, project, stage in wanted
        if (task, project, stage) not in found
    ]
    if new:
        LedgerAccount.objects.bulk_create(new, ignore_conflicts=True)
        found = _accounts(wanted)
    _lock([one.pk for one in found.values()])
    return found


def _accounts(places: Sequence[Place]) -> dict[Place, LedgerAccount]:
    rows = LedgerAccount.objects.filter(year_task__in={one[0] for one in places})
    return {place: one for one in rows if (place := (one.year_task_id, one.project_id, str(one.stage))) in set(places)}


def _lock(accounts: Sequence[int]) -> None:
    list(LedgerAccount.objects.select_for_update().filter(pk__in=accounts).order_by("pk").values_list("pk"))


def _amount(step: Step, today: date) -> int:
    amount = rules.minor_of(step.money)
    if isinstance(amount, Refusal):
        raise Refused(amount)
    if no := rules.may_value(step.value_date, today=today):
        raise Refused(no)
    if step.project is None and not {step.since, step.to} <= OF_THE_TASK:
        raise Refused(Refusal.PROJECT_MISSING)
    forward = (step.since, step.to) in ((Stage.SOURCE, Stage.TASK), (Stage.TASK, Stage.COMMITTED))
    if forward and (no := rules.may_commit(step.year_task.fund.partnership, today=today)):
        raise Refused(no)
    return amount


def _same(one: Posting, other: Posting) -> bool:
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("source_id", "target_id", "amount", "currency", "value_date", "draws_on_id", "reverses_id")
    )


def _insert(postings: Sequence[Posting]) -> None:
    try:
        with transaction.atomic():
            Posting.objects.bulk_create(postings)
    except IntegrityError as error:
        said = SAID.search(str(error))
        if said is None:
            raise
        raise Refused(said[1]) from error

"""Policies: written, published, ended. Whoever changes one locks its row first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.base.translated import translated
from duikou.directory.models import Organisation
from duikou.journal.actions import record
from duikou.plans import queries, rules, signals
from duikou.plans.clauses import ClauseText
from duikou.plans.models import Clause, Policy, Supersession
from duikou.plans.rules import Refusal, Refused

FACTS = ("title", "issuer", "number", "issued_on", "valid_from", "valid_until")
PIECE = 100


@transaction.atomic
def write_policy(*, keeper: Organisation, values: Mapping[str, Any], by: Actor) -> Policy:
    """A new policy in draft, with the FACTS that `values` holds."""
    said = {name: values[name] for name in FACTS if values.get(name) is not None}
    said["title"] = translated(said.get("title", ""))
    policy = Policy.objects.create(keeper=keeper, created_at=clock.now(), **said)
    record(what="policy.written", which=_ref(policy), by=by)
    return policy


@transaction.atomic
def change_policy(*, policy: Policy, values: Mapping[str, Any], by: Actor) -> Policy:
    """Change the FACTS that `values` holds. Raises Refused when it has ended; when it is in force and would have no
    first day, or be over already."""
    row = _lock(policy)
    if row.state in rules.ENDED:
        raise Refused(Refusal.WRONG_STATE)
    for name in FACTS:
        if name in values:
            setattr(row, name, translated(values[name]) if name == "title" else values[name])
    if row.state == Policy.State.IN_FORCE and row.valid_from is None:
        raise Refused(Refusal.NO_DAY)
    if row.state == Policy.State.IN_FORCE and rules.is_over(row, today=_today()):
        raise Refused(Refusal.ALREADY_OVER)
    row.save(update_fields=FACTS)
    record(what="policy.changed", which=_ref(row), by=by)
    return row


@transaction.atomic
def put_clauses(*, policy: Policy, clauses: Sequence[ClauseText], by: Actor) -> int:
    """Give the policy these clauses; those whose number it has already keep their row, so that what rests on them goes
    on. Gives the number of those whose wording was changed. Raises Refused when the policy has ended, or when one that
    is to go is rested on."""
    row = _lock(policy)
    if row.state in rules.ENDED:
        raise Refused(Refusal.WRONG_STATE)
    if row.state == Policy.State.IN_FORCE and not clauses:
        raise Refused(Refusal.NO_CLAUSES)
    known = list(Clause.objects.filter(policy=row).order_by("order"))
    kept, changed = _matched(known, clauses)
    try:
        Clause.objects.filter(pk__in=[one.pk for one in known if one not in kept.values()]).delete()
    except ProtectedError as error:
        raise Refused(Refusal.CLAUSE_IN_USE) from error
    # Two rows may change places: first all are put beyond every place there is.
    for one in kept.values():
        Clause.objects.filter(pk=one.pk).update(order=one.order + len(known) + len(clauses))
    for order, said in enumerate(clauses):
        facts = {"order": order, "number": said.number, "heading": said.heading, "text": said.text}
        if order in kept:
            Clause.objects.filter(pk=kept[order].pk).update(**facts)
        else:
            Clause.objects.create(policy=row, **facts)
    record(what="policy.split", which=_ref(row), by=by, clauses=len(clauses), changed=len(changed))
    if changed and row.state == Policy.State.IN_FORCE:
        transaction.on_commit(lambda: signals.clauses_changed.send(Policy, clause_ids=changed))
    return len(changed)


@transaction.atomic
def publish_policy(*, policy: Policy, by: Actor) -> Policy:
    """Let everybody read it. Raises Refused."""
    row = _lock(policy)
    refusal = rules.may_publish(row, clauses=row.clauses.count(), today=_today())
    if refusal:
        raise Refused(refusal)
    row.state = Policy.State.IN_FORCE
    row.save(update_fields=["state"])
    record(what="policy.published", which=_ref(row), by=by)
    return row


@transaction.atomic
def withdraw_policy(*, policy: Policy, by: Actor) -> Policy:
    """End it before its time; it stays to be read. What it was to take the place of later stays in force. Raises
    Refused."""
    row = _lock(policy)
    if refusal := rules.may_go(row, Policy.State.WITHDRAWN):
        raise Refused(refusal)
    Supersession.objects.filter(newer=row, day__gt=_today()).delete()
    _end(row, Policy.State.WITHDRAWN, Policy.Why.WITHDRAWN)
    record(what="policy.withdrawn", which=_ref(row), by=by)
    return row


@transaction.atomic
def drop_draft(*, policy: Policy, by: Actor) -> None:
    """Throw a draft away, which nobody has read. Raises Refused when it was published meanwhile."""
    row = _lock(policy)
    if row.state != Policy.State.DRAFT:
        raise Refused(Refusal.WRONG_STATE)
    row.delete()
    record(what="policy.dropped", which=_ref(row), by=by)


@transaction.atomic
def renew_policy(*, policy: Policy, until: date | None, by: Actor) -> Policy:
    """Let a policy whose time was up hold on until that day, or without an end. Raises Refused."""
    row = _lock(policy)
    if refusal := rules.may_renew(row, until=until, today=_today()):
        raise Refused(refusal)
    row.state, row.why_ended, row.ended_on, row.valid_until = Policy.State.IN_FORCE, "", None, until
    row.save(update_fields=["state", "why_ended", "ended_on", "valid_until"])
    record(what="policy.renewed", which=_ref(row), by=by)
    return row


@transaction.atomic
def supersede_policy(*, older: Policy, newer: Policy, day: date, by: Actor) -> Supersession:
    """Let `newer` take the place of `older` from that day on: today or before, it ends at once, and else on that day.
    Raises Refused, also for a policy that would come to take its own place by way of others."""
    # One may be refused for what others say of policies that are neither of these: all of them stand still.
    rows = {one.pk: one for one in Policy.objects.select_for_update().order_by("pk")}
    here, there = rows[older.pk], rows[newer.pk]
    if refusal := rules.may_supersede(here, there, queries.pairs()):
        raise Refused(refusal)
    row = Supersession.objects.create(older=here, newer=there, day=day)
    record(what="policy.superseded", which=_ref(here), by=by, newer=_ref(there), day=day.isoformat())
    if day <= _today() and here.state == Policy.State.IN_FORCE:
        _end(here, Policy.State.LAPSED, Policy.Why.SUPERSEDED)
    return row


@transaction.atomic
def drop_supersession(*, supersession: Supersession, by: Actor) -> None:
    """Take back that one takes the place of another, before the day. Raises Refused when the day has come."""
    older = _lock(supersession.older)
    if supersession.day <= _today():
        raise Refused(Refusal.TAKES_EFFECT)
    Supersession.objects.filter(pk=supersession.pk).delete()
    record(what="policy.supersession_dropped", which=_ref(older), by=by, newer=_ref(supersession.newer))


def end_due() -> int:
    """End the policies whose last day is past, or whose place another takes today; gives their number. For the worker:
    done twice at once, each is ended once."""
    ended, today = 0, _today()
    for pk in list(queries.over(today=today).order_by("pk").values_list("pk", flat=True)[:PIECE]):
        ended += _end_one(pk, today)
    return ended


@transaction.atomic
def _end_one(pk: int, today: date) -> int:
    row = Policy.objects.select_for_update().get(pk=pk)
    if row.state != Policy.State.IN_FORCE:
        return 0
    if row.superseded_by.filter(day__lte=today).exists():
        why = Policy.Why.SUPERSEDED
    elif rules.is_over(row, today=today):
        why = Policy.Why.EXPIRED
    else:
        return 0
    _end(row, Policy.State.LAPSED, why)
    record(what="policy.lapsed", which=_ref(row), by=SYSTEM, why=str(why))
    return 1


def _end(row: Policy, state: str, why: str) -> None:
    row.state, row.why_ended, row.ended_on = state, why, _today()
    row.save(update_fields=["state", "why_ended", "ended_on"])
    transaction.on_commit(lambda: signals.policies_ended.send(Policy, policy_ids=[row.pk]))


def _matched(known: Sequence[Clause], clauses: Sequence[ClauseText]) -> tuple[dict[int, Clause], list[int]]:
    """Which row each of the new clauses (by place) goes on as, and the rows whose wording changes."""
    free: dict[str, list[Clause]] = {}
    for one in known:
        free.setdefault(one.number, []).append(one)
    kept, changed = {}, []
    for order, said in enumerate(clauses):
        if rows := free.get(said.number):
            kept[order] = row = rows.pop(0)
            if (row.heading, row.text) != (said.heading, said.text):
                changed.append(row.pk)
    return kept, changed


def _lock(policy: Policy) -> Policy:
    return Policy.objects.select_for_update(of=("self",)).select_related("keeper").get(pk=policy.pk)


def _today() -> date:
    return timezone.localdate(clock.now())


def _ref(policy: Policy) -> str:
    return f"policy:{policy.public_id}"

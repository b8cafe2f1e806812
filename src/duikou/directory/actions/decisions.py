"""Asking for a decision and deciding it: never by one person alone, never twice, never about something else by then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import TextChoices

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.directory.decisions import Kind, asked_for, decided_by, deciders_of, digest_of, kinds
from duikou.directory.models import Account, Area, Decision, Organisation
from duikou.journal.actions import queue_each, record

LIVES = timedelta(days=14)
WAITS = "decision_waits"
State = Decision.State


class Why(TextChoices):
    """Why a decision cannot be asked for or made."""

    OPEN_ALREADY = "open_already"
    NOTHING_THERE = "nothing_there"
    DECIDED_ALREADY = "decided_already"
    OWN = "own"
    NOT_YOURS = "not_yours"
    CONCERNS_YOU = "concerns_you"


class NotPossible(ValueError):
    """A decision was not asked for, or not made; `why` says why. Nothing was changed."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def ask(
    *,
    kind: str,
    about: str,
    details: Mapping[str, Any],
    organisation: Organisation | None = None,
    area: Area | None = None,
    by: Actor,
) -> Decision:
    """Ask for a decision about one thing (`about`, an opaque reference), to be made within 14 days by the approvers of
    `organisation` and `area`. `details` hold what it needs to be acted on: ids, never a personal value. Raises
    NotPossible."""
    one = _kind(kind)
    digest = digest_of(one, about, dict(details))
    if digest is None:
        raise NotPossible(Why.NOTHING_THERE)
    now = clock.now()
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                kind=kind,
                about=about,
                details=dict(details),
                digest=digest,
                organisation=organisation,
                area=area,
                asked_by=_account_of(by).public_id,
                asked_at=now,
                lapses_at=now + LIVES,
            )
    except IntegrityError:
        raise NotPossible(Why.OPEN_ALREADY) from None
    if not asked_for(_account_of(by), one).allows(_account_of(by), decision):
        raise NotPossible(Why.NOT_YOURS)
    _record("decision.asked", decision, by)
    _tell(decision)
    return decision


@transaction.atomic
def approve(*, decision: Decision, by: Actor) -> Decision:
    """Agree, and do what was asked for, in one transaction. What is not any more what was asked for, or is too old, or
    was asked for by somebody who may not any more, lapses instead: look at the state. Raises NotPossible."""
    who, kind = _account_of(by), _kind(decision.kind)
    if not _take(decision, State.APPROVED, who):
        raise NotPossible(Why.DECIDED_ALREADY)
    decision.refresh_from_db()
    _refuse_wrong_hands(decision, who)
    if who.public_id in kind.barred(decision):
        raise NotPossible(Why.CONCERNS_YOU)
    lapsed = _what_lapsed(decision, kind)
    if lapsed:
        return _lapse(decision, lapsed, by)
    kind.act(decision, by)
    _record("decision.approved", decision, by)
    return decision


@transaction.atomic
def decline(*, decision: Decision, by: Actor) -> Decision:
    """Say no; nothing is done. Raises NotPossible."""
    who = _account_of(by)
    if not _take(decision, State.DECLINED, who):
        raise NotPossible(Why.DECIDED_ALREADY)
    decision.refresh_from_db()
    _refuse_wrong_hands(decision, who)
    _record("decision.declined", decision, by)
    return decision


@transaction.atomic
def withdraw(*, decision: Decision, by: Actor) -> Decision:
    """Take back what one has asked for. Raises NotPossible."""
    if decision.asked_by != _account_of(by).public_id:
        raise NotPossible(Why.NOT_YOURS)
    if not _take(decision, State.WITHDRAWN, None):
        raise NotPossible(Why.DECIDED_ALREADY)
    decision.refresh_from_db()
    _record("decision.withdrawn", decision, by)
    return decision


def lapse_old() -> int:
    """Let go of what nobody decided in time; gives their number."""
    count = 0
    for decision in Decision.objects.filter(state=State.ASKED, lapses_at__lte=clock.now()):
        with transaction.atomic():
            if _take(decision, State.LAPSED, None):
                decision.refresh_from_db()
                _lapse(decision, Decision.Lapsed.TOO_OLD, SYSTEM)
                count += 1
    return count


def _take(decision: Decision, state: str, who: Account | None) -> bool:
    """The database judges: of two who decide at once, the second waits for the first, and finds nothing open."""
    still = Decision.objects.filter(pk=decision.pk, state=State.ASKED)
    if who is not None:
        still = still.exclude(asked_by=who.public_id)
        if Decision.objects.filter(pk=decision.pk, asked_by=who.public_id).exists():
            raise NotPossible(Why.OWN)
    values = {"state": state, "decided_by": who.public_id if who else None, "decided_at": clock.now()}
    return bool(still.update(**values))


def _refuse_wrong_hands(decision: Decision, who: Account) -> None:
    if not decided_by(who).filter(pk=decision.pk).exists():
        raise NotPossible(Why.NOT_YOURS)


def _what_lapsed(decision: Decision, kind: Kind) -> str:
    if clock.now() >= decision.lapses_at:
        return Decision.Lapsed.TOO_OLD
    if digest_of(kind, decision.about, decision.details) != bytes(decision.digest):
        return Decision.Lapsed.CHANGED
    asker = Account.objects.filter(public_id=decision.asked_by).first()
    if not asked_for(asker, kind).allows(asker, decision):
        return Decision.Lapsed.ASKER
    return ""


def _lapse(decision: Decision, why: str, by: Actor) -> Decision:
    decision.state, decision.why, decision.decided_by = State.LAPSED, why, None
    decision.save(update_fields=["state", "why", "decided_by"])
    _record("decision.lapsed", decision, by, why=why)
    return decision


def _record(what: str, decision: Decision, by: Actor, **more: str) -> None:
    said = {"kind": decision.kind, "about": decision.about, "digest": bytes(decision.digest).hex()}
    record(what=what, which=f"decision:{decision.public_id}", by=by, **said, **more)


def _tell(decision: Decision) -> None:
    """Tell everybody who may approve it, once each, by day."""
    told = [f"account:{one.public_id}" for one in deciders_of(decision)]
    about = f"decision:{decision.public_id}"
    queue_each(
        template=WAITS,
        recipients=told,
        about=[about] * len(told),
        dedupe_keys=[f"{WAITS}:{decision.public_id}:{one.partition(':')[2]}" for one in told],
        expire_at=[decision.lapses_at] * len(told),
    )


def _kind(name: str) -> Kind:
    kind = kinds.get(name)
    if kind is None:
        raise LookupError(f"no room declares decisions of the kind '{name}'")
    return kind


def _account_of(by: Actor) -> Account:
    """The account that acts, as it is now. Raises NotPossible for whoever has none."""
    found = Account.objects.filter(public_id=UUID(by.ref)).first() if by.kind == "account" else None
    if found is None or not found.is_active:
        raise NotPossible(Why.NOT_YOURS)
    return found

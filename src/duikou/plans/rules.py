"""What may be done with a policy: pure answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import TextChoices

from duikou.plans.models import Policy

State = Policy.State
NEXT_STATES: Mapping[str, tuple[str, ...]] = {
    State.DRAFT: (State.IN_FORCE,),
    State.IN_FORCE: (State.LAPSED, State.WITHDRAWN),
    State.LAPSED: (State.IN_FORCE,),
    State.WITHDRAWN: (),
}
ENDED = (State.LAPSED, State.WITHDRAWN)


class Refusal(TextChoices):
    """Why something cannot be done with a policy."""

    WRONG_STATE = "wrong_state"
    NO_DAY = "no_day"
    NO_CLAUSES = "no_clauses"
    ALREADY_OVER = "already_over"
    NOT_EXPIRED = "not_expired"
    ITSELF = "itself"
    CIRCLE = "circle"
    SUPERSEDED_ALREADY = "superseded_already"
    NOT_IN_FORCE = "not_in_force"
    TAKES_EFFECT = "takes_effect"
    CLAUSE_IN_USE = "clause_in_use"


class Refused(ValueError):
    """An action was refused; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def may_go(policy: Policy, state: str) -> Refusal | None:
    """Why the policy cannot come into that state from the one it is in."""
    return None if state in NEXT_STATES[policy.state] else Refusal.WRONG_STATE


def may_publish(policy: Policy, *, clauses: int, today: date) -> Refusal | None:
    """Why the policy cannot be published yet: it needs a day from which it holds, a clause, and time ahead of it."""
    if wrong := may_go(policy, State.IN_FORCE):
        return wrong
    if policy.state != State.DRAFT:
        return Refusal.WRONG_STATE
    if policy.valid_from is None:
        return Refusal.NO_DAY
    if is_over(policy, today=today):
        return Refusal.ALREADY_OVER
    return None if clauses else Refusal.NO_CLAUSES


def may_renew(policy: Policy, *, until: date | None, today: date) -> Refusal | None:
    """Why a policy whose time was up cannot hold on until that day (None: without an end)."""
    if policy.state != State.LAPSED or policy.why_ended != Policy.Why.EXPIRED:
        return Refusal.NOT_EXPIRED
    return Refusal.ALREADY_OVER if until is not None and until < today else None


def may_supersede(older: Policy, newer: Policy, pairs: Iterable[tuple[int, int]]) -> Refusal | None:
    """Why `newer` cannot take the place of `older`, given all (older, newer) pairs of primary keys there are."""
    known = set(pairs)
    if older.pk == newer.pk:
        return Refusal.ITSELF
    if (older.pk, newer.pk) in known:
        return Refusal.SUPERSEDED_ALREADY
    if newer.state != State.IN_FORCE or older.state == State.DRAFT:
        return Refusal.NOT_IN_FORCE
    return Refusal.CIRCLE if leads_to(newer.pk, older.pk, known) else None


def leads_to(start: int, end: int, pairs: Iterable[tuple[int, int]]) -> bool:
    """Whether one comes from `start` to `end` along the (older, newer) pairs."""
    after: dict[int, set[int]] = {}
    for older, newer in pairs:
        after.setdefault(older, set()).add(newer)
    seen, waiting = set[int](), [start]
    while waiting:
        one = waiting.pop()
        if one == end:
            return True
        if one not in seen:
            seen.add(one)
            waiting.extend(after.get(one, ()))
    return False


def is_over(policy: Policy, *, today: date) -> bool:
    """Whether the last day on which the policy holds is past."""
    return policy.valid_until is not None and policy.valid_until < today


def holds(policy: Policy, *, today: date) -> bool:
    """Whether the policy holds on that day of the city."""
    begun = policy.valid_from is not None and policy.valid_from <= today
    return policy.state == State.IN_FORCE and begun and not is_over(policy, today=today)

"""Policies and their clauses as lists and pages need them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from duikou.plans.models import Clause, Policy, Supersession

PUBLIC = (Policy.State.IN_FORCE, Policy.State.LAPSED, Policy.State.WITHDRAWN)


def kept_policies(rows: Q) -> QuerySet[Policy]:
    """The policies of `rows` for those who keep them, with the number of clauses; what was issued last comes first."""
    found = Policy.objects.filter(rows).select_related("keeper").annotate(clause_count=Count("clauses"))
    return found.order_by("-issued_on", "-pk")


def public_policies(*, ended: bool = False) -> QuerySet[Policy]:
    """The policies that everybody can read: in force, or with `ended` those that were and are no more."""
    states = (Policy.State.LAPSED, Policy.State.WITHDRAWN) if ended else (Policy.State.IN_FORCE,)
    return Policy.objects.filter(state__in=states).select_related("keeper").order_by("-issued_on", "-pk")


def public_policy(public_id: UUID) -> Policy | None:
    """The policy, if everybody may read it."""
    return Policy.objects.select_related("keeper").filter(public_id=public_id, state__in=PUBLIC).first()


@dataclass(frozen=True, slots=True)
class Chain:
    """What a policy took the place of, and what takes its place, each with the day."""

    before: list[Supersession]
    after: list[Supersession]


def chain_of(policy: Policy, *, public: bool = True) -> Chain:
    """The neighbours of a policy in time; for the public without drafts. Two queries."""
    older = policy.supersedes.select_related("older__keeper")
    newer = policy.superseded_by.select_related("newer__keeper")
    if public:
        older, newer = older.exclude(older__state="draft"), newer.exclude(newer__state="draft")
    return Chain(list(older), list(newer))


def clauses_of(policy: Policy) -> list[Clause]:
    """The clauses of a policy in order."""
    return list(policy.clauses.all())


def clauses_to_cite(*, today: date) -> QuerySet[Clause]:
    """The numbered clauses that an answer can rest on today: of policies that hold, or will."""
    in_force = Q(policy__state=Policy.State.IN_FORCE)
    not_over = Q(policy__valid_until=None) | Q(policy__valid_until__gte=today)
    return Clause.objects.filter(in_force & not_over).select_related("policy").order_by("policy", "order")


def pairs() -> list[tuple[int, int]]:
    """Which policy gives way to which, as primary keys (older, newer)."""
    return list(Supersession.objects.values_list("older", "newer"))


def over(*, today: date) -> QuerySet[Policy]:
    """Policies in force whose last day is past, or whose place another has taken."""
    expired = Q(valid_until__lt=today)
    replaced = Q(superseded_by__day__lte=today)
    return Policy.objects.filter(Q(state=Policy.State.IN_FORCE) & (expired | replaced)).distinct()


def ending_soon(rows: Q, *, today: date, until: date) -> QuerySet[Policy]:
    """Those of `rows` in force whose last day lies between these days, the next first."""
    found = Policy.objects.filter(rows, state=Policy.State.IN_FORCE, valid_until__range=(today, until))
    return found.select_related("keeper").order_by("valid_until", "pk")


def in_force_except(policy: Policy) -> QuerySet[Policy]:
    """The other policies in force: what can take the place of this one."""
    found = Policy.objects.filter(state=Policy.State.IN_FORCE).exclude(pk=policy.pk)
    return found.order_by("-issued_on", "-pk")


def ended_among(policy_ids: Iterable[int]) -> QuerySet[Policy]:
    """Those of these policies that hold no longer."""
    return Policy.objects.filter(pk__in=list(policy_ids), state__in=(Policy.State.LAPSED, Policy.State.WITHDRAWN))

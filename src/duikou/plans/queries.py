"""Policies and their clauses as lists and pages need them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from duikou.plans.clauses import reckoned
from duikou.plans.models import Clause, Policy, Supersession

SEPARATORS = re.compile(r"[、,，;；\s]+")
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


def policies_to_cite(*, today: date) -> QuerySet[Policy]:
    """The policies that an answer can rest on today: in force, and not past their last day."""
    not_over = Q(valid_until=None) | Q(valid_until__gte=today)
    return Policy.objects.filter(not_over, state=Policy.State.IN_FORCE).order_by("-issued_on", "-pk")


def clauses_named(policy: Policy, typed: str) -> tuple[list[Clause], list[str]]:
    """The clauses of a policy that somebody named, as `第三条、第五条` or `3, 5`, and the names that none has."""
    every = clauses_of(policy)
    by_name = {one.number: one for one in every if one.number}
    by_count = {count: one for one in every if (count := reckoned(one.number)) is not None}
    found, unknown = dict[int, Clause](), list[str]()
    for name in filter(None, SEPARATORS.split(typed.strip())):
        clause = by_name.get(name) or by_count.get(reckoned(name) or -1)
        if clause is None:
            unknown.append(name)
        else:
            found[clause.pk] = clause
    return list(found.values()), unknown


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

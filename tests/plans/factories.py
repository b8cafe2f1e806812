"""Policies for tests: made directly, with plain defaults."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from duikou.base import clock
from duikou.base.translated import translated
from duikou.directory.models import Organisation
from duikou.plans.models import Clause, Policy

_next = count(1)


def make_policy(keeper: Organisation, *, clauses: int = 2, **values: Any) -> Policy:
    """A policy in force since last month, with numbered clauses."""
    number = next(_next)
    today = timezone.localdate(clock.now())
    values.setdefault("state", Policy.State.IN_FORCE)
    values.setdefault("valid_from", today - timedelta(days=30))
    title = translated(values.pop("title", f"示例办法 {number}"))
    policy = Policy.objects.create(keeper=keeper, title=title, created_at=clock.now(), **values)
    for order, name in enumerate("一二三四五六七八九"[:clauses]):
        Clause.objects.create(policy=policy, order=order, number=f"第{name}条", text=f"示例条文{name}。")
    return policy

"""Whatever is posted and reversed, in whatever order: the ledger and a plain book kept beside it agree after every
step, and no promise is broken."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from duikou.aid.ledger_guards import STEPS
from duikou.aid.models import Posting
from duikou.aid.queries import find_faults, left_of, stands_of
from duikou.aid.rules import Refusal, Refused
from tests.aid.factories import make_project, make_task, post, reverse

pytestmark = pytest.mark.slow
WAYS = [*STEPS, ("source", "committed"), ("used", "received"), ("task", "used")]


def tried(act: Callable[[], Posting]) -> Posting | Refusal:
    """The posting, or why it was refused."""
    try:
        with transaction.atomic():
            return act()
    except Refused as refused:
        return refused.why


class Treasury(RuleBasedStateMachine):
    """Two year tasks with two projects each, and a book of what should stand where."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def open(self) -> None:
        self.tasks = [make_task(), make_task(2020)]
        self.projects = [[make_project(task), make_project(task)] for task in self.tasks]
        self.book: dict[tuple[int, int, str], Decimal] = {}
        self.postings: list[tuple[Posting, tuple[int, int, str], tuple[int, int, str]]] = []
        self.left: dict[int, Decimal] = {}
        self.reversed: set[int] = set()

    @rule(
        task=st.integers(0, 1),
        project=st.integers(0, 1),
        way=st.sampled_from(WAYS),
        fen=st.integers(-1, 1000),
        upon=st.integers(0, 30),
        fit=st.booleans(),
    )
    def go(self, task: int, project: int, way: tuple[str, str], fen: int, upon: int, fit: bool) -> None:
        since, to = ((task, 0 if stage in ("source", "task") else 1 + project, stage) for stage in way)
        known = [one for one in self.postings if not fit or (one[2] == since and self.left[one[0].pk] > 0)]
        upon_it = known[upon % len(known)] if known and way[0] != "source" else None
        amount = Decimal(fen) / 100
        if fit and upon_it:
            amount = min(amount, self.left[upon_it[0].pk])
        lawful = (
            way in STEPS
            and amount > 0
            and (way[0] == "source") == (upon_it is None)
            and (
                upon_it is None
                or (upon_it[2] == since and self.left[upon_it[0].pk] >= amount and upon_it[0].reverses_id is None)
            )
        )
        values: dict[str, Any] = {"project": self.projects[task][project]} if {*way} - {"source", "task"} else {}
        values["draws_on"] = upon_it[0] if upon_it else None
        made = tried(lambda: post(self.tasks[task], *way, str(amount), **values))
        assert isinstance(made, Posting) == lawful, made
        if not isinstance(made, Posting):
            return
        self.move(since, to, amount)
        self.postings.append((made, since, to))
        self.left[made.pk] = amount
        if upon_it:
            self.left[upon_it[0].pk] -= amount

    @rule(which=st.integers(0, 30))
    def take_back(self, which: int) -> None:
        if not self.postings:
            return
        posting, since, to = self.postings[which % len(self.postings)]
        whole = posting.money.amount
        lawful = posting.reverses_id is None and posting.pk not in self.reversed and self.left[posting.pk] == whole
        made = tried(lambda: reverse(posting))
        assert isinstance(made, Posting) == lawful, made
        if not isinstance(made, Posting):
            return
        self.reversed.add(posting.pk)
        self.left[posting.pk] = Decimal(0)
        self.move(to, since, whole)
        self.postings.append((made, to, since))
        self.left[made.pk] = Decimal(0)
        if posting.draws_on_id:
            self.left[posting.draws_on_id] += whole

    def move(self, since: tuple[int, int, str], to: tuple[int, int, str], amount: Decimal) -> None:
        self.book[since] = self.book.get(since, Decimal(0)) - amount
        self.book[to] = self.book.get(to, Decimal(0)) + amount

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "book"):
            return
        found = {}
        for one in stands_of(self.tasks):
            at = next(n for n, task in enumerate(self.tasks) if task.pk == one.account.year_task_id)
            keys = [0, *(project.pk for project in self.projects[at])]
            found[at, keys.index(one.account.project_id or 0), str(one.account.stage)] = Decimal(one.balance) / 100
        assert found == self.book
        assert sum(found.values()) == 0
        assert all(balance >= 0 for place, balance in found.items() if place[2] != "source")
        assert {one.pk: Decimal(left_of(one)) / 100 for one, _since, _to in self.postings} == self.left
        assert find_faults() == []


@pytest.mark.django_db
def test_no_order_of_steps_breaks_a_promise() -> None:
    run_state_machine_as_test(
        Treasury,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )

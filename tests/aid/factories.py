"""A partnership with a year task and projects for tests, made by the room's own actions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from duikou.aid import actions
from duikou.aid.actions import Step
from duikou.aid.models import LedgerAccount, Posting, Project, YearTask
from duikou.base.actor import COMMAND
from duikou.base.money import Money
from tests.fairs.factories import make_office

Stage = LedgerAccount.Stage
ONE, OTHER = UUID(int=1), UUID(int=2)
DAY = date(2019, 3, 1)
_next = count(1)


def make_task(year: int = 2019, currency: str = "CNY") -> YearTask:
    """The task of a new fund of a new partnership, with nothing posted yet."""
    number = next(_next)
    donor, partner = make_office(f"示例：嘉峪关 {number}"), make_office(f"示例：玛曲 {number}")
    partnership = actions.agree_partnership(
        title="示例：对口支援", donor=donor, partner=partner, starts_on=date(2016, 1, 1), by=COMMAND
    )
    fund = actions.open_fund(title="示例", body=donor, partnership=partnership, currency=currency, by=COMMAND)
    return actions.open_year_task(fund=fund, year=year, set_by="示例：省藏区工作办", by=COMMAND)


def make_project(task: YearTask, title: str = "示例：康复中心") -> Project:
    """A project of the task's fund."""
    return actions.write_project(fund=task.fund, title=title, by=COMMAND)


def step(task: YearTask, since: str, to: str, amount: str, **more: Any) -> Step:
    """A step of that many yuan."""
    more.setdefault("key", f"k{next(_next)}")
    money = Money(Decimal(amount), more.pop("currency", task.fund.currency))
    return Step(task, Stage(since), Stage(to), money, more.pop("value_date", DAY), **more)


def post(task: YearTask, since: str, to: str, amount: str, **more: Any) -> Posting:
    """That step, posted by two."""
    return actions.post(step(task, since, to, amount, **more), proposed_by=ONE, approved_by=OTHER, by=COMMAND)


def reverse(posting: Posting, **more: Any) -> Posting:
    """Its reversal, by two."""
    more = {"value_date": DAY, "key": f"r{next(_next)}", "proposed_by": ONE, "approved_by": OTHER} | more
    return actions.reverse(posting, by=COMMAND, **more)

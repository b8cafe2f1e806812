"""`duikou bench ledger`: postings a second, with every rule judged by the database. A year of so many projects is set
and committed; then yuan are sent, one posting a transaction, by several threads at once (on SQLite by one, which is its
own rule), and as lists of a hundred.

Each measurement runs in a process and a scratch database of its own, which are removed afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any
from uuid import UUID

from duikou.base.scratch import measured_apart

SERVER = "postgresql://postgres@127.0.0.1:5432/duikou_bench_ledger"
PROJECTS, LIST = 500, 100
ONE, OTHER = UUID(int=1), UUID(int=2)


def run(argv: list[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="duikou bench ledger", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument(
        "--server",
        default=os.environ.get("DUIKOU_BENCH_SERVER", SERVER),
        help="PostgreSQL to use: a database that is made anew and removed",
    )
    parser.add_argument("--postings", type=int, default=4000, help="postings of each kind")
    parser.add_argument("--at-once", type=int, default=8, help="threads that post one by one at once")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.inside:
        print(json.dumps(_measure(options.postings, options.at_once)))
        return 0
    wanted = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    words = ["--postings", str(options.postings), "--at-once", str(options.at_once)]
    servers = [options.server if database == "postgresql" else "" for database in wanted]
    figures = [figure for one in servers if (figure := measured_apart("ledger", words, server=one)) is not None]
    print(json.dumps(figures, indent=1) if options.json else _table(figures))
    return 0 if figures and not any(one["faults"] for one in figures) else 1


def _measure(postings: int, at_once: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from duikou.aid import actions
    from duikou.aid.models import LedgerAccount, Posting
    from duikou.aid.queries import find_faults
    from duikou.base import clock
    from duikou.base.actor import COMMAND
    from duikou.base.money import Money
    from duikou.directory.models import Organisation

    call_command("migrate", verbosity=0)
    today, stage = timezone.localdate(clock.now()), LedgerAccount.Stage
    body = Organisation.objects.create(name={"en": "B"}, name_key="b", kind="office", created_at=clock.now())
    fund = actions.open_fund(title="Bench", body=body, by=COMMAND)
    task = actions.open_year_task(fund=fund, year=2019, set_by="Bench", by=COMMAND)
    each = Money(Decimal(2 * postings), "CNY")
    by: dict[str, Any] = {"proposed_by": ONE, "approved_by": OTHER, "by": COMMAND}

    def step(since: str, to: str, money: Money, key: str, **more: Any) -> actions.Step:
        return actions.Step(task, stage(since), stage(to), money, today, key, **more)

    whole = Money(each.amount * PROJECTS, "CNY")
    first = actions.post(step("source", "task", whole, "set"), **by)
    projects = [actions.write_project(fund=fund, title=f"Project {n}", by=COMMAND) for n in range(PROJECTS)]
    committed = actions.post_all(
        [step("task", "committed", each, f"c{n}", project=one, draws_on=first) for n, one in enumerate(projects)], **by
    )

    def sending(name: str, nth: int) -> actions.Step:
        at = nth % PROJECTS
        more: dict[str, Any] = {"project": projects[at], "draws_on": committed[at]}
        return step("committed", "sent", Money(Decimal(1), "CNY"), f"{name}{nth}", **more)

    if connection.vendor == "sqlite":
        at_once = 1

    def alone(part: range) -> None:
        for nth in part:
            actions.post(sending("a", nth), **by)
        connection.close()

    with ThreadPoolExecutor(at_once) as pool:
        one_by_one = _seconds(lambda: list(pool.map(alone, [range(n, postings, at_once) for n in range(at_once)])))
    lists = [range(begin, min(begin + LIST, postings)) for begin in range(0, postings, LIST)]
    together = _seconds(lambda: [actions.post_all([sending("l", nth) for nth in part], **by) for part in lists])
    return {
        "postings": Posting.objects.count(),
        "one_by_one_per_second": round(postings / one_by_one),
        "in_lists_per_second": round(postings / together),
        "faults": len(find_faults()),
    }


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _table(figures: Sequence[dict[str, Any]]) -> str:
    lines = [f"{'database':<12}{'postings':>10}{'one by one /s':>15}{'in lists /s':>13}{'faults':>8}"]
    lines += [
        f"{one['database']:<12}{one['postings']:>10,}{one['one_by_one_per_second']:>15,}"
        f"{one['in_lists_per_second']:>13,}{one['faults']:>8}"
        for one in figures
    ]
    return "\n".join(lines)

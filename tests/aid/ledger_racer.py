"""One racing process of test_ledger_races.py: sums are posted and reversed at once. Not a test itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from unittest.mock import patch

from tests.booking import racer  # makes Django ready

from django.db import connection  # isort: skip

from duikou.aid.actions import ledger
from duikou.aid.ledger_guards import POSTING
from duikou.aid.models import Posting, YearTask
from duikou.aid.queries import find_faults, left_of
from duikou.aid.rules import Refused
from tests.aid import factories


def seed_money(*, yuan: int) -> dict[str, Any]:
    """So much set for a year and committed to a project, and as much again beside it."""
    task = factories.make_task()
    project = factories.make_project(task)
    first = factories.post(task, "source", "task", str(yuan))
    beside = factories.post(task, "source", "task", str(yuan))
    second, _beside = (
        factories.post(task, "task", "committed", str(yuan), draws_on=one, project=project) for one in (first, beside)
    )
    return {"task": task.pk, "project": project.pk, "upon": second.pk}


def send(*, task: int, project: int, upon: int, times: int, name: str, free: bool = False) -> list[str]:
    """Send a yuan so many times. `free`: without holding the accounts."""
    year = YearTask.objects.select_related("fund__partnership").get(pk=task)
    one, posting = year.fund.projects.get(pk=project), Posting.objects.get(pk=upon)

    def once(nth: int) -> Callable[[], str]:
        def act() -> str:
            try:
                factories.post(
                    year, "committed", "sent", "1", draws_on=posting, project=one, key=f"{upon}-{name}-{nth}"
                )
            except Refused as refused:
                return str(refused.why)
            return "sent"

        return act

    with patch.object(ledger, "_lock", lambda _accounts: None) if free else nullcontext():
        return [racer.attempt(once(nth)) for nth in range(times)]


def take_back(*, upon: int) -> list[str]:
    """Reverse the commitment."""

    def act() -> str:
        try:
            factories.reverse(Posting.objects.get(pk=upon))
        except Refused as refused:
            return str(refused.why)
        return "reversed"

    return [racer.attempt(act)]


def look(*, upon: int) -> dict[str, Any]:
    """What is left of the posting, how many were sent, and what is wrong."""
    posting = Posting.objects.get(pk=upon)
    sent = Posting.objects.filter(draws_on=posting).count()
    return {"left": left_of(posting), "sent": sent, "faults": find_faults()}


def unguard() -> str:
    """Take away the guard that judges postings."""
    with connection.cursor() as cursor:
        on = f" ON {POSTING}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {POSTING}_lawful{on}")
    return "gone"


ALL = (seed_money, send, take_back, look, unguard)
racer.COMMANDS.update({one.__name__: one for one in ALL})  # type: ignore[attr-defined]

if __name__ == "__main__":
    racer.listen()

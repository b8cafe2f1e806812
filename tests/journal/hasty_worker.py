"""A worker with a short lease in a process of its own, to be killed: `seed N`, `work SECONDS [careless]`, `report`.

Careless, it takes no lease. Started by test_killed_worker.py; not a test itself.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from threading import Event

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "duikou.config.settings"
django.setup()


from duikou.base import clock  # noqa: E402
from duikou.base.registry import jobs  # noqa: E402
from duikou.directory.actions import keep_person  # noqa: E402
from duikou.journal import leases, letters  # noqa: E402
from duikou.journal.actions import queue_each  # noqa: E402
from duikou.journal.letters import Letter  # noqa: E402
from duikou.journal.models import Message  # noqa: E402
from duikou.journal.worker import run_forever  # noqa: E402


def seed(count: int) -> None:
    """A database with so many messages that are due, and no others."""
    Message.objects.all().delete()
    person = keep_person(name="Li Ming", contact="13812345678", language="en")
    queue_each(
        template="killed",
        recipients=[f"person:{person.pk}"] * count,
        about=["x:1"] * count,
        dedupe_keys=[f"killed:{number}" for number in range(count)],
        expire_at=[None] * count,
        urgent=True,
    )


def take_without_lease(pk: int, *, now: datetime) -> Message | None:
    """Take a message as if nobody else could."""
    return Message.objects.filter(pk=pk, state=Message.State.WAITING).first()


def work(lease: float, careless: bool) -> None:
    """Deliver until killed."""
    letters.renderers.add("killed", lambda message: Letter("Subject", "Body"))
    leases.LEASE = timedelta(seconds=lease)
    if careless:
        leases.take = take_without_lease
    jobs._things.clear()
    print("at work", flush=True)
    run_forever(Event(), pause=0.02)


def report() -> None:
    """The number of messages by state, and how many of them look as if somebody was at them."""
    states = [one.state for one in Message.objects.all()]
    late = Message.objects.filter(leased_until__gt=clock.now()).count()
    print(json.dumps({"states": {one: states.count(one) for one in set(states)}, "leased": late}))


if __name__ == "__main__":
    asked = sys.argv[1:]
    if asked[0] == "seed":
        seed(int(asked[1]))
    elif asked[0] == "work":
        work(float(asked[1]), "careless" in asked)
    else:
        report()

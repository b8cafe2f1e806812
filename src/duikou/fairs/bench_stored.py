"""`duikou bench draw --stored`: a whole draw in a database, and for how long others who want to write wait for it.

Each measurement runs in a process and a scratch database of its own, which are removed afterwards.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

SERVER = "postgresql://postgres@127.0.0.1:5432/duikou_bench_draw"
PIECE = 2_000
DICE = "123456" * 9


def apart(database: str, wishes: int, server: str) -> dict[str, Any] | None:
    """The figures of one database, measured in a process of its own; None when it does not answer."""
    from duikou.base.scratch import fresh_database

    address = server if database == "postgresql" else ""
    if address and not fresh_database(address):
        print("PostgreSQL does not answer: left out.", file=sys.stderr)
        return None
    with tempfile.TemporaryDirectory(prefix="duikou-bench-") as folder:
        answer = subprocess.run(
            [sys.executable, "-m", "duikou", "bench", "draw", "--stored", "--inside", "--wishes", str(wishes)],
            env={**os.environ, "DUIKOU_DATABASE": address, "DUIKOU_DATA": folder, "DUIKOU_DEMO": "0"},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    if address:
        fresh_database(address, make=False)
    return None if answer.returncode else {"database": database, **json.loads(answer.stdout.splitlines()[-1])}


def measure(wishes: int) -> dict[str, Any]:
    """Freeze and hold a draw of so many invented wishes. `freeze_ms` is the one transaction in which nobody can wish;
    then, of all transactions in which the draw is held, their number and how long they were (half of them at most
    `half_ms`, one in a hundred longer than `p99_ms`): so long does somebody wait on SQLite who wants to write."""
    from duikou.base import clock
    from duikou.base.actor import Actor
    from duikou.booking import actions
    from duikou.booking.models import Booking, Draw
    from duikou.booking.queries import find_faults

    draw, people = invented(wishes)
    readers, begun = [Actor("account", "one"), Actor("account", "two")], clock.now()
    with transactions() as spans:
        draw = _done(
            actions.freeze(
                draw=draw, source=Draw.Source.SPOKEN, source_name="dice", source_at=begun + SOON, by=readers[0]
            )
        )
    freeze = spans[-1]
    with _standing_at(begun + SOON):
        for reader in readers:
            answer = actions.read_seed(draw=draw, text=DICE, by=reader)
        draw = _done(answer)
        with transactions() as spans:
            started = time.perf_counter()
            draw = _done(actions.hold_draw(draw=draw, by=readers[0]))
            took = time.perf_counter() - started
        started = time.perf_counter()
        faults = find_faults()
        checked = time.perf_counter() - started
    spans.sort()
    return {
        "wishes": wishes,
        "people": people,
        "placed": Booking.objects.filter(channel=Booking.Channel.DRAW).count(),
        "faults": len(faults),
        "freeze_ms": round(freeze * 1000),
        "hold_s": round(took, 1),
        "transactions": len(spans),
        "half_ms": round(spans[len(spans) // 2] * 1000, 1),
        "p99_ms": round(spans[len(spans) * 99 // 100] * 1000, 1),
        "longest_ms": round(spans[-1] * 1000),
        "check_s": round(checked, 1),
    }


SOON = timedelta(hours=1)


def _done(answer: object) -> Any:
    from duikou.booking.models import Draw

    if not isinstance(answer, Draw):
        raise SystemExit(f"the draw stopped: {answer}")
    return answer


@contextmanager
def _standing_at(moment: datetime) -> Iterator[None]:
    from duikou.base import clock

    real, clock.now = clock.now, lambda: moment
    try:
        yield
    finally:
        clock.now = real


@contextmanager
def transactions() -> Iterator[list[float]]:
    """How long each transaction of this connection was, in seconds, until the block ends."""
    from django.db import connection

    spans: list[float] = []
    switch, commit, begun = connection.set_autocommit, connection.commit, [0.0]

    def switched(autocommit: bool, **more: Any) -> None:
        switch(autocommit, **more)
        begun[0] = time.perf_counter()

    def committed() -> None:
        commit()
        spans.append(time.perf_counter() - begun[0])

    connection.set_autocommit, connection.commit = switched, committed  # type: ignore[assignment, method-assign]
    try:
        yield spans
    finally:
        connection.set_autocommit, connection.commit = switch, commit  # type: ignore[method-assign]


def invented(wishes: int) -> tuple[Any, int]:
    """An empty database becomes a fair whose wishes (`bench_wishes`) are taken no more; its draw, and how many take
    part."""
    from django.core.management import call_command
    from django.db import connection

    from duikou.base import clock
    from duikou.base.ids import new_codes
    from duikou.booking.models import Draw, DrawEntry, Offer, Wish
    from duikou.directory import key_checks
    from duikou.directory.actions import insert_people
    from duikou.fairs.bench_ground import invented_newcomer
    from duikou.fairs.bench_scratch import bench_fair
    from duikou.fairs.bench_wishes import CAP, TIMES, WISHES_OF_A_STAND, invented_fair
    from duikou.fairs.models import WishedPost

    call_command("migrate", verbosity=0)
    key_checks.begin()
    fair, now, stands = bench_fair(), clock.now(), max(10, wishes // WISHES_OF_A_STAND)
    wanted = invented_fair(wishes, stands=stands, times=TIMES)
    Offer.objects.filter(pk=fair.offer_id).update(
        mode=Offer.Mode.DRAW, state=Offer.State.OPEN, opens_at=now - timedelta(days=2), limit_per_person=CAP
    )
    posts = _stands(fair, wanted.times, now)
    draw = Draw.objects.create(
        offer_id=fair.offer_id, wishes_max=100, wishes_until=now - timedelta(minutes=1), created_at=now
    )
    entries = wanted.listed.entries
    people: list[int] = []
    for first in range(0, len(entries), PIECE):
        people += insert_people([invented_newcomer() for _one in entries[first : first + PIECE]])
    codes = list(dict.fromkeys(new_codes(2 * len(entries))))
    DrawEntry.objects.bulk_create(
        (
            DrawEntry(draw=draw, person_id=person, code=code, created_at=now, changed_at=now)
            for person, code in zip(people, codes, strict=False)
        ),
        batch_size=PIECE,
    )
    made = DrawEntry.objects.order_by("pk")
    Wish.objects.bulk_create(
        (
            Wish(entry=entry, resource_id=posts[int(key)][0], rank=rank)
            for entry, one in zip(made, entries, strict=True)
            for rank, key in enumerate(one.wishes, start=1)
        ),
        batch_size=PIECE,
    )
    about = dict(posts.values())
    WishedPost.objects.bulk_create(
        (WishedPost(wish_id=pk, post_id=about[where]) for pk, where in Wish.objects.values_list("pk", "resource_id")),
        batch_size=PIECE,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return draw, len(people)


def _stands(fair: Any, times: Mapping[int, Sequence[Any]], now: datetime) -> dict[int, tuple[int, int]]:
    """Stands with a post and times each; by number, the primary keys of resource and post."""
    from duikou.booking.models import Resource, Slot
    from duikou.directory.models import Organisation
    from duikou.fairs.models import Post, Stand

    midnight = fair.starts_at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    made = {}
    for number, many in times.items():
        resource = Resource.objects.create(offer_id=fair.offer_id, label=str(number))
        employer = Organisation.objects.create(
            name={"en": f"Employer {number}"}, name_key=f"bench {number}", kind="employer", created_at=now
        )
        stand = Stand.objects.create(
            fair=fair, employer=employer, number=number, state=Stand.State.APPROVED, resource=resource, created_at=now
        )
        post = Post.objects.create(
            fair=fair, employer=employer, stand=stand, key=str(number), title="Nurse", state=Post.State.PUBLISHED,
            headcount=1, created_at=now, changed_at=now,
        )  # fmt: skip
        Slot.objects.bulk_create(
            Slot(
                offer_id=fair.offer_id,
                resource=resource,
                starts_at=midnight + timedelta(minutes=one.starts),
                ends_at=midnight + timedelta(minutes=one.ends),
                capacity=one.places,
            )
            for one in many
        )
        made[number] = (resource.pk, post.pk)
    return made

"""The ground of `bench crowd`: a city with one fair, people with passes, and the counting afterwards.

Runs inside the process of one database; speaks JSON, and files for what is long.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import F, Sum

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.ids import new_id
from duikou.booking import bench_limit, passes
from duikou.booking.models import Booking, Offer, Resource, Slot
from duikou.booking.queries import find_faults
from duikou.directory import key_checks
from duikou.directory.actions import Newcomer, insert_people, newcomer, set_up_city
from duikou.directory.actions.connections import give_token
from duikou.directory.models import ApiToken, Organisation, Person
from duikou.fairs.bench_scratch import bench_fair
from duikou.fairs.models import Fair, Post, Stand

PIECE = 2_000
PLENTY = 10_000_000


def seed(folder: Path, people: int) -> dict[str, Any]:
    """An empty database becomes a city with an open fair and people whose passes are in `passes.txt`; the token of
    another portal is in `token.txt`."""
    call_command("migrate", verbosity=0)
    key_checks.begin()
    set_up_city(name="Bench", office="Bench office", languages=["en"], username="bench", password=None, by=COMMAND)
    fair = bench_fair()
    Offer.objects.filter(pk=fair.offer_id).update(state=Offer.State.OPEN)
    fair.offer.refresh_from_db()
    made: list[int] = []
    for start in range(0, people, PIECE):
        made += insert_people([invented_newcomer() for _ in range(min(PIECE, people - start))])
    lines = [passes.issue(fair.offer, Person(pk=pk)) for pk in made]
    (folder / "passes.txt").write_text("\n".join(lines), encoding="ascii")
    scopes = [ApiToken.Scope.BOOK]
    _token, secret = give_token(name="Bench", organisation=None, scopes=scopes, per_minute=PLENTY, by=COMMAND)
    (folder / "token.txt").write_text(secret, encoding="ascii")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"fair": fair.slug}


def lay(slots: int, capacity: int) -> dict[str, Any]:
    """A new post at a new stand with so many times: public ids for the clients, primary keys for the counting."""
    fair = Fair.objects.select_related("offer").get()
    now = clock.now()
    employer, _new = Organisation.objects.get_or_create(
        name_key="bench employer",
        kind=Organisation.Kind.EMPLOYER,
        defaults={"name": {"en": "Employer"}, "created_at": now, "state": Organisation.State.APPROVED},
    )
    resource = Resource.objects.create(offer=fair.offer, label="1")
    Stand.objects.filter(fair=fair).delete()
    stand = Stand.objects.create(
        fair=fair, employer=employer, number=1, state=Stand.State.APPROVED, resource=resource, created_at=now
    )
    post = Post.objects.create(
        fair=fair,
        employer=employer,
        stand=stand,
        key=new_id().hex,
        title="Nurse",
        state=Post.State.PUBLISHED,
        headcount=1,
        created_at=now,
        changed_at=now,
        published_at=now,
    )
    made = Slot.objects.bulk_create(
        Slot(
            offer=fair.offer,
            resource=resource,
            starts_at=fair.starts_at + timedelta(minutes=number),
            ends_at=fair.starts_at + timedelta(minutes=number + 1),
            capacity=capacity or PLENTY,
        )
        for number in range(slots)
    )
    return {
        "post": str(post.public_id),
        "page": f"/fairs/{fair.slug}/posts/{post.public_id}/book",
        "slots": [str(one.public_id) for one in made],
        "keys": [one.pk for one in made],
    }


def count(keys: list[int]) -> dict[str, Any]:
    """What is booked in these slots, how far any of them is oversold, and every fault the engine finds in itself."""
    booked = Booking.objects.filter(slot__in=keys, state__in=Booking.LIVE)
    over = Slot.objects.filter(pk__in=keys, taken__gt=F("capacity")).aggregate(n=Sum(F("taken") - F("capacity")))["n"]
    each = booked.order_by().values("slot").annotate(n=Sum("seats"))
    capacity = dict(Slot.objects.filter(pk__in=keys).values_list("pk", "capacity"))
    really = sum(max(0, row["n"] - capacity[row["slot"]]) for row in each)
    return {"booked": booked.count(), "oversold": max(over or 0, really), "faults": find_faults()}


def limit(seconds: float) -> dict[str, float]:
    """The bare limit of this database, in a slot of its own."""
    laid = lay(1, 0)
    return bench_limit.measure(Slot.objects.get(pk=laid["keys"][0]), seconds=seconds)


def invented_newcomer() -> Newcomer:
    """Somebody who does not exist."""
    name = "".join(chr(97 + byte % 26) for byte in os.urandom(16))  # figures could be an identity number
    return newcomer(name=name, contact=f"{name}@example.org", language="en")

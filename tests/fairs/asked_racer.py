"""One racing process of test_how_it_goes_races.py: questions put and answered at once. Not a test itself."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from tests.booking import racer  # makes Django ready

from django.utils import timezone  # isort: skip

from duikou.base import clock
from duikou.booking.actions import add_resource
from duikou.booking.models import Offer
from duikou.directory.models import Organisation, Person
from duikou.fairs.actions import following
from duikou.fairs.models import Fair, FollowUp, FollowUpCount, Stand
from duikou.journal.models import Message


def seed_asked(*, people: int) -> dict[str, Any]:
    """A fair of a month ago, of which so many people agreed to be asked."""
    ground = racer.seed(slots=1, people=people)
    offer, now = Offer.objects.get(pk=ground["offer"]), clock.now()
    number = Fair.objects.count() + 1
    fair = Fair.objects.create(
        slug=f"race-{number}",
        title={"en": "Race"},
        organiser=offer.by,
        offer=offer,
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        zone_opens_at=now,
        created_at=now,
    )
    employer = Organisation.objects.create(name_key=f"e{number}", kind="employer", created_at=now)
    resource = add_resource(offer, label="table", by=racer.STAFF)
    stand = Stand.objects.create(fair=fair, employer=employer, resource=resource, created_at=now)
    since = timezone.localdate(now) - timedelta(days=31)
    rows = [FollowUp.objects.create(person_id=pk, stand=stand, since=since) for pk in ground["people"]]
    return {"fair": fair.pk, "rows": [one.pk for one in rows]}


def put(**_nothing: Any) -> list[str]:
    """Put what is to be put."""
    return [racer.attempt(lambda: str(following.ask_how_it_goes()))]


def answer(*, rows: list[int], said: str) -> list[str]:
    """Answer every question."""
    found = FollowUp.objects.select_related("stand").in_bulk(rows)
    return [
        racer.attempt(lambda one=found[pk]: "counted" if _answer(one, said) else "before")  # type: ignore[misc]
        for pk in rows
    ]


def answer_looked_up(*, rows: list[int], said: str) -> list[str]:
    """Control: look whether it is answered, then count."""

    def look(pk: int) -> str:
        row = FollowUp.objects.select_related("stand").get(pk=pk)
        if row.answered >= 30:
            return "before"
        time.sleep(0.01)
        FollowUp.objects.filter(pk=pk).update(asked=30, answered=30)
        following._count(row.stand.fair_id, 30, "asked")
        following._count(row.stand.fair_id, 30, said)
        return "counted"

    return [racer.attempt(lambda one=pk: look(one)) for pk in rows]  # type: ignore[misc]


def withdraw(*, rows: list[int]) -> list[str]:
    """Stop being asked, every one."""
    found = FollowUp.objects.in_bulk(rows)
    return [racer.attempt(lambda one=row: "stopped" if _stop(one) else "gone") for row in found.values()]  # type: ignore[misc]


def look(*, fair: int) -> dict[str, int]:
    """What stands there."""
    one = FollowUpCount.objects.filter(fair=fair, days=30).first() or FollowUpCount()
    return {
        "asked": one.asked,
        "answers": one.yes + one.no + one.withheld,
        "messages": Message.objects.filter(template=following.TEMPLATE).count(),
        "rows": FollowUp.objects.filter(stand__fair=fair).count(),
        "people": Person.objects.filter(follow_ups__stand__fair=fair).count(),
    }


def _answer(row: FollowUp, said: str) -> bool:
    return following.answer(follow_up=row, days=30, said=said, by=racer.PERSON)


def _stop(row: FollowUp) -> bool:
    return following.stop(follow_up=row, which="race", by=racer.PERSON)


racer.COMMANDS |= {one.__name__: one for one in (seed_asked, put, answer, answer_looked_up, withdraw, look)}

if __name__ == "__main__":
    racer.listen()

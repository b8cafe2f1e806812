"""One racing process of test_resume_races.py: résumés written, shared and erased at once, while their person is erased.
Not a test itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.booking import racer  # makes Django ready

from duikou.base import clock  # isort: skip
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Offer, Resource, Slot
from duikou.directory.models import Organisation, Person
from duikou.fairs import rules
from duikou.fairs.actions import resumes
from duikou.fairs.models import Fair, Resume, ResumeShare, Stand

Links = list[list[int]]  # of each person the bookings by whose links they write


@contextmanager
def unguarded() -> Iterator[None]:
    """Control: nobody holds what a résumé is written by, and whoever has looked takes a moment."""
    kept = resumes._hold

    def hold(holder: Any, known: Collection[UUID]) -> bool:
        there = kept(holder, known)
        time.sleep(0.3)
        return there

    resumes._hold = hold
    try:
        with racer.no_locks():
            yield
    finally:
        resumes._hold = kept


def seed_resumes(*, people: int) -> dict[str, Any]:
    """A fair at whose two stands each of so many people has a place."""
    ground = racer.seed(slots=2, people=people, capacity=people)
    offer, now = Offer.objects.get(pk=ground["offer"]), clock.now()
    number = Fair.objects.count() + 1
    fair = Fair.objects.create(
        slug=f"race-{number}", title={"en": "Race"}, organiser=offer.by, offer=offer, starts_at=now,
        ends_at=now + timedelta(days=3), zone_opens_at=now, created_at=now, state=Fair.State.PUBLISHED,
    )  # fmt: skip
    for resource in Resource.objects.filter(offer=offer):
        employer = Organisation.objects.create(name_key=f"r{resource.pk}", kind="employer", created_at=now)
        Stand.objects.create(fair=fair, employer=employer, resource=resource, state="approved", created_at=now)
    claims = [engine.Claim(slot, person) for person in ground["people"] for slot in ground["slots"]]
    made = [one.booking.pk for one in engine.claim_many(claims, by=racer.PERSON) if isinstance(one, engine.Confirmed)]
    return {"people": ground["people"], "links": [made[at : at + 2] for at in range(0, len(made), 2)]}


def write(*, links: Links, by: int, free: bool = False) -> list[str]:
    """Each writes their résumé by this one of their links."""

    def put(one: Booking, known: list[UUID]) -> object:
        return resumes.keep_resume(holder=one, texts={"skills": "x"}, known=known, by=racer.PERSON)

    return _each(put, links, by, free)


def share(*, links: Links, by: int, free: bool = False) -> list[str]:
    """Each shares theirs with both stands, and takes it back."""

    def give(one: Booking, known: list[UUID]) -> object:
        stands = list(Stand.objects.filter(fair__offer=one.offer_id).values_list("pk", flat=True))
        resumes.share_resume(holder=one, stands=stands, known=known, by=racer.PERSON)
        resumes.share_resume(holder=one, stands=stands[:1], known=known, by=racer.PERSON)
        return "shared"

    return _each(give, links, by, free)


def erase(*, links: Links, by: int, free: bool = False) -> list[str]:
    """Each erases theirs."""

    def drop(one: Booking, known: list[UUID]) -> object:
        return "erased" if resumes.erase_resume(holder=one, known=known, by=racer.PERSON) else "none"

    return _each(drop, links, by, free)


def erase_people(*, people: list[int], free: bool = False) -> list[str]:
    """Each has all that is kept about them erased."""

    def gone(pk: int) -> str:
        return "gone" if engine.erase_person(person_id=pk, which="race", by=racer.PERSON) else "more"

    with racer.no_locks() if free else nullcontext():
        return [racer.attempt(lambda pk=pk: gone(pk)) for pk in people]  # type: ignore[misc]


def cancel_each(*, links: Links) -> list[str]:
    """Staff cancel every place."""
    rows = Booking.objects.in_bulk([pk for both in links for pk in both])
    return [racer.attempt(lambda one=one: engine.cancel(one, by=racer.STAFF)) for one in rows.values()]  # type: ignore[misc]


def look(*, people: list[int]) -> dict[str, int]:
    """What is left."""
    return {
        "people": Person.objects.filter(pk__in=people).count(),
        "resumes": Resume.objects.count(),
        "shares": ResumeShare.objects.count(),
    }


def clear_resumes() -> str:
    """Drop every résumé."""
    Resume.objects.all().delete()
    Booking.objects.all().delete()
    Slot.objects.update(taken=0)
    return "cleared"


def _each(act: Callable[[Booking, list[UUID]], object], links: Links, by: int, free: bool) -> list[str]:
    rows = Booking.objects.select_related("offer", "slot").in_bulk([pk for both in links for pk in both])

    def one(both: list[int]) -> object:
        try:
            return act(rows[both[by]], [rows[pk].public_id for pk in both])
        except rules.Refused:
            return "refused"

    with unguarded() if free else nullcontext():
        return [racer.attempt(lambda both=both: one(both)) for both in links]  # type: ignore[misc]


racer.COMMANDS |= {
    one.__name__: one  # type: ignore[attr-defined]
    for one in (seed_resumes, write, share, erase, erase_people, cancel_each, look, clear_resumes)
}

if __name__ == "__main__":
    racer.listen()

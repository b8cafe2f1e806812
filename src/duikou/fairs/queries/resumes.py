"""Résumés: one's own, those that an employer may read, those that should be gone. Nothing looks inside them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from duikou.booking.models import Booking, WaitingEntry, Wish
from duikou.fairs.models import Fair, Resume, ResumeShare, Stand
from duikou.fairs.rules import RESUME_KEPT, may_keep_resume
from duikou.journal.actions import READ
from duikou.journal.models import Entry

MOST_SHOWN = 50
READ_AS = "resume"


def resume_of(booking: Booking, *, known: Collection[UUID]) -> Resume | None:
    """The résumé of the booking's person for its fair that was written by the link of one of the `known` bookings, the
    oldest first."""
    mine = Resume.objects.filter(
        booking__offer=booking.offer_id, booking__person=booking.person_id, booking__public_id__in=list(known)
    )
    return mine.select_related("booking__person").order_by("pk").first() if booking.person_id else None


@dataclass(frozen=True, slots=True)
class Choice:
    """An employer with whom a résumé can be shared, and whether it is."""

    stand: Stand
    shared: bool


def stands_to_share_with(booking: Booking, *, known: Collection[UUID]) -> list[Stand]:
    """The stands at the booking's fair where its person holds a place, waits for one or wishes for one, of what they
    have shown to be theirs (`known`), in the order of their numbers."""
    ids, person, offer = list(known), booking.person_id, booking.offer_id
    booked = Booking.objects.filter(offer=offer, person=person, public_id__in=ids, state__in=Booking.LIVE)
    waits = WaitingEntry.objects.filter(offer=offer, person=person, public_id__in=ids, state=WaitingEntry.State.WAITING)
    wishes = Wish.objects.filter(entry__person=person, entry__draw__offer=offer, entry__public_id__in=ids)
    wanted = (
        Q(resource__in=booked.values("slot__resource"))
        | Q(resource__in=waits.values("resource"))
        | Q(resource__in=wishes.values("resource"))
    )
    return list(Stand.objects.filter(wanted, fair__offer=offer).select_related("employer").order_by("number", "pk"))


def shared_with(resume: Resume | None) -> set[int]:
    """The stands, by primary key, with which it is shared."""
    return set(resume.shares.values_list("stand", flat=True)) if resume else set()


def shared_at(stand: Stand, bookings: Sequence[Booking], *, now: datetime) -> set[UUID]:
    """Those of the talks at `stand`, by public id, whose person shares a résumé with it: one query."""
    if not may_keep_resume(stand.fair, now=now):
        return set()
    people = {one.person_id for one in bookings if one.person_id}
    shown = Resume.objects.filter(shares__stand=stand, booking__person__in=people)
    sharing = set(shown.values_list("booking__person", flat=True)) if people else set()
    return {one.public_id for one in bookings if one.person_id in sharing}


def resume_for_table(stand: Stand, booking: Booking, *, now: datetime) -> Resume | None:
    """The résumé that the employer of `stand` may read before the talk that `booking` is for; None when there is no
    such talk, or nothing is shared (any more)."""
    talks_here = stand.resource_id is not None and booking.slot.resource_id == stand.resource_id
    live = booking.state == Booking.State.CONFIRMED and booking.person_id is not None
    if not (talks_here and live and may_keep_resume(stand.fair, now=now)):
        return None
    found = Resume.objects.filter(shares__stand=stand, booking__person=booking.person_id)
    return found.select_related("booking__person").order_by("pk").first()


@dataclass(frozen=True, slots=True)
class ResumeRead:
    """When which employer read a résumé."""

    at: datetime
    employer: str


def resume_readings(booking: Booking, *, known: Collection[UUID]) -> list[ResumeRead]:
    """When employers have read a résumé of the booking's person, the latest first, MOST_SHOWN at most: those where the
    person has a `known` booking."""
    mine = Booking.objects.filter(offer=booking.offer_id, person=booking.person_id, public_id__in=list(known))
    at = {
        f"booking:{one.public_id}": str(one.slot.resource.stand.employer)
        for one in mine.filter(slot__resource__stand__isnull=False).select_related("slot__resource__stand__employer")
    }
    found = Entry.objects.filter(what=READ, which__in=at).order_by("-pk").values_list("at", "which", "details")
    return [ResumeRead(when, at[which]) for when, which, said in found if said.get("where") == READ_AS][:MOST_SHOWN]


def resumes_over(now: datetime) -> QuerySet[Resume]:
    """Résumés that are to go: a day after their fair, when it is cancelled, when their booking has lost its person."""
    over = Q(booking__offer__fair__ends_at__lte=now - RESUME_KEPT) | Q(booking__offer__fair__state=Fair.State.CANCELLED)
    return Resume.objects.filter(over | Q(booking__person=None) | Q(booking__offer__fair=None))


def shares_over(now: datetime) -> QuerySet[ResumeShare]:
    """What was shared of those."""
    return ResumeShare.objects.filter(resume__in=resumes_over(now).values("pk"))

"""Résumés: one's own, those that an employer may read, those that should be gone. Nothing looks inside them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from duikou.booking.models import Booking, DrawEntry, WaitingEntry, Wish
from duikou.fairs.models import Fair, Resume, ResumeShare, Stand
from duikou.fairs.rules import RESUME_KEPT, may_keep_resume
from duikou.journal.actions import READ
from duikou.journal.models import Entry

MOST_SHOWN = 50
READ_AS, READ_FOR_ORDER = "resume", "order"
READ_WHERE = (READ_AS, READ_FOR_ORDER)
Holder = Booking | DrawEntry  # by whose link a résumé is written
WITH_PERSON = ("booking__person", "entry__person")


def offer_id_of(holder: Holder) -> int:
    """The offer, by primary key, of what a résumé is written by."""
    return holder.draw.offer_id if isinstance(holder, DrawEntry) else holder.offer_id


def fair_of(holder: Holder) -> Fair:
    """The fair of what a résumé is written by."""
    fair: Fair = (holder.draw if isinstance(holder, DrawEntry) else holder).offer.fair
    return fair


def of_person(person: int | None) -> Q:
    """The résumés of a person, by primary key."""
    return Q(booking__person=person) | Q(entry__person=person)


def resume_of(holder: Holder, *, known: Collection[UUID]) -> Resume | None:
    """The résumé of the holder's person for its fair that was written by the link of one of the `known` bookings or
    entries, the oldest first. What an entry has won opens what the entry wrote."""
    if not holder.person_id:
        return None
    ids, offer = list(known), offer_id_of(holder)
    won = Wish.objects.filter(booking__public_id__in=ids).values("entry")
    mine = Q(booking__offer=offer, booking__public_id__in=ids) | (
        Q(entry__draw__offer=offer) & (Q(entry__public_id__in=ids) | Q(entry__in=won))
    )
    found = Resume.objects.filter(mine & of_person(holder.person_id))
    return found.select_related(*WITH_PERSON).order_by("pk").first()


@dataclass(frozen=True, slots=True)
class Choice:
    """An employer with whom a résumé can be shared, and whether it is."""

    stand: Stand
    shared: bool


def stands_to_share_with(holder: Holder, *, known: Collection[UUID]) -> list[Stand]:
    """The stands at the holder's fair where its person holds a place, waits for one or wishes for one, of what they
    have shown to be theirs (`known`), in the order of their numbers."""
    ids, person, offer = list(known), holder.person_id, offer_id_of(holder)
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
    shown = Resume.objects.filter(shares__stand=stand).filter(
        Q(booking__person__in=people) | Q(entry__person__in=people)
    )
    sharing = {pk for row in shown.values_list(*WITH_PERSON) for pk in row} if people else set()
    return {one.public_id for one in bookings if one.person_id in sharing}


def resume_for_table(stand: Stand, booking: Booking, *, now: datetime) -> Resume | None:
    """The résumé that the employer of `stand` may read before the talk that `booking` is for; None when there is no
    such talk, or nothing is shared (any more)."""
    talks_here = stand.resource_id is not None and booking.slot.resource_id == stand.resource_id
    live = booking.state == Booking.State.CONFIRMED and booking.person_id is not None
    if not (talks_here and live and may_keep_resume(stand.fair, now=now)):
        return None
    found = Resume.objects.filter(of_person(booking.person_id), shares__stand=stand)
    return found.select_related(*WITH_PERSON).order_by("pk").first()


@dataclass(frozen=True, slots=True)
class ResumeRead:
    """When which employer read a résumé."""

    at: datetime
    employer: str


def reading_for_order(entry: DrawEntry, stand: Stand) -> str:
    """What the journal calls the reading of an entry's résumé by those who name the order at a stand."""
    return f"wish:{entry.public_id}:{stand.pk}"


def resume_readings(holder: Holder, *, known: Collection[UUID]) -> list[ResumeRead]:
    """When employers have read a résumé of the holder's person, the latest first, MOST_SHOWN at most: those where the
    person has a `known` booking, and those who named an order in a draw that the person has a `known` entry in."""
    ids, person, offer = list(known), holder.person_id, offer_id_of(holder)
    mine = Booking.objects.filter(offer=offer, person=person, public_id__in=ids, slot__resource__stand__isnull=False)
    at = {
        f"booking:{one.public_id}": str(one.slot.resource.stand.employer)
        for one in mine.select_related("slot__resource__stand__employer")
    }
    wishes = Wish.objects.filter(
        Q(entry__public_id__in=ids) | Q(booking__public_id__in=ids),
        entry__draw__offer=offer,
        entry__person=person,
        resource__stand__isnull=False,
    )
    for one in wishes.select_related("entry", "resource__stand__employer"):
        at[reading_for_order(one.entry, one.resource.stand)] = str(one.resource.stand.employer)
    found = Entry.objects.filter(what=READ, which__in=at).order_by("-pk").values_list("at", "which", "details")
    read = [ResumeRead(when, at[which]) for when, which, said in found if said.get("where") in READ_WHERE]
    return read[:MOST_SHOWN]


def resumes_over(now: datetime) -> QuerySet[Resume]:
    """Résumés that are to go: a day after their fair, when it is cancelled, when their booking or entry has lost its
    person."""

    def over(offer: str, person: str) -> Q:
        fair = f"{offer}__fair"
        late = Q(**{f"{fair}__ends_at__lte": now - RESUME_KEPT}) | Q(**{f"{fair}__state": Fair.State.CANCELLED})
        return late | Q(**{person: None}) | Q(**{fair: None})

    of_booking = Q(booking__isnull=False) & over("booking__offer", "booking__person")
    of_entry = Q(entry__isnull=False) & over("entry__draw__offer", "entry__person")
    return Resume.objects.filter(of_booking | of_entry)


def shares_over(now: datetime) -> QuerySet[ResumeShare]:
    """What was shared of those."""
    return ResumeShare.objects.filter(resume__in=resumes_over(now).values("pk"))

"""What somebody asks to be done with all that is kept about them: give it up and erase it, or put it right."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.registry import holds_besides
from duikou.booking.actions.endings import cancel
from duikou.booking.actions.ledger import Ledger
from duikou.booking.actions.queue import leave_queue
from duikou.booking.actions.waiting import leave
from duikou.booking.actions.wishes import remove_entry
from duikou.booking.calling import IN_LINE
from duikou.booking.models import Booking, Draw, DrawEntry, Ticket, WaitingEntry
from duikou.booking.queries.draws import lock_draw
from duikou.directory.actions import correct_person
from duikou.directory.erasure import erase_people
from duikou.directory.models import Person
from duikou.journal.actions import record

# Erasing is everybody's right at any time; the engine lets only the house cancel after cancel-until.
ON_BEHALF = Actor("system", ref="erasure")


def give_up(person_id: int, *, known: Collection[UUID] | None = None) -> None:
    """Give up every place that the person still holds, waits or wishes for; with `known`, only those with these public
    ids. An entry in a draw whose list is frozen stays in it: it loses its person when they are erased."""
    for booking in _live(person_id).filter(attendance=Booking.Attendance.EXPECTED).order_by("slot_id", "pk"):
        if known is None or booking.public_id in known:
            cancel(booking, by=ON_BEHALF)
    for entry in _waits(person_id):
        if known is None or entry.public_id in known:
            leave(entry, by=ON_BEHALF)
    for ticket in Ticket.objects.filter(person=person_id, state__in=IN_LINE).order_by("pk"):
        if known is None or ticket.public_id in known:
            leave_queue(ticket, by=ON_BEHALF)
    for wishing in _enters(person_id).filter(draw__state=Draw.State.WISHING).select_related("draw"):
        if known is None or wishing.public_id in known:
            _take_out(wishing)


@transaction.atomic
def _take_out(entry: DrawEntry) -> None:
    if lock_draw(entry.draw_id).state == Draw.State.WISHING:
        remove_entry(entry, by=ON_BEHALF)


def erase_person(*, person_id: int, which: str, by: Actor, known: Collection[UUID] | None = None) -> bool:
    """Give up what the person holds and erase them now; the counts stay. With `known`, the public ids of what they
    have shown to be theirs, only that is given up, and False comes back when they hold or wait for more: a name and a
    contact alone do not prove who is asking, and are needed for it. `which` stands in the journal. Done again it
    changes nothing."""
    give_up(person_id, known=known)
    with transaction.atomic():
        Ledger({}, [person_id])  # they book nothing while we look whether something is tied to them
        if holds_more(person_id, known):
            return False
        if erase_people([person_id]):
            record(what="person.erased", which=which, by=by)
    return True


def holds_more(person_id: int, known: Collection[UUID] | None) -> bool:
    """Whether the person still holds, waits or wishes for places other than these `known` ones, or holds more in a room
    above; never with None, which stands for all."""
    if known is None:
        return False
    rows: tuple[QuerySet[Any], ...] = (_live(person_id), _waits(person_id), _enters(person_id))
    if any(one.exclude(public_id__in=list(known)).exists() for one in rows):
        return True
    return any(room(person_id, known) for room in holds_besides)


@transaction.atomic
def put_right(
    *,
    person: Person,
    name: str,
    contact: str,
    language: str,
    which: str,
    by: Actor,
    known: Collection[UUID] | None = None,
) -> bool:
    """Write the person as they say they are; messages that wait go to the new contact. False, with nothing written,
    when bookings other than the `known` ones are kept under the old name and contact: they may be somebody else's.
    Raises directory's BadName and BadContact."""
    Ledger({}, [person.pk])
    if holds_more(person.pk, known):
        return False
    changed = correct_person(person=person, name=name, contact=contact, language=language)
    if changed:
        record(what="person.corrected", which=which, by=by, fields=changed)
    return True


@transaction.atomic
def note_export(*, which: str, by: Actor) -> None:
    """Keep in the journal that all that is kept about somebody was handed out."""
    record(what="person.exported", which=which, by=by)


def _live(person_id: int) -> QuerySet[Booking]:
    return Booking.objects.filter(person=person_id, state__in=Booking.LIVE, slot__ends_at__gt=clock.now())


def _waits(person_id: int) -> QuerySet[WaitingEntry]:
    return WaitingEntry.objects.filter(person=person_id, state=WaitingEntry.State.WAITING)


def _enters(person_id: int) -> QuerySet[DrawEntry]:
    to_come = (Draw.State.WISHING, Draw.State.FROZEN)
    return DrawEntry.objects.filter(person=person_id, draw__state__in=to_come)

"""Wishes for places that are drawn: put, put anew, taken back, until they are frozen. Who is first gains nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import signals
from duikou.booking.actions.draws import unless_gone
from duikou.booking.actions.ledger import Ledger
from duikou.booking.models import Draw, DrawEntry, Resource, Wish
from duikou.booking.queries.draws import lock_draw, resources_drawn
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_put, may_wish
from duikou.directory.actions import Newcomer, PeopleKnown, insert_people, write_in
from duikou.directory.erasure import erase_people
from duikou.directory.models import Person
from duikou.journal.actions import queue, record

Channel = DrawEntry.Channel
TRIES = 3


@unless_gone
def put_wishes(
    *,
    draw: Draw,
    person: Person | Newcomer,
    resources: Sequence[Resource],
    channel: str = Channel.WEB,
    by: Actor,
    own: bool = False,
    proven_for: int = 0,
) -> DrawEntry | Refusal:
    """Let `person` wish for places at `resources`, the dearest first, in place of what they wished for before. Whoever
    is new is kept together with the entry, or not at all; a Refusal writes nothing. An entry that exists is changed
    only for who has shown that it is theirs (`own`, or `proven_for` as of a claim) and for staff (ENTERED_BEFORE). Of a
    new entry its person is told, with its link."""
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return _put(draw.pk, person, resources, channel, by, own, proven_for)
        except (PeopleKnown, IntegrityError):  # kept at the same moment by another, or a code that is taken
            if attempt == TRIES:
                raise
    raise AssertionError


def _put(
    draw_id: int,
    who: Person | Newcomer,
    resources: Sequence[Resource],
    channel: str,
    by: Actor,
    own: bool,
    proven_for: int,
) -> DrawEntry | Refusal:
    draw, now = lock_draw(draw_id), clock.now()
    staff = channel == Channel.STAFF
    proven = own or proven_for == draw.offer_id
    no = may_put(draw, len(resources), channel=channel, proven=proven, now=now)
    if no:
        return no
    wanted = [one.pk for one in resources]
    there = set(resources_drawn(draw.offer, now=now).filter(pk__in=wanted).values_list("pk", flat=True))
    if len(set(wanted)) < len(wanted) or not there.issuperset(wanted):
        return refusal(Reason.WISH_GONE)
    person = _known(who)
    if isinstance(person, Person):
        Ledger({}, [person.pk])
        entry = DrawEntry.objects.select_for_update(no_key=True).filter(draw=draw, person=person).first()
        if entry and not (staff or proven):
            return refusal(Reason.ENTERED_BEFORE)
        if not Person.objects.filter(pk=person.pk).exists():
            return refusal(Reason.UNKNOWN_PERSON)
        if isinstance(who, Newcomer):
            write_in(person=person, language=who.language)
        person_id = person.pk
    else:
        assert isinstance(who, Newcomer)  # or they would be known
        entry, person_id = None, insert_people([who])[0]
    if entry is None:
        entry, new = DrawEntry(draw=draw, person_id=person_id, channel=channel, created_at=now, changed_at=now), True
        entry.save(force_insert=True)
    else:
        new, entry.changed_at = False, now
        entry.save(update_fields=("changed_at",))
        entry.wishes.all().delete()
    Wish.objects.bulk_create(Wish(entry=entry, resource_id=pk, rank=rank) for rank, pk in enumerate(wanted, start=1))
    record(
        what="wishes.put" if new else "wishes.changed",
        which=f"entry:{entry.public_id}",
        by=by,
        draw=str(draw.public_id),
        wishes=len(wanted),
    )
    if new:
        _tell(entry, draw)
    signals.send(signals.wished, entry_id=entry.pk)
    return entry


def _known(who: Person | Newcomer) -> Person | None:
    if isinstance(who, Person):
        return who
    return Person.objects.filter(person_hash=who.person_hash).first()


def _tell(entry: DrawEntry, draw: Draw) -> None:
    queue(
        template="wishes_kept",
        recipient=f"person:{entry.person_id}",
        about=f"entry:{entry.public_id}",
        dedupe_key=f"wishes_kept:{entry.public_id}",
        expires_at=draw.wishes_until,
        urgent=True,
    )


@unless_gone
@transaction.atomic
def drop_entry(*, entry: DrawEntry, by: Actor) -> Refusal | None:
    """Take an entry with its wishes back, and erase its person when nothing else is tied to them. Once the list is
    frozen nothing can be taken out of it: then the person can still be erased, and the code stays alone."""
    draw = lock_draw(entry.draw_id)
    no = may_wish(draw, now=clock.now())
    if no:
        return no
    if remove_entry(entry, by=by) and entry.person_id is not None and not _tied(entry.person_id):
        erase_people([entry.person_id])
    return None


def remove_entry(entry: DrawEntry, *, by: Actor) -> bool:
    """Delete an entry whose draw is locked and still takes wishes; whether it was there."""
    if entry.person_id is not None:
        Ledger({}, [entry.person_id])
    found = DrawEntry.objects.filter(pk=entry.pk)
    if not found.exists():
        return False
    found.delete()
    record(what="wishes.dropped", which=f"entry:{entry.public_id}", by=by, draw=str(entry.draw.public_id))
    return True


def _tied(person_id: int) -> bool:
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        return True
    return any(rows.exists() for rows in (person.bookings, person.waiting, person.standings, person.draw_entries))

"""The waiting list: joining, leaving, moving up, ending."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.booking.actions.ledger import Ledger, lock_slots
from duikou.booking.actions.notices import note_waiting
from duikou.booking.actions.promotion import REACH, candidates, promote, settle
from duikou.booking.models import Booking, Offer, Resource, Slot, WaitingEntry
from duikou.booking.queries.holdings import about_newcomers, lock_slots_and_ask
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import asks_for_proof, may_wait
from duikou.directory.actions import Newcomer, PeopleKnown
from duikou.directory.models import Person

Waiting = WaitingEntry.State.WAITING
PIECE = 50


def wait(
    who: Person | Newcomer,
    *,
    resource: Resource,
    slot: Slot | None = None,
    seats: int = 1,
    online: bool = False,
    proven_for: int = 0,
    also: Callable[[WaitingEntry], object] | None = None,
    by: Actor,
) -> WaitingEntry | Refusal:
    """Put somebody on the waiting list of `slot`, or of any time at `resource` when there is no slot; whoever is new is
    kept together with the entry, or not at all. Refused while a place is free (PLACES_FREE: book it), when no time is
    left to wait for, and when the rules would refuse the place anyway. Joining twice gives ALREADY_WAITING and the
    position is kept. `proven_for` as of a claim. What a room above adds to the entry goes into the same transaction:
    `also` is called with it."""
    proven = proven_for == resource.offer_id
    try:
        return _wait(who, resource, slot, seats, online, proven, also, by)
    except PeopleKnown:  # kept by another at the same moment: now they are found
        return _wait(who, resource, slot, seats, online, proven, also, by)


def _wait(
    who: Person | Newcomer,
    resource: Resource,
    slot: Slot | None,
    seats: int,
    online: bool,
    proven: bool,
    also: Callable[[WaitingEntry], object] | None,
    by: Actor,
) -> WaitingEntry | Refusal:
    now = clock.now()
    with transaction.atomic():
        wanted = [slot.pk] if slot else _times_ahead(resource)
        newcomers = {who.person_hash: who} if isinstance(who, Newcomer) else {}
        slots, (known,) = lock_slots_and_ask(wanted, about_newcomers(newcomers))
        if any(one.resource_id != resource.pk for one in slots.values()):
            return refusal(Reason.UNKNOWN_SLOT)
        ledger = Ledger(slots, [who.pk] if isinstance(who, Person) else [], newcomers.values(), known)
        person_id = who.pk if isinstance(who, Person) else ledger.ids[who.person_hash]
        if person_id not in ledger.people:
            return refusal(Reason.UNKNOWN_PERSON)
        if not proven and asks_for_proof(resource.offer, Booking.Channel.WEB):
            return refusal(Reason.CONTACT_UNPROVEN)
        if WaitingEntry.objects.filter(person=person_id, resource=resource, state=Waiting).exists():
            return refusal(Reason.ALREADY_WAITING)
        times = sorted(slots.values(), key=lambda one: one.starts_at)
        nos = [
            may_wait(one, ledger.standing(person_id, one.offer), now=now, seats=seats, online=online, proven=proven)
            for one in times
        ]
        free = next((no for no in nos if no and no.reason == Reason.PLACES_FREE), None)
        if free or None not in nos:
            return free or next(iter(nos), None) or refusal(Reason.TOO_LATE_TO_WAIT)
        entry = WaitingEntry(
            offer_id=resource.offer_id,
            resource=resource,
            slot=slot,
            person_id=ledger.keep(person_id),
            seats=seats,
            online=online,
            created_at=now,
        )
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
        except IntegrityError:
            return refusal(Reason.ALREADY_WAITING)
        if also:
            also(entry)
        note_waiting("joined", [entry], by=by, template="waiting", asked=True)
        return entry


@transaction.atomic
def leave(entry: WaitingEntry, *, by: Actor) -> WaitingEntry | Refusal:
    """Take `entry` off the list; leaving twice changes nothing. Refused (NOT_WAITING) once it was moved up."""
    left = WaitingEntry.objects.filter(pk=entry.pk, state=Waiting).update(state=WaitingEntry.State.LEFT)
    present = WaitingEntry.objects.select_related("offer", "booking").get(pk=entry.pk)
    if left:
        note_waiting("left", [present], by=by)
    return present if present.state == WaitingEntry.State.LEFT else refusal(Reason.NOT_WAITING)


def fill_from_waiting(*, by: Actor = SYSTEM) -> int:
    """Give places that are free although somebody waits for them: after a capacity grew, or when who was passed over
    has become free. Gives the number moved up. For the worker; a release moves the list up by itself."""
    now, promoted = clock.now(), 0
    free = Slot.objects.filter(
        Q(waiting__state=Waiting) | Q(resource__waiting__state=Waiting, resource__waiting__slot=None),
        withdrawn=False,
        starts_at__gt=now,
        taken__lt=F("capacity") - F("kept"),
        offer__state__in=(Offer.State.OPEN, Offer.State.CLOSED),
    )
    for slot_id in sorted(set(free.values_list("pk", flat=True))):
        promoted += _fill(slot_id, by)
    return promoted


def _fill(slot_id: int, by: Actor) -> int:
    """Go through the whole list of one slot, REACH entries in a transaction."""
    promoted, after = 0, 0
    while True:
        with transaction.atomic():
            slots = lock_slots([slot_id])
            entries = candidates(slots.values(), after=after)
            ledger = Ledger(slots, [one.person_id for one in entries])
            moved_up = promote(ledger, entries, now=clock.now())
            ledger.write()
            settle(moved_up, by=by)
        promoted += len(moved_up)
        if len(entries) < REACH:
            return promoted
        after = entries[-1].pk


def end_waiting(*, by: Actor = SYSTEM) -> int:
    """End the waiting of everybody for whom no time is left before cancel-until, and tell them; gives the number."""
    now, ended = clock.now(), 0
    for offer in Offer.objects.filter(waiting__state=Waiting).distinct():
        last = now + timedelta(minutes=offer.cancel_until_minutes)
        ahead = Slot.objects.filter(resource=OuterRef("resource"), withdrawn=False, starts_at__gt=last)
        over = WaitingEntry.objects.filter(
            Q(slot__starts_at__lte=last) | Q(slot__withdrawn=True) | Q(slot=None) & ~Exists(ahead),
            offer=offer,
            state=Waiting,
        )
        ended += end_entries(
            over if offer.state != Offer.State.CANCELLED else offer.waiting.filter(state=Waiting), by=by
        )
    return ended


def end_entries(entries: QuerySet[WaitingEntry], *, by: Actor) -> int:
    """End these waiting entries, PIECE at a time, each piece one transaction, and tell the people; gives the number."""
    ended = 0
    while piece := list(entries.filter(state=Waiting).select_related("offer").order_by("pk")[:PIECE]):
        with transaction.atomic():
            gone = [
                one
                for one in piece
                if WaitingEntry.objects.filter(pk=one.pk, state=Waiting).update(state=WaitingEntry.State.EXPIRED)
            ]
            note_waiting("ended", gone, by=by, template="waiting_ended")
        ended += len(gone)
    return ended


def _times_ahead(resource: Resource) -> list[int]:
    ahead = Slot.objects.filter(resource=resource, withdrawn=False, starts_at__gt=clock.now())
    return list(ahead.values_list("pk", flat=True))

"""The waiting list: joining, leaving, moving up, ending."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.booking.actions.ledger import Ledger, lock_slots
from duikou.booking.actions.notices import note_waiting
from duikou.booking.actions.promotion import candidates, promote, settle
from duikou.booking.models import Offer, Resource, Slot, WaitingEntry
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import cancel_until, may_wait
from duikou.directory.models import Person

Waiting = WaitingEntry.State.WAITING


def wait(
    person: Person, *, resource: Resource, slot: Slot | None = None, seats: int = 1, online: bool = False, by: Actor
) -> WaitingEntry | Refusal:
    """Put `person` on the waiting list of `slot`, or of any time at `resource` when there is no slot. Refused while a
    place is free (PLACES_FREE: book it), when no time is left to wait for, and when the rules would refuse the place
    anyway. Joining twice gives ALREADY_WAITING and the position is kept."""
    now = clock.now()
    with transaction.atomic():
        wanted = [slot.pk] if slot else _times_ahead(resource)
        slots = lock_slots(wanted)
        if any(one.resource_id != resource.pk for one in slots.values()):
            return refusal(Reason.UNKNOWN_SLOT)
        ledger = Ledger(slots, [person.pk])
        if person.pk not in ledger.people:
            return refusal(Reason.UNKNOWN_PERSON)
        if WaitingEntry.objects.filter(person=person, resource=resource, state=Waiting).exists():
            return refusal(Reason.ALREADY_WAITING)
        times = sorted(slots.values(), key=lambda one: one.starts_at)
        nos = [
            may_wait(one, ledger.standing(person.pk, one.offer), now=now, seats=seats, online=online) for one in times
        ]
        free = next((no for no in nos if no and no.reason == Reason.PLACES_FREE), None)
        if free or None not in nos:
            return free or next(iter(nos), None) or refusal(Reason.TOO_LATE_TO_WAIT)
        entry = WaitingEntry(
            offer_id=resource.offer_id,
            resource=resource,
            slot=slot,
            person=person,
            seats=seats,
            online=online,
            created_at=now,
        )
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
        except IntegrityError:
            return refusal(Reason.ALREADY_WAITING)
        note_waiting("joined", [entry], by=by, template="waiting")
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
        with transaction.atomic():
            slots = lock_slots([slot_id])
            promoted += _fill(slots, by)
    return promoted


def _fill(slots: dict[int, Slot], by: Actor) -> int:
    entries = candidates(slots.values())
    ledger = Ledger(slots, [one.person_id for one in entries])
    moved_up = promote(ledger, entries, now=clock.now())
    ledger.write()
    settle(moved_up, by=by)
    return len(moved_up)


def end_waiting(*, by: Actor = SYSTEM) -> int:
    """End the waiting of everybody for whom no time is left before cancel-until, and tell them; gives the number."""
    now = clock.now()
    entries = list(WaitingEntry.objects.filter(state=Waiting).select_related("offer", "slot").order_by("pk")[:500])
    last: dict[int, Slot] = {}
    for one in (
        Slot.objects.filter(resource__in={entry.resource_id for entry in entries}, withdrawn=False)
        .order_by("starts_at", "pk")
        .select_related("offer")
    ):
        last[one.resource_id] = one
    over = []
    for entry in entries:
        goal = entry.slot or last.get(entry.resource_id)
        if goal is None or now >= cancel_until(goal):
            over.append(entry)
    return expire_entries(over, by=by)


@transaction.atomic
def expire_entries(entries: list[WaitingEntry], *, by: Actor, template: str = "waiting_ended") -> int:
    """End these entries (their `offer` loaded) if they still wait, and tell the people; gives the number ended."""
    ended = [
        entry
        for entry in entries
        if WaitingEntry.objects.filter(pk=entry.pk, state=Waiting).update(state=WaitingEntry.State.EXPIRED)
    ]
    note_waiting("ended", ended, by=by, template=template)
    return len(ended)


def _times_ahead(resource: Resource) -> list[int]:
    ahead = Slot.objects.filter(resource=resource, withdrawn=False, starts_at__gt=clock.now())
    return list(ahead.values_list("pk", flat=True))

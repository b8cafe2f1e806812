"""Making an offer, its resources and times; opening, closing, withdrawing and cancelling them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.booking import signals
from duikou.booking.actions.draws import end_draw
from duikou.booking.actions.endings import end
from duikou.booking.actions.ledger import Ledger, lock_slots
from duikou.booking.actions.notices import note
from duikou.booking.actions.promotion import candidates, promote, settle
from duikou.booking.actions.waiting import end_entries
from duikou.booking.models import Booking, Draw, Offer, Resource, Slot, WaitingEntry
from duikou.booking.queries.draws import lock_draw
from duikou.directory.models import Organisation, Place
from duikou.journal.actions import record

PIECE = 50
ARRIVED = Q(attendance=Booking.Attendance.ARRIVED)
ENDS = {"slot_withdrawn": Q(slot__withdrawn=True), "offer_cancelled": Q(offer__state=Offer.State.CANCELLED)}


@transaction.atomic
def make_offer(
    *,
    title: Mapping[str, str],
    organisation: Organisation,
    opens_at: datetime,
    closes_at: datetime,
    by: Actor,
    place: Place | None = None,
    mode: str = Offer.Mode.FIRST_COME,
    verified_contact: bool = False,
    **limits: int,
) -> Offer:
    """A new draft offer. `limits` are any of LIMITS; the model's defaults otherwise. `verified_contact` lets people
    book only with a contact that was shown to be theirs; in the mode `nomination` only with an invitation. The times
    are aware."""
    offer = Offer.objects.create(
        title=title,
        by=organisation,
        place=place,
        opens_at=opens_at,
        closes_at=closes_at,
        mode=mode,
        verified_contact=verified_contact,
        **limits,
    )
    record(what="offer.made", which=f"offer:{offer.public_id}", by=by)
    return offer


LIMITS = frozenset(
    ("limit_per_person", "limit_per_resource", "cancel_until_minutes", "hold_minutes", "seats_max", "standby_minutes")
)
CHANGEABLE = LIMITS | {"mode", "verified_contact", "title", "place", "opens_at", "closes_at"}


@transaction.atomic
def change_offer(offer: Offer, *, by: Actor, **values: Any) -> Offer:
    """Change any of CHANGEABLE; bookings made stay as they are. Raises ValueError for another field."""
    if not values.keys() <= CHANGEABLE:
        raise ValueError(f"not changeable: {sorted(values.keys() - CHANGEABLE)}")
    for name, value in values.items():
        setattr(offer, name, value)
    offer.save(update_fields=sorted(values))
    record(what="offer.changed", which=f"offer:{offer.public_id}", by=by, fields=sorted(values))
    return offer


def open_offer(offer: Offer, *, by: Actor) -> Offer:
    """Let people book, from `opens_at` on. A cancelled offer stays cancelled."""
    return _go(offer, Offer.State.OPEN, (Offer.State.DRAFT, Offer.State.CLOSED), by)


def close_offer(offer: Offer, *, by: Actor) -> Offer:
    """Let nobody book any more; bookings made stay valid, walk-ins stay possible."""
    return _go(offer, Offer.State.CLOSED, (Offer.State.DRAFT, Offer.State.OPEN), by)


@transaction.atomic
def _go(offer: Offer, state: str, sources: Sequence[str], by: Actor) -> Offer:
    if Offer.objects.filter(pk=offer.pk, state__in=sources).update(state=state):
        record(what=f"offer.{state}", which=f"offer:{offer.public_id}", by=by)
    offer.refresh_from_db(fields=("state",))
    return offer


@transaction.atomic
def add_resource(offer: Offer, *, label: str, by: Actor) -> Resource:
    """A new resource of `offer`, named `label` (at most 40 letters) as people see it."""
    resource = Resource.objects.create(offer=offer, label=label)
    record(what="resource.added", which=f"offer:{offer.public_id}", by=by, resource=resource.pk)
    return resource


@transaction.atomic
def lay_slots(
    resource: Resource,
    *,
    times: Iterable[tuple[datetime, datetime]],
    capacity: int,
    by: Actor,
    kept: int = 0,
    on_site: bool = True,
    online: bool = False,
) -> list[Slot]:
    """Slots at `resource` for these (start, end) times, in order of time. A time that already has a slot keeps it
    with its bookings; if it was withdrawn it is offered again with the new numbers."""
    wanted = dict(times)
    values = {"capacity": capacity, "kept": min(kept, capacity), "on_site": on_site, "online": online}
    there = {one.starts_at: one for one in Slot.objects.filter(resource=resource, starts_at__in=wanted)}
    new = [
        Slot(offer_id=resource.offer_id, resource=resource, starts_at=start, ends_at=until, **values)
        for start, until in wanted.items()
        if start not in there
    ]
    Slot.objects.bulk_create(new, batch_size=500)
    for slot in there.values():
        if slot.withdrawn:
            Slot.objects.filter(pk=slot.pk).update(withdrawn=False, ends_at=wanted[slot.starts_at], **values)
            slot.refresh_from_db()
    record(what="slots.laid", which=f"offer:{resource.offer.public_id}", by=by, resource=resource.pk, slots=len(new))
    return sorted([*new, *there.values()], key=lambda one: one.starts_at)


@transaction.atomic
def change_capacity(slot: Slot, *, capacity: int, by: Actor, kept: int | None = None) -> Slot:
    """Set the places of `slot`, never below those taken (then it is set to those), and move the waiting list up."""
    slots = lock_slots([slot.pk])
    present = slots[slot.pk]
    present.capacity = max(capacity, present.taken)
    present.kept = min(present.kept if kept is None else kept, present.capacity)
    present.save(update_fields=("capacity", "kept"))
    record(what="slot.capacity", which=f"slot:{present.public_id}", by=by, capacity=present.capacity)
    waiting = candidates([present])
    ledger = Ledger(slots, [one.person_id for one in waiting])
    moved_up = promote(ledger, waiting, now=clock.now())
    ledger.write()
    settle(moved_up, by=by)
    return present


def withdraw_slots(slots: Iterable[Slot], *, by: Actor, why: Mapping[str, str] | None = None) -> int:
    """Offer these slots no more: live bookings in them, but for those of people who have arrived, are cancelled and
    everybody is told `why` (texts by language); gives the number of bookings cancelled."""
    ids = sorted(slot.pk for slot in slots)
    with transaction.atomic():
        lock_slots(ids)
        Slot.objects.filter(pk__in=ids).update(withdrawn=True)
        for public_id in Slot.objects.filter(pk__in=ids).values_list("public_id", flat=True):
            record(what="slot.withdrawn", which=f"slot:{public_id}", by=by)
    ended = end_all(ids, why="slot_withdrawn", template="cancelled", by=by, said=why)
    end_entries(WaitingEntry.objects.filter(slot__in=ids), by=by)
    return ended


def cancel_offer(offer: Offer, *, by: Actor, why: Mapping[str, str] | None = None) -> int:
    """Cancel `offer`: from now on nobody books; then every live booking is cancelled and every waiting ended, in
    short transactions, and everybody is told `why` (texts by language). Who has arrived has arrived: their bookings
    stay, and they are told too. Gives the number of bookings cancelled. If it is interrupted, the same call, or the
    worker, does the rest."""
    with transaction.atomic():
        if Offer.objects.exclude(state=Offer.State.CANCELLED).filter(pk=offer.pk).update(state=Offer.State.CANCELLED):
            record(what="offer.cancelled", which=f"offer:{offer.public_id}", by=by, why=dict(why or {}))
            here = Booking.objects.filter(ARRIVED, offer=offer, state__in=Booking.LIVE, slot__ends_at__gt=clock.now())
            note("offer_cancelled", here.select_related("slot"), by=by, template="offer_cancelled", **_said(why))
            signals.send(signals.offer_cancelled, offer_id=offer.pk)
            # The offer was locked by what was just written, before its draw, as by whoever calls a draw off.
            for pk in Draw.objects.filter(offer=offer).values_list("pk", flat=True):
                end_draw(lock_draw(pk, alone=True), why=why or "", by=by)
    offer.refresh_from_db(fields=("state",))
    ids = list(offer.slots.order_by("pk").values_list("pk", flat=True))
    ended = end_all(ids, why="offer_cancelled", template="offer_cancelled", by=by, said=why)
    end_entries(WaitingEntry.objects.filter(offer=offer), by=by)
    return ended


def finish_cancellations(*, by: Actor = SYSTEM) -> int:
    """Cancel what is still live in cancelled offers and withdrawn slots; gives the number of bookings. For the worker,
    which ends what still waits there by `end_waiting`."""
    live = Booking.objects.filter(~ARRIVED, state__in=Booking.LIVE)
    left = live.filter(offer__state=Offer.State.CANCELLED).values_list("slot_id", flat=True)
    ended = end_all(sorted(set(left)), why="offer_cancelled", template="offer_cancelled", by=by, said=None)
    left = live.filter(slot__withdrawn=True).values_list("slot_id", flat=True)
    return ended + end_all(sorted(set(left)), why="slot_withdrawn", template="cancelled", by=by, said=None)


def end_all(ids: Sequence[int], *, why: str, template: str, by: Actor, said: Mapping[str, str] | None) -> int:
    """Cancel every live booking in the slots `ids` but those of people who have arrived, PIECE bookings at a time,
    each piece one transaction; none in a slot that is offered again by then."""
    ended = 0
    if connection.in_atomic_block:  # one long transaction after all: everybody is locked first, in id order
        live = Booking.objects.filter(slot__in=ids, state__in=Booking.LIVE)
        Ledger(lock_slots(ids), live.values_list("person_id", flat=True))
    for slot_id in ids:
        while True:
            with transaction.atomic():
                slots = lock_slots([slot_id])
                live = Booking.objects.select_for_update(no_key=True, of=("self",)).filter(
                    ~ARRIVED, ENDS[why], state__in=Booking.LIVE
                )
                piece = list(live.filter(slot_id=slot_id).order_by("pk")[:PIECE])
                if piece:
                    ended += len(end(piece, slots, why=why, by=by, template=template, may_promote=False, **_said(said)))
            if len(piece) < PIECE:
                break
    return ended


def _said(why: Mapping[str, str] | None) -> dict[str, Any]:
    return {"said": dict(why)} if why else {}

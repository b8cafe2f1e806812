"""Moving many bookings at once, so that people can change places with one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import signals
from duikou.booking.actions.ledger import Ledger, lock_slots
from duikou.booking.actions.notices import note
from duikou.booking.actions.promotion import candidates, promote, settle
from duikou.booking.groups import hanging_together
from duikou.booking.models import Booking, Slot
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_book, may_cancel


@dataclass(slots=True)
class Rearranged:
    """The bookings that were moved (with their new `slot`), and those that were not (primary keys), with the reason."""

    moved: list[Booking] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)


def rearrange(moves: Mapping[int, int], *, by: Actor, tell: bool = True) -> Rearranged:
    """Move bookings to slots (primary keys) of the same offer. What hangs together, because one takes another's place
    or because they are of one person, is moved in one transaction, all or nothing; the rest apart. Kept places stay
    kept, places left free go to the waiting list, and each whose booking moved is told, unless `tell` is false. Of one
    person there is one booking at most at each resource among these."""
    done = Rearranged()
    for group in _groups(moves):
        with transaction.atomic():
            moved = _move({pk: moves[pk] for pk in group}, by=by, tell=tell)
        if isinstance(moved, Refusal):
            done.refused.update(dict.fromkeys(group, moved))
        else:
            done.moved += moved
    return done


def _groups(moves: Mapping[int, int]) -> list[list[int]]:
    """The bookings that hang together, each group and all groups in the order of their keys."""
    rows = Booking.objects.filter(pk__in=moves).values_list("pk", "slot_id", "person_id")
    known = {pk: (("slot", slot), ("slot", moves[pk]), ("person", person)) for pk, slot, person in rows}
    return hanging_together(known)


def _move(moves: Mapping[int, int], *, by: Actor, tell: bool) -> list[Booking] | Refusal:
    before = dict(Booking.objects.filter(pk__in=moves).values_list("pk", "slot_id"))
    slots = lock_slots({*before.values(), *moves.values()})
    rows = Booking.objects.select_for_update(no_key=True).filter(pk__in=moves).order_by("pk")
    bookings = [one for one in rows if one.slot_id != moves[one.pk]]
    no = _refused(bookings, moves, slots)
    if no:
        return no
    old = {one.pk: slots[one.slot_id] for one in bookings}
    waiting = candidates(list(old.values()))
    ledger = Ledger(slots, [*(one.person_id for one in bookings), *(one.person_id for one in waiting)])
    for one in bookings:
        one.offer = slots[one.slot_id].offer
        ledger.give_back(one, old[one.pk])
    now = clock.now()
    for one in bookings:
        new = slots[moves[one.pk]]
        standing = ledger.standing(one.person_id or 0, new.offer)
        no = may_book(
            new,
            standing,
            now=now,
            seats=one.seats,
            online=one.online,
            channel=Booking.Channel.DRAW,
            proven=True,
        )
        if no:
            return no
        one.slot, one.sequence, one.changed_at = new, one.sequence + 1, now
        ledger.put(one, new)
    for one in bookings:
        one.given_on = False
        one.save(update_fields=("slot", "sequence", "changed_at", "given_on"))
    moved_up = promote(ledger, waiting, now=now)
    ledger.write()
    settle(moved_up, by=by)
    _announce(bookings, old, by=by, tell=tell)
    return bookings


def _refused(bookings: Sequence[Booking], moves: Mapping[int, int], slots: Mapping[int, Slot]) -> Refusal | None:
    """The first reason why one of them cannot be moved at all."""
    now = clock.now()
    for one in bookings:
        if one.slot_id not in slots or moves[one.pk] not in slots:
            return refusal(Reason.NOT_LIVE)  # it was moved elsewhere while we waited for the locks
        if one.person_id is None:
            return refusal(Reason.UNKNOWN_PERSON)
        if slots[moves[one.pk]].offer_id != one.offer_id:
            return refusal(Reason.OTHER_OFFER)
        one.slot = slots[one.slot_id]
        one.offer = one.slot.offer
        no = may_cancel(one, now=now, staff=True)
        if no or one.state != Booking.State.CONFIRMED:
            return no or refusal(Reason.NOT_CONFIRMED)
    return None


def _announce(bookings: Iterable[Booking], old: Mapping[int, Slot], *, by: Actor, tell: bool) -> None:
    for one in bookings:
        came_from = str(old[one.pk].public_id)
        note("moved", [one], by=by, template="moved" if tell else "", came_from=came_from)
        signals.send(signals.moved, booking_id=one.pk, from_slot_id=old[one.pk].pk, to_slot_id=one.slot_id)

"""Doing what a new plan of the day says: exactly that, in pieces each of which is done and told, or neither."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.one_at_a_time import alone
from duikou.booking import signals
from duikou.booking.actions.ledger import Ledger, lock_slots
from duikou.booking.actions.notices import note
from duikou.booking.actions.placed import Placed
from duikou.booking.actions.placing import fulfil, say_why
from duikou.booking.actions.promotion import candidates, promote, settle
from duikou.booking.actions.solving import as_details, solver_of_the_city
from duikou.booking.grounds import With, walk_of, withs_of
from duikou.booking.groups import hanging_together
from duikou.booking.models import Booking, Draw, DrawEntry, Slot, Wish
from duikou.booking.passes import claim_key
from duikou.booking.queries.replanning import DayAnew, Step, day_anew
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import is_soon, may_book, may_cancel, may_plan_anew
from duikou.journal.actions import queue, record


@dataclass(frozen=True, slots=True)
class PlannedAnew:
    """How many got a time, how many talks moved, and how many of the plan were not done, because somebody was quicker
    with a place of it."""

    placed: int
    moved: int
    missed: int


def see_day_anew(*, draw: Draw, most_moves: int) -> DayAnew | Refusal:
    """What planning anew would do now. Writes nothing, and holds nothing while a solver is asked."""
    return may_plan_anew(draw) or _planned(draw, most_moves, wait=False)


def _planned(draw: Draw, most_moves: int, *, wait: bool) -> DayAnew:
    solver = solver_of_the_city(wait=wait)
    return day_anew(draw, walk=walk_of(draw.offer_id), now=clock.now(), most_moves=most_moves, solver=solver)


def plan_day_anew(*, draw: Draw, most_moves: int, digest: str, by: Actor) -> PlannedAnew | Refusal:
    """Do the new plan whose `digest` was seen, with at most so many moves; PLAN_CHANGED, with nothing done, when the
    day is another by now. One run goes on at a time. What hangs together, because one takes another's place or is of
    the same person, is one transaction: done as it was planned, told to its people and in the journal, or not at all.
    Interrupted, the rest is found by a new plan."""
    with alone("placing", draw.pk):
        found = Draw.objects.select_related("offer").get(pk=draw.pk)
        no = may_plan_anew(found)
        if no:
            return no
        plan = _planned(found, most_moves, wait=True)
        if plan.digest != digest:
            return refusal(Reason.PLAN_CHANGED)
        goes_with = withs_of([one.wish for one in plan.new])
        done: list[Step] = []
        for group in together(plan.steps):
            if _do(group, goes_with, draw=draw, run=digest[:16], by=by):
                done += group
        say_why([(one.wish, one.why) for one in plan.left if one.slot is None])
        made = PlannedAnew(
            placed=sum(one.booking is None for one in done),
            moved=sum(one.booking is not None for one in done),
            missed=len(plan.steps) - len(done),
        )
        if plan.steps:
            record(
                what="draw.planned_anew",
                which=f"draw:{draw.public_id}",
                by=by,
                placed=made.placed,
                moved=made.moved,
                missed=made.missed,
                **as_details(plan.solved),
            )
    return made


def together(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps that hang together, in the order of the first of each: of one person, or into a time that another of
    them leaves."""
    leaves = {one.before for one in steps if one.before is not None}

    def things(one: Step) -> list[Hashable]:
        return [("person", one.person), *(("slot", at) for at in (one.before, one.slot) if at in leaves)]

    groups = hanging_together({at: things(one) for at, one in enumerate(steps)})
    return [[steps[at] for at in group] for group in groups]


class _NotNow(Exception):
    """A place of the group is not as it was planned."""


def _do(group: Sequence[Step], goes_with: dict[int, With], *, draw: Draw, run: str, by: Actor) -> bool:
    """Do these steps together; False, with nothing written, when one of them cannot be done."""
    try:
        with transaction.atomic():
            _write(group, goes_with, draw=draw, run=run, by=by)
    except _NotNow:
        return False
    return True


def _write(group: Sequence[Step], goes_with: dict[int, With], *, draw: Draw, run: str, by: Actor) -> None:
    now, moves = clock.now(), {one.booking: one for one in group if one.booking is not None}
    slots = lock_slots([at for one in group for at in (one.before, one.slot)])
    rows = Booking.objects.select_for_update(no_key=True).filter(pk__in=moves).order_by("pk")
    bookings = list(rows)
    _look(group, bookings, slots)
    old = {one.pk: slots[one.slot_id] for one in bookings}
    waiting = candidates(old.values())
    new = [one for one in group if one.booking is None]
    ledger = Ledger(slots, [*(one.person for one in group), *(one.person_id for one in waiting)], places=len(new))
    for one in bookings:
        ledger.give_back(one, old[one.pk])
    for one in bookings:
        one.slot, one.sequence, one.changed_at = slots[moves[one.pk].slot], one.sequence + 1, now
        _ask(ledger, one.slot, one.person_id, online=one.online)
        ledger.put(one, one.slot)
    placed = [_take(one, ledger) for one in new]
    for one in bookings:
        one.save(update_fields=("slot", "sequence", "changed_at"))
    moved_up = promote(ledger, waiting, now=now)
    ledger.write()
    fulfil([(at, (one.wish, goes_with.get(one.wish))) for at, one in zip(placed, new, strict=True)])
    settle(moved_up, by=by)
    note("confirmed", placed, by=by)
    for one in bookings:
        note("moved", [one], by=by, came_from=str(old[one.pk].public_id))
        signals.send(signals.moved, booking_id=one.pk, from_slot_id=old[one.pk].pk, to_slot_id=one.slot_id)
    if placed:
        signals.send(signals.booked, booking_ids=[one.pk for one in placed])
    _tell(placed, bookings, old, draw=draw, run=run)


def _look(group: Sequence[Step], bookings: Sequence[Booking], slots: Mapping[int, Slot]) -> None:
    """Raise when a wish, a booking or a time is not as it was planned."""
    known = {one.wish: one.booking or one.lost for one in group}
    if dict(Wish.objects.filter(pk__in=known).values_list("pk", "booking_id")) != known:
        raise _NotNow
    before = {one.booking: one.before for one in group if one.booking is not None}
    if {one.pk: one.slot_id for one in bookings} != before or any(one.slot not in slots for one in group):
        raise _NotNow
    for one in bookings:
        one.slot = slots[one.slot_id]
        one.offer = one.slot.offer
        if may_cancel(one, now=clock.now(), staff=True) or one.state != Booking.State.CONFIRMED:
            raise _NotNow


def _ask(ledger: Ledger, slot: Slot, person: int | None, *, online: bool) -> None:
    if person not in ledger.people:
        raise _NotNow
    standing = ledger.standing(person or 0, slot.offer)
    if may_book(slot, standing, now=clock.now(), online=online, channel=Booking.Channel.DRAW, proven=True):
        raise _NotNow


def _take(one: Step, ledger: Ledger) -> Placed:
    slot = ledger.slots[one.slot]
    _ask(ledger, slot, one.person, online=not slot.on_site)
    placed = Placed(
        slot=slot,
        person_id=one.person,
        created_at=clock.now(),
        online=not slot.on_site,
        channel=Booking.Channel.DRAW,
        claim_key=_key(one),
    )
    ledger.take(placed)
    return placed


def _key(one: Step) -> str:
    return claim_key("draw", str(one.wish) if one.lost is None else f"{one.wish} for {one.lost}")


def _tell(
    placed: Sequence[Placed], bookings: Sequence[Booking], old: Mapping[int, Slot], *, draw: Draw, run: str
) -> None:
    """One message to each person of the group, with all that is new for them."""
    people = {one.person_id for one in placed} | {one.person_id for one in bookings}
    entries = DrawEntry.objects.filter(draw=draw, person__in=people).order_by("pk")
    for entry in entries:
        new = [one for one in placed if one.person_id == entry.person_id]
        moved = [one for one in bookings if one.person_id == entry.person_id]
        times = [*(one.slot for one in new), *(one.slot for one in moved), *(old[one.pk] for one in moved)]
        queue(
            template="day_changed",
            recipient=f"person:{entry.person_id}",
            about=f"entry:{entry.public_id}",
            dedupe_key=f"day_changed:{entry.public_id}:{run}",
            expires_at=max(one.ends_at for one in times),
            urgent=any(is_soon(one, now=clock.now()) for one in times),
            new=[str(one.public_id) for one in new],
            moved={str(one.public_id): old[one.pk].starts_at.isoformat() for one in moved},
        )

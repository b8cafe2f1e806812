"""Numbers in a queue: given out, called, on hold, passed over, done. No number is ever called to two places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, F
from django.db.models.functions import Coalesce

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import calling, signals
from duikou.booking.actions.telling import tell_called, tell_nearly
from duikou.booking.models import Booking, NumberSeries, Offer, Resource, Ticket, TicketWish
from duikou.booking.queries.queue import city_day, line_at, tickets
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.directory.models import Person
from duikou.journal.actions import record

LOOKED_AT = 8  # of the line at once: so many tables may call at the same moment before one looks again


def take_number(
    offer: Offer,
    *,
    by: Actor,
    wishes: Sequence[Resource] = (),
    person: Person | None = None,
    key: str = "",
) -> Ticket | Refusal:
    """A new number of today for somebody without a booking, who waits for one of `wishes` (resources of the offer, any
    when empty). No name is needed; `key` (up to 64 letters, one per rendered form) makes a repetition find the first.
    Refused while the offer is a draft or cancelled; UNKNOWN_SLOT for a resource of another offer."""
    no = calling.may_take_number(offer)
    if no:
        return no
    if any(one.offer_id != offer.pk for one in wishes):
        return refusal(Reason.UNKNOWN_SLOT)
    try:
        with transaction.atomic():
            before = tickets().filter(key=key, offer=offer).first() if key else None
            return before or _give(offer, calling.WALK_INS, wishes, by, person=person, key=key or None)
    except IntegrityError:  # the same form at the same moment
        before = tickets().filter(key=key, offer=offer).first() if key else None
        return before or refusal(Reason.FAILED)


@transaction.atomic
def number_booking(booking: Booking, *, by: Actor) -> Ticket:
    """The number of a `booking` (`slot` and `offer` loaded) whose person is here, given now if it has none; one that
    was taken out of the queue comes back into it. Done again it changes nothing."""
    slot = booking.slot
    Booking.objects.select_for_update(no_key=True).get(pk=booking.pk)
    before = tickets().filter(booking=booking).first()
    if before is None or before.day != city_day(clock.now()):
        Ticket.objects.filter(booking=booking).update(booking=None)
        return _give(booking.offer, calling.BOOKED, [slot.resource], by, booking=booking, due_at=slot.starts_at)
    if before.state == Ticket.State.LEFT:
        TicketWish.objects.filter(ticket=before).delete()
        TicketWish.objects.create(ticket=before, resource=slot.resource)
        Ticket.objects.filter(pk=before.pk).update(due_at=slot.starts_at)
        answer = _take(before, calling.RESUME, by=by)
        assert isinstance(answer, Ticket)
        return answer
    return before


def move_to(ticket: Ticket, booking: Booking) -> bool:
    """Let a number without a booking, which is still in the line, be that of `booking` (`slot.resource` loaded) from
    now on, due at its time; whether it could."""
    still = Ticket.objects.filter(pk=ticket.pk, booking=None, state__in=calling.IN_LINE, day=city_day(clock.now()))
    if not still.update(booking=booking, due_at=booking.slot.starts_at):
        return False
    TicketWish.objects.filter(ticket=ticket).delete()
    TicketWish.objects.create(ticket=ticket, resource=booking.slot.resource)
    return True


@transaction.atomic
def call_next(resource: Resource, *, by: Actor) -> Ticket | Refusal:
    """Call the next number to `resource` (its `offer` loaded): QUEUE_PAUSED or NOBODY_WAITING when there is none. Two
    who call at once get two numbers: each is taken by a conditional UPDATE."""
    if Resource.objects.filter(pk=resource.pk, paused_at__isnull=False).exists():
        return refusal(Reason.QUEUE_PAUSED)
    while waiting := list(line_at(resource, now=clock.now())[:LOOKED_AT]):
        for ticket in waiting:
            called = _call(ticket, resource, calling.CALL_NEXT, by)
            if called:
                return called
    return refusal(Reason.NOBODY_WAITING)


@transaction.atomic
def call(ticket: Ticket, *, resource: Resource, by: Actor) -> Ticket | Refusal:
    """Call this number to `resource`, also from hold or after it was passed over."""
    return _call(ticket, resource, calling.CALL, by) or _moved_on(ticket)


@transaction.atomic
def recall(ticket: Ticket, *, by: Actor) -> Ticket | Refusal:
    """Call a number that was called once more: it is the newest on the board again."""
    answer = _take(ticket, calling.RECALL, by=by, called_at=clock.now(), recalls=F("recalls") + 1)
    if isinstance(answer, Ticket):
        signals.send(signals.called, ticket_id=answer.pk, resource_id=answer.resource_id)
    return answer


@transaction.atomic
def serve(ticket: Ticket, *, resource: Resource, by: Actor) -> Ticket | Refusal:
    """Begin with a number at `resource`; calling is implied."""
    now = clock.now()
    called_at = ticket.called_at if ticket.called_at and ticket.resource_id == resource.pk else now
    return _take(
        ticket, calling.SERVE, by=by, resource=resource, called_at=called_at, first_called_at=_first(now), served_at=now
    )


@transaction.atomic
def finish(ticket: Ticket, *, by: Actor) -> Ticket | Refusal:
    """Be done with a number."""
    return _take(ticket, calling.FINISH, by=by, ended_at=clock.now())


@transaction.atomic
def step_back(ticket: Ticket, *, by: Actor) -> Ticket | Refusal:
    """Take the last step back: what was done is under way again, what was begun is called."""
    if ticket.state == Ticket.State.DONE:
        return _take(ticket, calling.BACK_TO_TALK, by=by, ended_at=None)
    return _take(ticket, calling.BACK_TO_CALL, by=by, served_at=None)


@transaction.atomic
def skip(ticket: Ticket, *, by: Actor) -> Ticket | Refusal:
    """Pass over a number that was called and did not come; `resume` lets it wait again, before later numbers."""
    return _take(ticket, calling.SKIP, by=by)


@transaction.atomic
def hold(ticket: Ticket, *, by: Actor) -> Ticket | Refusal:
    """Call a number no more until it is resumed."""
    return _take(ticket, calling.HOLD, by=by)


@transaction.atomic
def resume(ticket: Ticket, *, by: Actor) -> Ticket | Refusal:
    """Let a number wait again, where its number stands: after a hold, after it was passed over, or when a step was
    taken back."""
    return _take(ticket, calling.RESUME, by=by, served_at=None, ended_at=None)


@transaction.atomic
def leave_queue(ticket: Ticket, *, by: Actor) -> Ticket | Refusal:
    """Take a number out of the queue."""
    return _take(ticket, calling.LEAVE, by=by, ended_at=clock.now())


@transaction.atomic
def pause(resource: Resource, *, by: Actor) -> bool:
    """Let nobody be called to `resource` until it is opened; whether it was open."""
    paused = Resource.objects.filter(pk=resource.pk, paused_at=None).update(paused_at=clock.now())
    if paused:
        record(what="queue.paused", which=f"offer:{resource.offer.public_id}", by=by, resource=resource.pk)
    return bool(paused)


@transaction.atomic
def free_waiting(resource: Resource, *, by: Actor) -> int:
    """Close the queue of `resource`: it is paused, and numbers that wait for it wait for the others that they wish for,
    or, where there are none, for any. Gives the number of those."""
    pause(resource, by=by)
    wishes = TicketWish.objects.filter(resource=resource, ticket__state__in=calling.MAY_BE_TOLD)
    freed, _rows = wishes.delete()
    if freed:
        record(
            what="queue.freed", which=f"offer:{resource.offer.public_id}", by=by, resource=resource.pk, numbers=freed
        )
    return freed


@transaction.atomic
def open_again(resource: Resource, *, by: Actor) -> bool:
    """Let numbers be called to `resource` again; whether it was paused."""
    opened = Resource.objects.filter(pk=resource.pk, paused_at__isnull=False).update(paused_at=None)
    if opened:
        record(what="queue.opened", which=f"offer:{resource.offer.public_id}", by=by, resource=resource.pk)
    return bool(opened)


def _give(offer: Offer, series: str, wishes: Sequence[Resource], by: Actor, **values: Any) -> Ticket:
    now = clock.now()
    day = city_day(now)
    ticket = Ticket.objects.create(
        offer=offer, day=day, series=series, number=_next_number(offer, day, series), taken_at=now, **values
    )
    TicketWish.objects.bulk_create(TicketWish(ticket=ticket, resource=one) for one in dict.fromkeys(wishes))
    number = calling.shown_number(ticket)
    record(what="ticket.taken", which=f"ticket:{ticket.public_id}", by=by, number=number)
    return ticket


def _next_number(offer: Offer, day: Any, letter: str) -> int:
    """The next number of a series; its row stays locked until the ticket is written."""
    series = NumberSeries.objects.filter(offer=offer, day=day, letter=letter)
    if not series.update(last=F("last") + 1):
        try:
            with transaction.atomic():
                return NumberSeries.objects.create(offer=offer, day=day, letter=letter, last=1).last
        except IntegrityError:  # another gave out the first one at the same moment
            series.update(last=F("last") + 1)
    return series.values_list("last", flat=True).get()


def _call(ticket: Ticket, resource: Resource, step: calling.Step, by: Actor) -> Ticket | None:
    now = clock.now()
    called = {"resource": resource, "called_at": now, "first_called_at": _first(now), "recalls": 0, "served_at": None}
    answer = _take(ticket, step, by=by, **called)
    if isinstance(answer, Refusal):
        return None
    tell_called(answer)
    tell_nearly(resource)
    signals.send(signals.called, ticket_id=answer.pk, resource_id=resource.pk)
    return answer


def _first(now: datetime) -> Coalesce:
    """When a number was called first: this stays, however often it is called."""
    return Coalesce(F("first_called_at"), now, output_field=DateTimeField())


def _take(ticket: Ticket, step: calling.Step, *, by: Actor, **values: Any) -> Ticket | Refusal:
    """Take a step if the number is in one of its states at this moment; taken before, it changes nothing. Its booking
    is held before it, as by whoever writes what came of the talk."""
    if ticket.booking_id:
        Booking.objects.select_for_update(no_key=True).filter(pk=ticket.booking_id).values_list("pk").first()
    taken = Ticket.objects.filter(pk=ticket.pk, state__in=step.sources).update(state=step.target, **values)
    if not taken:
        return _moved_on(ticket)
    present = tickets().get(pk=ticket.pk)
    where = {"resource": present.resource_id} if step.target in (Ticket.State.CALLED, Ticket.State.SERVING) else {}
    number = calling.shown_number(present)
    record(what=f"ticket.{step.name}", which=f"ticket:{present.public_id}", by=by, number=number, **where)
    return present


def _moved_on(ticket: Ticket) -> Refusal:
    return refusal(Reason.NUMBER_MOVED_ON, number=calling.shown_number(ticket))

"""The numbers under which people are called at a fair: whoever arrives has one, and it follows their talk."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from duikou.base.actor import SYSTEM, Actor
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Ticket
from duikou.booking.queries.queue import tickets
from duikou.booking.refusals import Refusal
from duikou.fairs.models import Fair, Interview, Stand


def number_arrivals(*, booking_ids: Sequence[int] = (), stand: Stand | None = None, by: Actor = SYSTEM) -> int:
    """Give everybody a number who is checked in on site and has none: of these bookings, or all who wait at `stand`;
    how many got one."""
    here = Booking.objects.filter(
        state=Booking.State.CONFIRMED, attendance=Booking.Attendance.ARRIVED, online=False, ticket=None
    ).select_related("slot__resource", "offer")
    wanted = here.filter(slot__resource=stand.resource_id) if stand else here.filter(pk__in=booking_ids)
    rows = list(wanted.filter(offer__fair__isnull=False, interview__ended_at=None).order_by("slot__starts_at", "pk"))
    for booking in rows:
        engine.number_booking(booking, by=by)
    return len(rows)


def follow(interview: Interview, *, by: Actor) -> None:
    """Let the number of a talk's person be where the talk is, inside the talk's own transaction. Somebody online has no
    number."""
    booking, resource = interview.booking, interview.stand.resource
    if booking.online or resource is None:
        return
    ticket = engine.number_booking(booking, by=by)
    if interview.ended_at:
        if ticket.called_at is None:  # noted without calling: taken back, the number is at the table
            engine.serve(ticket, resource=resource, by=by)
            ticket = engine.number_booking(booking, by=by)
        engine.finish(ticket, by=by)
    elif interview.started_at and ticket.state != Ticket.State.DONE:
        engine.serve(ticket, resource=resource, by=by)
    elif interview.called_at and ticket.state not in (Ticket.State.SERVING, Ticket.State.DONE):
        engine.call(ticket, resource=resource, by=by)
    elif interview.called_at:
        back = engine.step_back(ticket, by=by)
        if not interview.started_at and isinstance(back, Ticket) and back.state == Ticket.State.SERVING:
            engine.step_back(back, by=by)  # two steps were taken back at once
    elif ticket.state not in (Ticket.State.HELD, Ticket.State.SKIPPED):
        engine.resume(ticket, by=by)


@transaction.atomic
def hand_out(*, fair: Fair, stands: Sequence[Stand], by: Actor, key: str = "") -> Ticket | Refusal:
    """A number for somebody at the door without a booking, who wants to talk at one of `stands`; no name is asked."""
    resources = [one.resource for one in stands if one.resource is not None]
    return engine.take_number(fair.offer, wishes=resources, by=by, key=key)


def number_of(booking: Booking) -> Ticket | None:
    """The number of a booking, if its person is here and has one."""
    return tickets().filter(booking=booking).exclude(state=Ticket.State.LEFT).first()

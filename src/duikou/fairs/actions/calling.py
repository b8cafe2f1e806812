"""Calling numbers to an employer's table: whoever has a booking takes their talk along."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import transaction

from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking.models import Ticket
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.fairs import rules
from duikou.fairs.actions import outcomes, standby
from duikou.fairs.actions.numbers import number_arrivals
from duikou.fairs.models import Stand
from duikou.journal import actions as journal

Answer = Ticket | Refusal


@transaction.atomic
def call_next(*, stand: Stand, by: Actor) -> Answer:
    """Call the next number to `stand` (`resource.offer` loaded): who is booked and due, then who came without a
    booking, then who is booked for later."""
    if stand.resource is None:
        return refusal(Reason.NOBODY_WAITING)
    number_arrivals(stand=stand, by=by)
    answer = engine.call_next(stand.resource, by=by)
    return answer if isinstance(answer, Refusal) else _talk_called(answer, stand, by)


@transaction.atomic
def call(*, ticket: Ticket, stand: Stand, by: Actor) -> Answer:
    """Call this number, which is on hold or was passed over."""
    if stand.resource is None:
        return refusal(Reason.NOBODY_WAITING)
    answer = engine.call(ticket, resource=stand.resource, by=by)
    return answer if isinstance(answer, Refusal) else _talk_called(answer, stand, by)


@transaction.atomic
def start(*, ticket: Ticket, stand: Stand, by: Actor) -> Answer:
    """Begin with a number; one that came without a booking gets a place of this time, if there is one, so that it can
    be said what came of the talk. Raises rules.Refused when its talk is over."""
    if stand.resource is None:
        return refusal(Reason.NOBODY_WAITING)
    booking = ticket.booking or standby.seat(ticket=ticket, stand=stand, by=by)
    if booking is None:
        return engine.serve(ticket, resource=stand.resource, by=by)
    outcomes.start_talk(interview=outcomes.interview_of(booking=booking, stand=stand), by=by)
    return ticket


@transaction.atomic
def recall(*, ticket: Ticket, stand: Stand, by: Actor) -> Answer:
    """Call a number once more."""
    return engine.recall(ticket, by=by)


@transaction.atomic
def skip(*, ticket: Ticket, stand: Stand, by: Actor) -> Answer:
    """Go on without a number that was called and did not come."""
    return _uncalled(engine.skip(ticket, by=by), stand, by)


@transaction.atomic
def hold(*, ticket: Ticket, stand: Stand, by: Actor) -> Answer:
    """Leave a number out until it is called by itself or waits again."""
    return _uncalled(engine.hold(ticket, by=by), stand, by)


@transaction.atomic
def resume(*, ticket: Ticket, stand: Stand, by: Actor) -> Answer:
    """Let a number wait again, where its number stands."""
    return _uncalled(engine.resume(ticket, by=by), stand, by)


@transaction.atomic
def finish(*, ticket: Ticket, stand: Stand, by: Actor) -> Answer:
    """Be done with a number that came without a booking; a talk ends by its outcome. Raises rules.Refused for one
    with a booking."""
    if ticket.booking is not None:
        raise rules.Refused(rules.Refusal.NEEDS_OUTCOME)
    return engine.finish(ticket, by=by)


Step = Callable[..., Answer]
STEPS: Mapping[str, Step] = {
    "call": call,
    "recall": recall,
    "start": start,
    "skip": skip,
    "hold": hold,
    "resume": resume,
    "done": finish,
}


def _talk_called(ticket: Ticket, stand: Stand, by: Actor) -> Ticket:
    if ticket.booking is not None:
        outcomes.call_next(interview=outcomes.interview_of(booking=ticket.booking, stand=stand), by=by)
    return ticket


def _uncalled(answer: Answer, stand: Stand, by: Actor) -> Answer:
    """The talk of a number that is called no longer is called no longer."""
    if isinstance(answer, Ticket) and answer.booking is not None:
        interview = outcomes.interview_of(booking=answer.booking, stand=stand)
        if interview.called_at and not interview.ended_at:
            interview.called_at = interview.started_at = None
            interview.save(update_fields=("called_at", "started_at"))
            which = f"booking:{answer.booking.public_id}"
            journal.record(what="interview.call_taken_back", which=which, by=by)
    return answer

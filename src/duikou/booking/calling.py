"""The states of a number in a queue as a table, and who is called before whom: pure answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from duikou.booking.models import Offer, Ticket
from duikou.booking.refusals import Reason, Refusal, refusal

State = Ticket.State


@dataclass(frozen=True, slots=True)
class Step:
    """What can be done with a number: from which states, and to which."""

    name: str
    sources: frozenset[str]
    target: str


# Whoever is called next is taken from those who wait; a number on hold or passed over can be called by itself.
CALL_NEXT = Step("called", frozenset({State.WAITING}), State.CALLED)
CALL = Step("called", frozenset({State.WAITING, State.HELD, State.SKIPPED}), State.CALLED)
RECALL = Step("recalled", frozenset({State.CALLED}), State.CALLED)
SERVE = Step("serving", frozenset({State.WAITING, State.CALLED, State.HELD, State.SKIPPED}), State.SERVING)
FINISH = Step("done", frozenset({State.WAITING, State.CALLED, State.SERVING, State.HELD, State.SKIPPED}), State.DONE)
SKIP = Step("skipped", frozenset({State.CALLED}), State.SKIPPED)
HOLD = Step("held", frozenset({State.WAITING, State.CALLED}), State.HELD)
BACK_TO_TALK = Step("stepped_back", frozenset({State.DONE}), State.SERVING)
BACK_TO_CALL = Step("stepped_back", frozenset({State.SERVING}), State.CALLED)
# Also one step back at the table, and somebody who comes again after all.
RESUME = Step("resumed", frozenset(State.values) - {State.WAITING}, State.WAITING)
LEAVE = Step("left", frozenset({State.WAITING, State.CALLED, State.HELD, State.SKIPPED}), State.LEFT)

ASIDE = (State.HELD, State.SKIPPED)  # in the line, and not called before they are taken back into it
IN_LINE = (State.WAITING, State.CALLED, State.SERVING, State.HELD, State.SKIPPED)
# While it is not its turn yet, whoever holds a number can ask to be told of it; nearly its turn is with so many before.
MAY_BE_TOLD = (State.WAITING, State.CALLED, State.HELD, State.SKIPPED)
NEARLY = 2
WALK_INS, BOOKED = "A", "B"
# A booked time goes before those without one from so long before it begins.
DUE_FROM = timedelta(minutes=10)


def shown_number(ticket: Ticket) -> str:
    """The number of `ticket` as it is printed, shown and spoken: `A037`."""
    return str(ticket)


def may_take_number(offer: Offer) -> Refusal | None:
    """Whether numbers of `offer` are given out: once it was opened, and unless it was cancelled."""
    return refusal(Reason.QUEUE_CLOSED) if offer.state in (Offer.State.DRAFT, Offer.State.CANCELLED) else None

"""The queue of a table and of a whole fair, as staff see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from duikou.booking.calling import ASIDE, shown_number
from duikou.booking.models import Ticket, TicketWish
from duikou.booking.queries.queue import called_to, line_at, tickets, tickets_today
from duikou.fairs.models import Fair, Stand

State = Ticket.State


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number with what its table may know: the name is there only for a booking with this employer."""

    ticket: Ticket
    name: str

    @property
    def number(self) -> str:
        """The number as people know it."""
        return shown_number(self.ticket)


@dataclass(frozen=True, slots=True)
class TableQueue:
    """Who waits for a table: how many, who is next, who was called, whom without a booking it talks with, and who is on
    hold or was passed over."""

    paused: bool
    waiting: int
    next: Numbered | None
    called: Sequence[Numbered]
    walk_ins: Sequence[Numbered]
    aside: Sequence[Numbered]


def queue_at(stand: Stand, *, now: datetime) -> TableQueue | None:
    """The queue of `stand`, in four queries; None before it has a table."""
    resource = stand.resource
    if resource is None:
        return None
    waiting = line_at(resource, now=now)
    first = waiting.first()
    there = [_numbered(one) for one in called_to(resource, now=now)]
    return TableQueue(
        paused=resource.paused_at is not None,
        waiting=waiting.count(),
        next=_numbered(first) if first else None,
        called=[one for one in there if one.ticket.state == State.CALLED],
        walk_ins=[one for one in there if one.ticket.state == State.SERVING and one.ticket.booking is None],
        aside=[one for one in there if one.ticket.state in ASIDE],
    )


def ticket_at(stand: Stand, public_id: UUID) -> Ticket | None:
    """The number with this id, when it was called to `stand` or waits for it."""
    mine = Q(resource=stand.resource_id) | Q(wishes__resource=stand.resource_id) | Q(wishes=None, booking=None)
    return tickets().filter(mine, offer=stand.fair.offer_id, public_id=public_id).first() if stand.resource_id else None


def queue_of(fair: Fair, *, now: datetime) -> list[Ticket]:
    """Today's numbers of a fair that are not done, with the stands they wait for."""
    wishes = Prefetch("wishes", TicketWish.objects.select_related("resource__stand"))
    return list(tickets_today(fair.offer, now=now).prefetch_related(wishes))


def ticket_of_fair(fair: Fair, public_id: UUID) -> Ticket | None:
    """The number of a fair with this id."""
    return tickets().filter(offer=fair.offer_id, public_id=public_id).first()


def _numbered(ticket: Ticket) -> Numbered:
    person = ticket.booking.person if ticket.booking else None
    return Numbered(ticket, person.name if person else "")

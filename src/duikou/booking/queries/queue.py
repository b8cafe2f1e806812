"""Who waits in line, who is next, and what a board shows: numbers and places, never a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from duikou.booking.calling import DUE_FROM, IN_LINE, shown_number
from duikou.booking.models import Offer, Resource, Ticket
from duikou.directory.models import Person

ON_BOARD = 12


@dataclass(frozen=True, slots=True)
class Call:
    """A line of a board: which number is to go where, since when (aware), and how often it was called before;
    `serving` once they are there; `free_until` for a place that is held out to the number, which is not called yet."""

    number: str
    label: str
    at: datetime
    recalls: int
    serving: bool
    free_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ticket stands at one of the resources it waits for: so many are called `before` it."""

    resource: Resource
    before: int


def city_day(moment: datetime) -> date:
    """The day of `moment` in the city's zone: numbers begin anew with it."""
    return timezone.localtime(moment).date()


def ticket_of(public_id: UUID | str) -> Ticket | None:
    """The ticket with this public id, with offer, resource and its booking's slot and person; None if unknown."""
    try:
        return tickets().get(public_id=UUID(str(public_id)))
    except (Ticket.DoesNotExist, ValueError):
        return None


def tickets() -> QuerySet[Ticket]:
    """Tickets with all that a queue shows of them."""
    return Ticket.objects.select_related("offer", "resource", "person", "booking__slot__resource", "booking__person")


def person_of(ticket: Ticket) -> Person | None:
    """Whose a number is, if that is known."""
    return ticket.booking.person if ticket.booking else ticket.person


def line(offer: Offer, *, now: datetime) -> QuerySet[Ticket]:
    """Today's tickets of `offer` that wait, in the order in which they would be called: who is booked and due (from
    DUE_FROM before their time), then those without a booking by their numbers, then who is booked for later."""
    due = Case(
        When(due_at__isnull=True, then=Value(1)),
        When(due_at__lte=now + DUE_FROM, then=Value(0)),
        default=Value(2),
        output_field=IntegerField(),
    )
    waiting = tickets().filter(offer=offer, day=city_day(now), state=Ticket.State.WAITING)
    return waiting.alias(due=due).order_by("due", "due_at", "pk")


def line_at(resource: Resource, *, now: datetime) -> QuerySet[Ticket]:
    """The part of the line that can be called to `resource`: who wishes for it, or for nothing in particular."""
    return line(resource.offer, now=now).filter(Q(wishes__resource=resource) | Q(wishes=None))


def called_to(resource: Resource, *, now: datetime) -> list[Ticket]:
    """Today's tickets that were called to `resource` and are there, on their way, on hold or passed over; the first
    called first."""
    states = (Ticket.State.CALLED, Ticket.State.SERVING, Ticket.State.HELD, Ticket.State.SKIPPED)
    rows = tickets().filter(offer=resource.offer_id, day=city_day(now), state__in=states, resource=resource)
    return list(rows.order_by("called_at", "pk"))


def tickets_today(offer: Offer, *, now: datetime) -> QuerySet[Ticket]:
    """Today's tickets of `offer` that are not done, by number."""
    return tickets().filter(offer=offer, day=city_day(now), state__in=IN_LINE).order_by("series", "number")


def board_of(offer: Offer, *, now: datetime, most: int = ON_BOARD) -> list[Call]:
    """What is on the board of `offer`: who is called and not done, the latest call first."""
    rows = Ticket.objects.filter(
        offer=offer, day=city_day(now), state__in=(Ticket.State.CALLED, Ticket.State.SERVING), resource__isnull=False
    ).select_related("resource")
    return [
        Call(shown_number(one), one.resource.label, one.called_at, one.recalls, one.state == Ticket.State.SERVING)
        for one in rows.order_by("-called_at", "-pk")[:most]
        if one.resource is not None and one.called_at is not None
    ]


def standing_in_line(ticket: Ticket, *, now: datetime) -> Sequence[Standing]:
    """How many are called before `ticket` at each resource it waits for; nothing once it no longer waits."""
    if ticket.state != Ticket.State.WAITING:
        return []
    wished = [one.resource for one in ticket.wishes.select_related("resource__offer")]
    return [Standing(one, _before(ticket, line_at(one, now=now))) for one in wished]


def before_in_line(ticket: Ticket, *, now: datetime) -> int:
    """How many are called before a `ticket` that waits for any resource."""
    return _before(ticket, line(ticket.offer, now=now))


def _before(ticket: Ticket, waiting: QuerySet[Ticket]) -> int:
    for count, pk in enumerate(waiting.values_list("pk", flat=True)):
        if pk == ticket.pk:
            return count
    return 0

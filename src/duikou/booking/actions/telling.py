"""Messages to whoever waits with a number and asked for one: that it is called, or that it is nearly its turn."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.calling import MAY_BE_TOLD, NEARLY, shown_number
from duikou.booking.models import Resource, Ticket
from duikou.booking.queries.queue import line_at, person_of, tickets
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.journal.actions import queue, record

CALLED, SOON = "number_called", "number_soon"
OF_USE = timedelta(minutes=15)  # whoever has not come by then is passed over


@transaction.atomic
def tell_of_number(ticket: Ticket, *, tell: str, by: Actor) -> Ticket | Refusal:
    """Send the person of a number a message when it is called (`called`), also when few are before it (`soon`), or none
    (empty). Refused for a number of which no contact is known, and once it is its turn. Raises ValueError for anything
    else. Done again it changes nothing."""
    if tell not in Ticket.Tell.values:
        raise ValueError(tell)
    person = person_of(ticket)
    if tell and (person is None or not person.contact):
        return refusal(Reason.NO_CONTACT)
    rows = Ticket.objects.filter(pk=ticket.pk, state__in=MAY_BE_TOLD)
    if rows.exclude(tell=tell).update(tell=tell):
        what = "ticket.to_be_told" if tell else "ticket.not_told"
        record(what=what, which=f"ticket:{ticket.public_id}", by=by, number=shown_number(ticket))
    elif not rows.exists():
        return refusal(Reason.NUMBER_MOVED_ON, number=shown_number(ticket))
    return tickets().get(pk=ticket.pk)


def tell_called(ticket: Ticket) -> None:
    """Queue the message that `ticket` was called just now, where its person asked for it: one for each call. Inside the
    transaction of the call."""
    person = person_of(ticket)
    if not ticket.tell or person is None or ticket.called_at is None:
        return
    about = f"ticket:{ticket.public_id}"
    queue(
        template=CALLED,
        recipient=f"person:{person.pk}",
        about=about,
        dedupe_key=f"{CALLED}:{ticket.public_id}:{ticket.resource_id}:{ticket.called_at.timestamp():.6f}",
        expires_at=ticket.called_at + OF_USE,
        urgent=True,
        resource=ticket.resource_id,
    )


def tell_nearly(resource: Resource) -> None:
    """Queue the message for those who asked for it and are now among the next at `resource`: one for each number."""
    now = clock.now()
    waiting = line_at(resource, now=now)
    if not waiting.filter(tell=Ticket.Tell.SOON).exists():
        return
    for ticket in waiting[: NEARLY + 1]:
        person = person_of(ticket)
        if ticket.tell == Ticket.Tell.SOON and person is not None:
            queue(
                template=SOON,
                recipient=f"person:{person.pk}",
                about=f"ticket:{ticket.public_id}",
                dedupe_key=f"{SOON}:{ticket.public_id}",
                expires_at=now + OF_USE,
                urgent=True,
            )

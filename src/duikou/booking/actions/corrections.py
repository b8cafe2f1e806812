"""Putting right what was done by mistake at the door."""

from __future__ import annotations

from django.db import transaction

from duikou.base.actor import Actor
from duikou.booking.actions.queue import leave_queue
from duikou.booking.models import Booking, CheckIn, Ticket
from duikou.journal.actions import record


@transaction.atomic
def undo_check_in(booking: Booking, *, by: Actor) -> Booking:
    """Take a check-in back; without one nothing changes. The place stays, a walk-in's too. How long it may be taken
    back is the caller's rule."""
    present = Booking.objects.select_for_update(no_key=True).get(pk=booking.pk)
    if CheckIn.objects.filter(booking=present).delete()[0]:
        present.attendance = Booking.Attendance.EXPECTED
        present.save(update_fields=("attendance",))
        record(what="booking.check_in_undone", which=f"booking:{present.public_id}", by=by)
        ticket = Ticket.objects.filter(booking=present).first()
        if ticket:
            leave_queue(ticket, by=by)
    return present

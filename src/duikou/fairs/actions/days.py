"""Writing what has to do with somebody's day at a fair."""

from __future__ import annotations

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.models import Booking
from duikou.journal import actions as journal


@transaction.atomic
def send_day(*, booking: Booking, by: Actor) -> None:
    """Send the day card to the person of `booking`, to their own contact; asked again within a minute it goes once."""
    now = clock.now()
    journal.queue(
        template="day_card",
        recipient=f"person:{booking.person_id}",
        about=f"booking:{booking.public_id}",
        dedupe_key=f"day_card:{booking.public_id}:{now:%Y%m%d%H%M}",
        expires_at=booking.interview.fair.ends_at,
        urgent=True,
    )
    journal.record(what="day.sent", which=f"booking:{booking.public_id}", by=by)

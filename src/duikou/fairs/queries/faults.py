"""What interviews promise the engine's bookings, looked up in the living database."""

from __future__ import annotations

from datetime import timedelta

from duikou.base import clock
from duikou.base.promises import SHOWN, Findings, Promise, how_many, told
from duikou.base.snapshot import one_moment
from duikou.booking.models import Booking

BY_HAND = "Rows were written past the house: find out by what"
# The worker makes up for a process that died between a promotion and its interview.
GRACE = timedelta(minutes=10)

PROMISES = (
    Promise(
        "interview {}: at stand {}, its booking {} is at another",
        "Move the booking to a time of its stand, as staff",
        """SELECT i.id, i.stand_id, i.booking_id FROM fairs_interview i JOIN fairs_stand st ON st.id = i.stand_id
        JOIN booking_booking b ON b.id = i.booking_id JOIN booking_slot s ON s.id = b.slot_id
        WHERE s.resource_id <> st.resource_id""",
    ),
    Promise(
        "interview {}: says fair {}, its stand {}",
        BY_HAND,
        """SELECT i.id, i.fair_id, st.fair_id FROM fairs_interview i JOIN fairs_stand st ON st.id = i.stand_id
        WHERE i.fair_id <> st.fair_id""",
    ),
    Promise(
        "interview {}: about post {} of another fair",
        BY_HAND,
        """SELECT i.id, i.post_id FROM fairs_interview i JOIN fairs_post p ON p.id = i.post_id
        WHERE i.fair_id <> p.fair_id""",
    ),
)


def look() -> Findings:
    """Every promise that the stored rows break, as they are at one moment, and how many rows there are."""
    with one_moment():
        found = [line for promise in PROMISES for line in promise.faults()]
        live = Booking.objects.filter(state__in=Booking.LIVE, changed_at__lt=clock.now() - GRACE)
        old = live.filter(interview=None, slot__resource__stand__isnull=False).order_by("pk")
        fault = "booking {}: at a stand, and without an interview"
        do = "The worker makes it: is `duikou worker` running, or `duikou serve` without --no-worker?"
        found += told(fault, do, list(old.values_list("pk")[: SHOWN + 1]))
        return Findings({"interviews": how_many(["fairs_interview"])["fairs_interview"]}, found)

"""What waiting lists promise."""

from __future__ import annotations

from duikou.base.promises import Promise
from duikou.booking.queries.faults.places import BY_HAND

LISTS = (
    Promise(
        "waiting entry {}: promoted without a booking",
        "Book a place for the person, as staff",
        "SELECT id FROM booking_waitingentry WHERE state = 'promoted' AND booking_id IS NULL",
    ),
    Promise(
        "waiting entry {}: {} and has booking {}",
        BY_HAND,
        "SELECT id, state, booking_id FROM booking_waitingentry WHERE state <> 'promoted' AND booking_id IS NOT NULL",
    ),
    Promise(
        "waiting entry {}: booking {} is somebody else's, or of another offer",
        BY_HAND,
        """SELECT w.id, b.id FROM booking_waitingentry w JOIN booking_booking b ON b.id = w.booking_id
        WHERE w.person_id <> b.person_id OR w.offer_id <> b.offer_id OR w.seats <> b.seats""",
    ),
    Promise(
        "booking {}: came off a waiting list on which it never was",
        BY_HAND,
        """SELECT b.id FROM booking_booking b LEFT JOIN booking_waitingentry w ON w.booking_id = b.id
        WHERE b.channel = 'waiting_list' AND w.id IS NULL""",
    ),
    Promise(
        "waiting entry {}: offer, resource and slot do not belong together",
        BY_HAND,
        """SELECT w.id FROM booking_waitingentry w JOIN booking_resource r ON r.id = w.resource_id
        LEFT JOIN booking_slot s ON s.id = w.slot_id
        WHERE w.offer_id <> r.offer_id OR s.resource_id <> w.resource_id""",
    ),
    Promise(
        "waiting entry {}: the person waits here twice",
        "Let the later one leave",
        """SELECT MAX(id) FROM booking_waitingentry WHERE state = 'waiting' AND person_id IS NOT NULL
        GROUP BY person_id, resource_id HAVING COUNT(*) > 1""",
    ),
    # Whoever is passed over gets a reason with it, so an entry without one was never reached.
    Promise(
        "waiting entry {}: entry {}, behind it, had a place first",
        "Nothing mends this by itself: tell both people, and report it with the journal of the slot",
        """SELECT w.id, MIN(later.id) FROM booking_waitingentry w JOIN booking_waitingentry later
        ON later.resource_id = w.resource_id AND later.state = 'promoted' AND later.id > w.id
        AND (later.slot_id = w.slot_id OR w.slot_id IS NULL AND later.slot_id IS NULL)
        WHERE w.state = 'waiting' AND w.passed_over = '' AND w.person_id IS NOT NULL GROUP BY w.id""",
    ),
)

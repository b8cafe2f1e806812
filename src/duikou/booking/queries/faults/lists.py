"""What waiting lists and queues promise."""

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
    Promise(
        "number {}: offer {}, its booking's is {}",
        BY_HAND,
        """SELECT t.id, t.offer_id, b.offer_id FROM booking_ticket t JOIN booking_booking b ON b.id = t.booking_id
        WHERE t.offer_id <> b.offer_id""",
    ),
    Promise(
        "number {}: waits for or was called to a place of another offer",
        BY_HAND,
        """SELECT DISTINCT t.id FROM booking_ticket t LEFT JOIN booking_ticketwish w ON w.ticket_id = t.id
        JOIN booking_resource r ON r.id = w.resource_id OR r.id = t.resource_id WHERE r.offer_id <> t.offer_id""",
    ),
    Promise(
        "number {}: another of the same day and series has it too",
        "Let the later one take a new number",
        "SELECT MAX(id) FROM booking_ticket GROUP BY offer_id, day, series, number HAVING COUNT(*) > 1",
    ),
    Promise(
        "series {}: {} is the last number, {} was given out",
        "Set the series to the highest number that was given out",
        """SELECT s.id, s.last, MAX(t.number) FROM booking_numberseries s JOIN booking_ticket t
        ON t.offer_id = s.offer_id AND t.day = s.day AND t.series = s.letter
        GROUP BY s.id, s.last HAVING s.last < MAX(t.number)""",
    ),
)

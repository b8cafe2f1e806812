"""What slots, standings, bookings and check-ins promise each other."""

from __future__ import annotations

from duikou.base.promises import Promise

LIVE = "b.state IN ('held', 'confirmed')"
SEATS = f"SELECT slot_id, SUM(seats) AS seats FROM booking_booking b WHERE {LIVE} AND NOT b.given_on GROUP BY slot_id"
COUNTED = f"{LIVE} AND b.channel NOT IN ('walk_in', 'standby') AND b.person_id IS NOT NULL"
HELD = f"SELECT person_id, offer_id, COUNT(*) AS n FROM booking_booking b WHERE {COUNTED} GROUP BY person_id, offer_id"
# Of each person's live bookings in the order of time: until when an earlier one lasts. What is held at several meetings
# takes up no span, but these.
BUSY = f"""
    SELECT b.id, b.person_id, s.starts_at, MAX(s.ends_at) OVER (
        PARTITION BY b.person_id ORDER BY s.starts_at, b.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS busy_until
    FROM booking_booking b JOIN booking_slot s ON s.id = b.slot_id
    WHERE {LIVE} AND b.person_id IS NOT NULL AND s.meetings IS NULL"""

BY_HAND = "Rows were written past the engine: find out by what, put the number right while nobody books, check again"
TOO_MANY = "More was promised than there is: raise the capacity if there is room, else move people and tell them"
ONE_GOES = "Cancel one of them on its page, as staff"
WORKER = "The worker ends this: is `duikou worker` running, or `duikou serve` without --no-worker?"

PLACES = (
    Promise(
        "slot {}: {} seats are taken, its live bookings have {}",
        BY_HAND,
        f"""SELECT s.id, s.taken, COALESCE(held.seats, 0) FROM booking_slot s LEFT JOIN ({SEATS}) held
        ON held.slot_id = s.id WHERE s.taken <> COALESCE(held.seats, 0)""",
    ),
    Promise(
        "slot {}: {} seats of live bookings, {} places",
        TOO_MANY,
        f"""SELECT s.id, held.seats, s.capacity FROM booking_slot s JOIN ({SEATS}) held
        ON held.slot_id = s.id WHERE held.seats > s.capacity""",
    ),
    Promise(
        "slot {}: can be booked at resource {}, which is withdrawn",
        "Take the time back, or offer the resource again: approve its stand once more",
        """SELECT s.id, r.id FROM booking_slot s JOIN booking_resource r ON r.id = s.resource_id
        WHERE NOT s.withdrawn AND s.starts_at > r.withdrawn_at""",
    ),
    Promise(
        "slot {}: {} places are kept of {}",
        "Set its capacity and the kept places anew",
        "SELECT id, kept, capacity FROM booking_slot WHERE kept > capacity",
    ),
    Promise(
        "slot {}: its offer is {}, that of its resource {}",
        BY_HAND,
        """SELECT s.id, s.offer_id, r.offer_id FROM booking_slot s JOIN booking_resource r ON r.id = s.resource_id
        WHERE s.offer_id <> r.offer_id""",
    ),
    Promise(
        "standing {}: says {} live bookings, there are {}",
        BY_HAND,
        f"""SELECT t.id, t.live, COALESCE(held.n, 0) FROM booking_standing t LEFT JOIN ({HELD}) held
        ON held.person_id = t.person_id AND held.offer_id = t.offer_id WHERE t.live <> COALESCE(held.n, 0)""",
    ),
    Promise(
        "standing {}: {} live bookings, the limit is {}",
        "Cancel what is too much on its page, as staff",
        f"""SELECT t.id, held.n, t."limit" FROM booking_standing t JOIN ({HELD}) held
        ON held.person_id = t.person_id AND held.offer_id = t.offer_id WHERE held.n > t."limit\"""",
    ),
    Promise(
        "booking {}: its person has no standing in the offer",
        BY_HAND,
        f"""SELECT b.id FROM booking_booking b LEFT JOIN booking_standing t
        ON t.person_id = b.person_id AND t.offer_id = b.offer_id WHERE {COUNTED} AND t.id IS NULL""",
    ),
    Promise(
        "booking {}: another live one of the same person in the same slot",
        ONE_GOES,
        f"""SELECT MAX(b.id) FROM booking_booking b WHERE {LIVE} AND b.person_id IS NOT NULL
        GROUP BY b.person_id, b.slot_id HAVING COUNT(*) > 1""",
    ),
    Promise(
        "booking {}: overlaps another of the same person",
        ONE_GOES,
        f"SELECT id FROM ({BUSY}) times WHERE starts_at < busy_until",
    ),
    Promise(
        "booking {}: another has the same code",
        "Somebody could come in for somebody else: cancel one and book it anew",
        "SELECT MAX(id) FROM booking_booking GROUP BY code HAVING COUNT(*) > 1",
    ),
    Promise(
        "booking {}: another was made by the same claim",
        ONE_GOES,
        "SELECT MAX(id) FROM booking_booking WHERE claim_key IS NOT NULL GROUP BY claim_key HAVING COUNT(*) > 1",
    ),
    Promise(
        "offer {}: {} bookings by invitation, {} invitations accepted",
        BY_HAND,
        """SELECT o.id, made.n, COALESCE(accepted.n, 0) FROM booking_offer o
        JOIN (SELECT offer_id, COUNT(*) AS n FROM booking_booking WHERE channel = 'invited' GROUP BY offer_id) made
        ON made.offer_id = o.id
        LEFT JOIN (SELECT a.offer_id, COUNT(*) AS n FROM booking_invitation i JOIN booking_allotment a
        ON a.id = i.allotment_id WHERE i.state = 'accepted' GROUP BY a.offer_id) accepted ON accepted.offer_id = o.id
        WHERE made.n > COALESCE(accepted.n, 0)""",
    ),
    Promise(
        "booking {}: its offer is {}, that of its slot {}",
        BY_HAND,
        """SELECT b.id, b.offer_id, s.offer_id FROM booking_booking b JOIN booking_slot s ON s.id = b.slot_id
        WHERE b.offer_id <> s.offer_id""",
    ),
    Promise(
        "booking {}: held without an end",
        "Cancel it on its page, as staff",
        "SELECT id FROM booking_booking WHERE state = 'held' AND held_until IS NULL",
    ),
    Promise(
        "booking {}: arrived without a check-in",
        "Check it in once more at the door, or set its attendance back",
        """SELECT b.id FROM booking_booking b LEFT JOIN booking_checkin c ON c.booking_id = b.id
        WHERE b.attendance = 'arrived' AND c.id IS NULL""",
    ),
    Promise(
        "booking {}: checked in but {}",
        "Take the check-in back at the door and check in once more",
        """SELECT b.id, b.attendance FROM booking_checkin c JOIN booking_booking b ON b.id = c.booking_id
        WHERE b.attendance <> 'arrived'""",
    ),
    Promise(
        "check-in {}: its booking is {}",
        "Take the check-in back; whoever is there gets a walk-in",
        """SELECT c.id, b.state FROM booking_checkin c JOIN booking_booking b ON b.id = c.booking_id
        WHERE b.state <> 'confirmed'""",
    ),
)

"""What the rows of draws promise: who won what, who has it, and that two have read the seed."""

from __future__ import annotations

from duikou.base.promises import Promise
from duikou.booking.queries.faults.places import BY_HAND

STOP = "Draw nothing, or believe nothing of it: find out who changed it, and tell everybody who takes part"

DRAWS = (
    Promise(
        "draw {}: {} without its list",
        BY_HAND,
        """SELECT d.id, d.state FROM booking_draw d LEFT JOIN booking_drawfile f ON f.draw_id = d.id
        WHERE d.state IN ('frozen', 'drawn') AND f.id IS NULL""",
    ),
    Promise(
        "draw {}: has a seed that {} of two people have read",
        STOP,
        """SELECT d.id, COUNT(r.id) FROM booking_draw d LEFT JOIN booking_seedreading r
        ON r.draw_id = d.id AND r.seed = d.seed WHERE d.seed <> '' GROUP BY d.id HAVING COUNT(r.id) < 2""",
    ),
    Promise(
        "draw {}: {}, and its places are still booked by nobody",
        BY_HAND,
        """SELECT d.id, d.state FROM booking_draw d JOIN booking_offer o ON o.id = d.offer_id
        WHERE o.mode = 'draw' AND (d.state = 'called_off' OR d.settled_at IS NOT NULL)""",
    ),
    Promise(
        "draw {}: takes wishes, and its places can be booked meanwhile",
        BY_HAND,
        """SELECT d.id FROM booking_draw d JOIN booking_offer o ON o.id = d.offer_id
        WHERE o.mode <> 'draw' AND d.state IN ('wishing', 'frozen')""",
    ),
    Promise(
        "entry {}: keeps the hours of somebody who is gone",
        "Empty them, and find out by what the person went past the engine",
        """SELECT id FROM booking_drawentry
        WHERE person_id IS NULL AND (there_from IS NOT NULL OR there_until IS NOT NULL)""",
    ),
    Promise(
        "wish {}: {} in a draw that is {}",
        BY_HAND,
        """SELECT w.id, w.outcome, d.state FROM booking_wish w JOIN booking_drawentry e ON e.id = w.entry_id
        JOIN booking_draw d ON d.id = e.draw_id WHERE w.outcome IN ('won', 'full', 'capped') AND d.state <> 'drawn'""",
    ),
    Promise(
        "wish {}: of another offer than its draw",
        BY_HAND,
        """SELECT w.id FROM booking_wish w JOIN booking_drawentry e ON e.id = w.entry_id
        JOIN booking_draw d ON d.id = e.draw_id JOIN booking_resource r ON r.id = w.resource_id
        WHERE r.offer_id <> d.offer_id""",
    ),
    Promise(
        "wish {}: won, with neither a time nor a reason why there is none",
        "Give the person a time, or tell them why there is none, as staff; and find out by what their booking went",
        """SELECT w.id FROM booking_wish w JOIN booking_drawentry e ON e.id = w.entry_id
        JOIN booking_draw d ON d.id = e.draw_id WHERE d.settled_at IS NOT NULL AND w.outcome = 'won'
        AND w.booking_id IS NULL AND w.unplaced = '' AND e.person_id IS NOT NULL""",
    ),
    Promise(
        "wish {}: {}, and has booking {}",
        BY_HAND,
        """SELECT id, CASE outcome WHEN '' THEN 'not drawn' ELSE outcome END, booking_id FROM booking_wish
        WHERE booking_id IS NOT NULL AND outcome <> 'won'""",
    ),
    Promise(
        "wish {}: booking {} is somebody else's, or of another offer",
        BY_HAND,
        """SELECT w.id, b.id FROM booking_wish w JOIN booking_drawentry e ON e.id = w.entry_id
        JOIN booking_draw d ON d.id = e.draw_id JOIN booking_booking b ON b.id = w.booking_id
        WHERE b.person_id <> e.person_id OR b.offer_id <> d.offer_id""",
    ),
    Promise(
        "booking {}: was drawn, and no wish knows of it",
        BY_HAND,
        """SELECT b.id FROM booking_booking b LEFT JOIN booking_wish w ON w.booking_id = b.id
        WHERE b.channel = 'draw' AND w.id IS NULL AND b.why_ended <> 'slot_withdrawn'""",
    ),
)

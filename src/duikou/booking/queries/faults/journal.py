"""Every booking was journalled when it was made."""

from __future__ import annotations

from django.db import connection

from duikou.base.promises import Promise

DO = "Nobody can say who made it: find out by what it was written past the engine"
# SQLite keeps the id without hyphens.
BOUNDS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
HYPHENED = " || '-' || ".join(f"substr(b.public_id, {start}, {length})" for start, length in BOUNDS)


def unrecorded() -> list[str]:
    """Bookings of which the journal knows nothing."""
    name = "b.public_id" if connection.vendor == "postgresql" else HYPHENED
    return Promise(
        "booking {}: the journal does not know who made it",
        DO,
        f"""SELECT b.id FROM booking_booking b WHERE NOT EXISTS (SELECT 1 FROM journal_entry e
        WHERE e.which = 'booking:' || {name}
        AND e.what IN ('booking.confirmed', 'booking.held', 'booking.promoted'))""",
    ).faults()

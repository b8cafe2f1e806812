"""What the journal must know: who made and who ended each booking, and that no number was called twice."""

from __future__ import annotations

from django.db import connection

from duikou.base.promises import Promise

MADE = "Nobody can say who made it: find out by what it was written past the engine"
ENDED = "Nobody can say who ended it, and the person may not know: tell them, and find out by what it was ended"
CALLED = "Two tables may have called one person: let the right one call again, and report it with the journal"
# SQLite keeps the id without hyphens.
BOUNDS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))


def unrecorded() -> list[str]:
    """Bookings that were made or ended without a word in the journal."""
    about = f"SELECT 1 FROM {_entries()} WHERE e.which = 'booking:' || {_hyphened('b.public_id')}"
    made = Promise(
        "booking {}: the journal does not know who made it",
        MADE,
        f"""SELECT b.id FROM booking_booking b WHERE NOT EXISTS ({about}
        AND e.what IN ('booking.confirmed', 'booking.held', 'booking.promoted'))""",
    )
    ended = Promise(
        "booking {}: {}, and the journal does not know who ended it",
        ENDED,
        f"""SELECT b.id, b.state FROM booking_booking b WHERE b.state IN ('cancelled', 'expired')
        AND NOT EXISTS ({about} AND e.what IN ('booking.cancelled', 'booking.expired', 'booking.offer_cancelled'))""",
    )
    return [*made.faults(), *ended.faults()]


def called_twice() -> list[str]:
    """Numbers that were called while they were called already, or no longer to be called."""
    return Promise(
        "number {}: was called twice",
        CALLED,
        f"""SELECT DISTINCT id FROM (SELECT t.id, e.what, LAG(e.what) OVER (PARTITION BY t.id ORDER BY e.id) AS earlier
        FROM booking_ticket t JOIN {_entries()} ON e.which = 'ticket:' || {_hyphened("t.public_id")}
        WHERE substr(e.what, 1, 7) = 'ticket.') told WHERE what = 'ticket.called'
        AND earlier NOT IN ('ticket.taken', 'ticket.resumed', 'ticket.held', 'ticket.skipped')""",
    ).faults()


def _entries() -> str:
    """The journal, found by what an entry is about even where SQLite has counted it while it was empty."""
    return (
        "journal_entry e" if connection.vendor == "postgresql" else "journal_entry e INDEXED BY entries_about_a_thing"
    )


def _hyphened(column: str) -> str:
    """A public id as the journal writes it."""
    if connection.vendor == "postgresql":
        return column
    return " || '-' || ".join(f"substr({column}, {start}, {length})" for start, length in BOUNDS)

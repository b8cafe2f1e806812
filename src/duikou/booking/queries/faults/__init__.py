"""The promises of the engine, looked up in the living database; millions of bookings take a minute or two."""

from __future__ import annotations

from duikou.base.promises import Findings, how_many
from duikou.base.snapshot import one_moment
from duikou.booking.queries.faults.draws import DRAWS
from duikou.booking.queries.faults.journal import called_twice, unrecorded
from duikou.booking.queries.faults.lists import LISTS
from duikou.booking.queries.faults.overlooked import overlooked
from duikou.booking.queries.faults.places import PLACES
from duikou.booking.queries.faults.published import changed
from duikou.booking.queries.faults.unfinished import unfinished

TABLES = {
    "booking_slot": "slots",
    "booking_standing": "standings",
    "booking_booking": "bookings",
    "booking_checkin": "check-ins",
    "booking_waitingentry": "waiting entries",
    "booking_ticket": "numbers in queues",
    "booking_drawentry": "entries in draws",
}


def look(*, patient: bool = True) -> Findings:
    """Every promise that the stored rows break, as they are at one moment, and how many rows there are. What ends in
    pieces, as a cancelled offer does, is no fault for ten minutes if `patient`."""
    with one_moment():
        found = [line for promise in (*PLACES, *LISTS, *DRAWS) for line in promise.faults()]
        found += [*unfinished(patient=patient), *overlooked(), *unrecorded(), *called_twice(), *changed()]
        return Findings({TABLES[table]: count for table, count in how_many(TABLES).items()}, found)


def find_faults() -> list[str]:
    """What is wrong, in plain English with the ids concerned, asked when nothing is under way; nothing when all is
    well."""
    return look(patient=False).faults

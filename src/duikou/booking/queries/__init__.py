"""Named reads of the engine."""

from duikou.booking.queries.bookings import (
    Counts,
    booking_by_code,
    booking_by_key,
    booking_of,
    bookings_of,
    bookings_of_person,
    counts_of,
    find_by_code,
    roll,
)
from duikou.booking.queries.contact_codes import code_of
from duikou.booking.queries.door_links import door_link_with, door_links, door_links_of, names_of_doors
from duikou.booking.queries.faults import find_faults
from duikou.booking.queries.times import FreeTime, LimitShown, free_times, places_left, standing_of
from duikou.booking.queries.waiting import (
    WaitingShown,
    waiting_entries,
    waiting_of,
    waiting_of_person,
    waiting_shown,
)

__all__ = [
    "Counts",
    "FreeTime",
    "LimitShown",
    "WaitingShown",
    "booking_by_code",
    "booking_by_key",
    "booking_of",
    "bookings_of",
    "bookings_of_person",
    "code_of",
    "counts_of",
    "door_link_with",
    "door_links",
    "door_links_of",
    "find_by_code",
    "find_faults",
    "free_times",
    "names_of_doors",
    "places_left",
    "roll",
    "standing_of",
    "waiting_entries",
    "waiting_of",
    "waiting_of_person",
    "waiting_shown",
]

"""The engine's part of the API: offers, slots, bookings, passes, waiting lists, check-ins."""

from duikou.booking.api import bookings, check_ins, contact_codes, offers, passes, persons, waiting

ROUTERS = (
    ("offers", offers.router),
    ("slots", offers.slots_router),
    ("bookings", bookings.router),
    ("bookings", persons.router),
    ("passes", passes.router),
    ("contact-codes", contact_codes.router),
    ("waiting-entries", waiting.router),
    ("check-ins", check_ins.router),
)

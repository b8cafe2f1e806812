"""The engine's part of the API: offers, slots, draws, bookings, passes, waiting lists, lists of wishes, check-ins."""

from duikou.booking.api import bookings, check_ins, contact_codes, draws, offers, passes, persons, waiting, wish_lists

ROUTERS = (
    ("offers", offers.router),
    ("offers", draws.router),
    ("slots", offers.slots_router),
    ("bookings", bookings.router),
    ("bookings", persons.router),
    ("passes", passes.router),
    ("contact-codes", contact_codes.router),
    ("waiting-entries", waiting.router),
    ("wish-lists", wish_lists.router),
    ("check-ins", check_ins.router),
)

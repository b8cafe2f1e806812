"""Limited places: what is offered, when, to whom it is promised, who came. Knows no fair, window or class."""

from duikou.booking.models.arrivals import SentArrival
from duikou.booking.models.bookings import Booking, CheckIn, Standing
from duikou.booking.models.doors import CodeTally, ContactCode, DoorLink
from duikou.booking.models.draws import Draw, DrawEntry, DrawFile, SeedReading, Wish
from duikou.booking.models.feeds import CalendarFeed
from duikou.booking.models.invitations import Allotment, Invitation
from duikou.booking.models.offers import Offer, Resource, Slot
from duikou.booking.models.queue import NumberSeries, Ticket, TicketWish
from duikou.booking.models.standby import Chance
from duikou.booking.models.waiting import WaitingEntry

__all__ = (
    "Allotment",
    "Booking",
    "CalendarFeed",
    "Chance",
    "CheckIn",
    "CodeTally",
    "ContactCode",
    "DoorLink",
    "Draw",
    "DrawEntry",
    "DrawFile",
    "Invitation",
    "NumberSeries",
    "Offer",
    "Resource",
    "SeedReading",
    "SentArrival",
    "Slot",
    "Standing",
    "Ticket",
    "TicketWish",
    "WaitingEntry",
    "Wish",
)

"""The shapes of what the engine's part of the API takes and gives. Nobody's name or contact is ever given."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop as N_
from ninja import Schema
from pydantic import ConfigDict, Field

from duikou.base.api_shapes import NEXT, Text

SLOT_ID, BOOKING_ID = "019ab2c4-7d10-7c3e-9a51-5d0f3b1c2e01", "019ab2c4-8f00-7a11-8f3c-1f2e3d4c5b6a"
POST_ID, OFFER_ID = "019ab2c4-1a2b-7c3d-8e4f-5a6b7c8d9e0f", "019ab2c3-0011-7aaa-9bbb-0c0d0e0f1011"
CODE, KEY = "K7H4PX", "AZqyxI8AehGPPB8uPUxbag.0S8PqGmT0aYc8c1Jd8mCw3C5w4J1Q0m1iY7v8mCeR0g"
FOR_WHOM = N_("With a token: who it is for. With a pass it says so already.")
PASS = "P1.AAAAAAAAAAcAAAAAAAAAKgAAAABpc2Nv.4fW6dTq0hYb1sPq3xk2Jdw"


class Strict(Schema):
    """Something that is sent: a field that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid")


class PersonIn(Strict):
    """Who it is for, as they gave themselves. Kept encrypted, for this one purpose."""

    name: Text = Field(min_length=1, max_length=80, examples=["王芳"])
    contact: Text = Field(
        min_length=3,
        max_length=254,
        description=N_("One telephone number or e-mail address, for messages about the booking."),
        examples=["13900001111"],
    )
    language: Text = Field(
        "", max_length=10, description=N_("The language for messages; the city’s first one if empty."), examples=["en"]
    )


class BookingIn(Strict):
    """A place that is wanted now."""

    slot: UUID = Field(description=N_("The time, from “slots”."), examples=[SLOT_ID])
    about: UUID | None = Field(
        None, description=N_("What it is about, such as a post of a job fair."), examples=[POST_ID]
    )
    online: bool = Field(False, description=N_("Whether to meet online, where that is offered."))
    seats: int = Field(1, ge=1, le=1000)
    person: PersonIn | None = Field(
        None, description=N_("With a token: who it is for. With a pass it says so already.")
    )


class BookedOut(Schema):
    """A place that was booked."""

    id: UUID = Field(examples=[BOOKING_ID])
    code: str = Field(description=N_("To be said at the door."), examples=[CODE])
    state: str = Field(examples=["confirmed"])
    slot: UUID = Field(examples=[SLOT_ID])
    online: bool
    key: str = Field(
        description=N_("Opens this booking, to its person: send it as the bearer, or show them the page."),
        examples=[KEY],
    )
    page: str | None = Field(
        description=N_("The path of the page where the person sees, moves and cancels it."), examples=[f"/b/{KEY}/"]
    )


class SlotOut(Schema):
    """A time with a number of places."""

    id: UUID = Field(examples=[SLOT_ID])
    offer: UUID = Field(examples=[OFFER_ID])
    resource: str = Field(description=N_("Where it is held: a table, a room, a counter."), examples=["12"])
    starts_at: datetime = Field(examples=["2026-11-28T01:20:00Z"])
    ends_at: datetime = Field(examples=["2026-11-28T01:30:00Z"])
    left: int = Field(description=N_("Places left for the public at this moment."), examples=[2])
    waiting: int = Field(description=N_("How many wait for this time, or for any time there."), examples=[0])
    on_site: bool
    online: bool


class SlotsOut(Schema):
    """A page of times, in order."""

    items: list[SlotOut]
    next: str | None = Field(None, description=NEXT)


class OfferOut(Schema):
    """Something with limited places and the rules of booking it."""

    id: UUID = Field(examples=[OFFER_ID])
    title: str
    by: UUID = Field(description=N_("The organisation that offers it."))
    mode: str = Field(examples=["first_come"])
    state: str = Field(examples=["open"])
    opens_at: datetime
    closes_at: datetime
    limit_per_person: int
    limit_per_resource: int
    seats_max: int
    cancel_until_minutes: int = Field(
        description=N_("Until how many minutes before its time a booking can be cancelled.")
    )


class OffersOut(Schema):
    """A page of offers, the newest first."""

    items: list[OfferOut]
    next: str | None = Field(None, description=NEXT)


class BookingOut(Schema):
    """A booking, without whose it is."""

    id: UUID = Field(examples=[BOOKING_ID])
    code: str = Field(examples=[CODE])
    offer: UUID = Field(examples=[OFFER_ID])
    slot: UUID = Field(examples=[SLOT_ID])
    resource: str = Field(examples=["12"])
    starts_at: datetime
    ends_at: datetime
    state: str = Field(description=N_("held, confirmed, cancelled or expired"), examples=["confirmed"])
    attendance: str = Field(description=N_("expected, arrived or no_show"), examples=["expected"])
    online: bool
    seats: int
    sequence: int = Field(description=N_("Grows by one whenever it is moved."))
    cancel_until: datetime
    created_at: datetime
    changed_at: datetime
    checked_in_at: datetime | None = None


class BookingsOut(Schema):
    """A page of bookings, in the order they were made."""

    items: list[BookingOut]
    next: str | None = Field(None, description=NEXT)


class MoveIn(Strict):
    """Where to."""

    slot: UUID = Field(description=N_("Another time of the same offer."), examples=[SLOT_ID])


class PassIn(Strict):
    """Who wants to be ready for which offer."""

    offer: UUID = Field(examples=[OFFER_ID])
    person: PersonIn


class PassOut(Schema):
    """A pass: sent as the bearer of a booking, it needs nothing more than a time."""

    pass_: str = Field(alias="pass", examples=[PASS])
    offer: UUID = Field(examples=[OFFER_ID])
    opens_at: datetime
    valid_until: datetime


class GivenBackOut(Schema):
    """What became of a pass that was given back."""

    erased: bool = Field(description=N_("Whether name and contact were deleted; not when a booking still needs them."))


class WaitingIn(Strict):
    """What somebody wants to wait for: one time, or any time of what it is about."""

    slot: UUID | None = Field(None, examples=[SLOT_ID])
    about: UUID | None = Field(None, examples=[POST_ID])
    online: bool = False
    seats: int = Field(1, ge=1, le=1000)
    person: PersonIn | None = Field(
        None, description=N_("With a token: who it is for. With a pass it says so already.")
    )


class WaitingOut(Schema):
    """A place on a waiting list."""

    id: UUID
    offer: UUID = Field(examples=[OFFER_ID])
    resource: str = Field(examples=["12"])
    slot: UUID | None = None
    state: str = Field(description=N_("waiting, promoted, left or expired"), examples=["waiting"])
    position: int = Field(description=N_("1 is next; 0 once it no longer waits."), examples=[1])
    why: str = Field(description=N_("Why it has not moved up yet."))
    until: datetime | None = Field(None, description=N_("The last moment it still can."))
    booking: UUID | None = Field(None, description=N_("The booking it became."))
    key: str | None = Field(None, description=N_("Opens this entry, to its person; given once, when it is made."))
    page: str | None = None


class CheckInIn(Strict):
    """Who is at the door: one of ticket, code and booking."""

    ticket: Text | None = Field(None, max_length=400, description=N_("What the QR code says."))
    code: Text | None = Field(None, max_length=20, description=N_("The typed code; look-alike letters will do."))
    booking: UUID | None = None
    offer: UUID | None = Field(None, description=N_("With a code: where it is said."))


class CheckInOut(Schema):
    """Somebody is in."""

    booking: UUID = Field(examples=[BOOKING_ID])
    at: datetime
    first: bool = Field(description=N_("False when they had been checked in before: “at” is then that moment."))
    slot: UUID = Field(examples=[SLOT_ID])
    starts_at: datetime
    resource: str = Field(examples=["12"])
    seats: int

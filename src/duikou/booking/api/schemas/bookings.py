"""The shapes of bookings. Nobody's name or contact is ever given."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop as N_
from ninja import Schema
from pydantic import Field

from duikou.base.api_shapes import NEXT, Text
from duikou.booking.api.schemas.examples import BOOKING_ID, CODE, KEY, OFFER_ID, POST_ID, SLOT_ID
from duikou.booking.api.schemas.people import PROOF, PersonIn, Strict


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
    proof: Text = Field("", max_length=200, description=PROOF)


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

    slot: UUID = Field(description=N_("Another time of the same resource."), examples=[SLOT_ID])

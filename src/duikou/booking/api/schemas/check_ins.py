"""The shapes of check-ins."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop as N_
from ninja import Schema
from pydantic import Field

from duikou.base.api_shapes import Text
from duikou.booking.api.schemas.examples import BOOKING_ID, SLOT_ID
from duikou.booking.api.schemas.people import Strict


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

"""The shapes of offers and their times."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop as N_
from ninja import Schema
from pydantic import Field

from duikou.base.api_shapes import NEXT
from duikou.booking.api.schemas.examples import OFFER_ID, SLOT_ID


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
    verified_contact: bool = Field(
        description=N_("Whether a booking needs a proof that the contact is the person’s own, see “contact-codes”.")
    )
    cancel_until_minutes: int = Field(
        description=N_("Until how many minutes before its time a booking can be cancelled.")
    )


class OffersOut(Schema):
    """A page of offers, the newest first."""

    items: list[OfferOut]
    next: str | None = Field(None, description=NEXT)

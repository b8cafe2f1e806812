"""The shapes of places on waiting lists."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop as N_
from ninja import Schema
from pydantic import Field

from duikou.base.api_shapes import Text
from duikou.booking.api.schemas.examples import OFFER_ID, POST_ID, SLOT_ID
from duikou.booking.api.schemas.people import PROOF, PersonIn, Strict


class WaitingIn(Strict):
    """What somebody wants to wait for: one time, or any time of what it is about."""

    slot: UUID | None = Field(None, examples=[SLOT_ID])
    about: UUID | None = Field(None, examples=[POST_ID])
    online: bool = False
    seats: int = Field(1, ge=1, le=1000)
    person: PersonIn | None = Field(
        None, description=N_("With a token: who it is for. With a pass it says so already.")
    )
    proof: Text = Field("", max_length=200, description=PROOF)


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

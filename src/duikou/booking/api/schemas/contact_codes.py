"""The shapes of one-time codes and of what they are worth."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from duikou.base.api_shapes import Text
from duikou.booking.api.schemas.examples import OFFER_ID
from duikou.booking.api.schemas.people import Strict


class CodeWantedIn(Strict):
    """A contact that is to be shown to be somebody’s own, for one offer."""

    offer: UUID = Field(examples=[OFFER_ID])
    contact: Text = Field(min_length=3, max_length=254, examples=["13900001111"])
    language: Text = Field("", max_length=10, examples=["en"])


class CodeSentOut(Schema):
    """A code that is on its way; it says the same for a contact that is known and for one that is not."""

    id: UUID
    expires_at: datetime


class DigitsIn(Strict):
    """What the person read in the message."""

    offer: UUID = Field(examples=[OFFER_ID])
    digits: Text = Field(max_length=20, examples=["482913"])


class ProofOut(Schema):
    """What the code is worth: sent with a booking, a pass or a waiting entry of the same offer and contact."""

    proof: str
    valid_until: datetime

"""The shapes of passes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop as N_
from ninja import Schema
from pydantic import Field

from duikou.base.api_shapes import Text
from duikou.booking.api.schemas.examples import OFFER_ID, PASS
from duikou.booking.api.schemas.people import PROOF, PersonIn, Strict


class PassIn(Strict):
    """Who wants to be ready for which offer."""

    offer: UUID = Field(examples=[OFFER_ID])
    person: PersonIn
    proof: Text = Field("", max_length=200, description=PROOF)


class PassOut(Schema):
    """A pass: sent as the bearer of a booking, it needs nothing more than a time."""

    pass_: str = Field(alias="pass", examples=[PASS])
    offer: UUID = Field(examples=[OFFER_ID])
    opens_at: datetime
    valid_until: datetime


class GivenBackOut(Schema):
    """What became of a pass that was given back."""

    erased: bool = Field(description=N_("Whether name and contact were deleted; not when a booking still needs them."))

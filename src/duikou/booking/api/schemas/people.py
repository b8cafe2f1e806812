"""What every shape that is sent has in common, and who something is for."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_
from ninja import Schema
from pydantic import ConfigDict, Field

from duikou.base.api_shapes import Text

PROOF = N_("Where the offer asks for a contact that is shown to be theirs: the proof that a code was worth.")
FOR_WHOM = N_("With a token: who it is for. With a pass it says so already.")


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


class ContactIn(Strict):
    """The contact that a booking was made with, as a proof that the key is in the right hands."""

    contact: Text = Field(min_length=3, max_length=254, examples=["13900001111"])

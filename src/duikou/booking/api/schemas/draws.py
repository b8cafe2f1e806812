"""The shapes of draws and of lists of wishes in them. Nobody's name or contact is ever given."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop as N_
from ninja import Schema
from pydantic import Field

from duikou.base.api_shapes import Text
from duikou.booking.api.schemas.examples import BOOKING_ID, CODE, DRAW_ID, KEY, OFFER_ID, POST_ID, SHA256, WISHES_ID
from duikou.booking.api.schemas.people import FOR_WHOM, PROOF, PersonIn, Strict

MOST = 200
Wanted = Annotated[
    list[UUID],
    Field(
        min_length=1,
        max_length=MOST,
        description=N_("What is wished for, such as posts of a job fair, the most wanted first; one at each resource."),
        examples=[[POST_ID]],
    ),
]


class DrawOut(Schema):
    """A draw: until when people wish, and what is published of it."""

    id: UUID = Field(description=N_("The name under which it is drawn."), examples=[DRAW_ID])
    offer: UUID = Field(examples=[OFFER_ID])
    state: str = Field(description=N_("wishing, frozen, drawn or called_off"), examples=["wishing"])
    opens_at: datetime = Field(description=N_("From when wishes are taken."))
    wishes_until: datetime
    wishes_max: int = Field(description=N_("How many wishes a person may have."), examples=[8])
    places_max: int = Field(description=N_("How many places a person may win."), examples=[3])
    conditions: str = Field(description=N_("Who can take part; empty for everybody."))
    ranked: bool = Field(
        description=N_("Whether those at the resources may name an order of the entries before the freeze.")
    )
    ranks_until: datetime | None = Field(None, description=N_("Until when they may."))
    frozen_at: datetime | None = None
    sha256: str | None = Field(None, description=N_("The hash of the frozen list."), examples=[SHA256])
    source: str | None = Field(None, description=N_("The kind of chance: drand, nist or spoken."), examples=["drand"])
    source_name: str | None = Field(None, examples=["drand quicknet, round 24051733"])
    source_at: datetime | None = Field(None, description=N_("From when the source can be known."))
    seed: str | None = Field(None, description=N_("What the source said, as two people have read it."))
    drawn_at: datetime | None = None
    settled_at: datetime | None = Field(
        None, description=N_("When all places had their times, and what was left could be booked.")
    )
    file: str | None = Field(
        None,
        description=N_("Where the published file is: the frozen list, and after the draw what came out."),
        examples=[f"/api/v1/offers/{OFFER_ID}/draw/file"],
    )


class WishListIn(Strict):
    """Who wishes for what in the draw of an offer."""

    offer: UUID = Field(examples=[OFFER_ID])
    wishes: Wanted
    person: PersonIn | None = Field(None, description=FOR_WHOM)
    proof: Text = Field("", max_length=200, description=PROOF)
    meets_conditions: bool = Field(
        False, description=N_("That the person says they meet the draw’s conditions, where it states some. Not kept.")
    )


class WishesIn(Strict):
    """What is wished for from now on, in place of what was."""

    wishes: Wanted


class WishOut(Schema):
    """One wish, and after the draw what came of it and why: of “among” who asked there in “round”, this entry stood at
    “stood”, for “places” that were free; it is won when “stood” is not greater than “places”."""

    about: UUID | None = Field(None, description=N_("What it is about."), examples=[POST_ID])
    resource: str = Field(examples=["12"])
    outcome: str | None = Field(None, description=N_("won, full, capped or gone; null before."), examples=["won"])
    round: int | None = None
    stood: int | None = None
    among: int | None = None
    places: int | None = None
    named: int | None = Field(
        None, description=N_("Its place in the order that those at the resource named; told once the list is frozen.")
    )
    booking: UUID | None = Field(None, description=N_("The booking it became."), examples=[BOOKING_ID])


class WishListOut(Schema):
    """Somebody’s list of wishes."""

    id: UUID = Field(examples=[WISHES_ID])
    code: str = Field(description=N_("Stands for it in the published list."), examples=[CODE])
    offer: UUID = Field(examples=[OFFER_ID])
    state: str = Field(description=N_("The draw’s: wishing, frozen, drawn or called_off"), examples=["wishing"])
    wishes: list[WishOut]
    changed_at: datetime
    key: str | None = Field(
        None, description=N_("Opens this list, to its person; given once, when it is made."), examples=[KEY]
    )
    page: str | None = None

"""The shapes of what the fairs' part of the API takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_noop as N_
from ninja import Schema
from pydantic import Field

from duikou.base.api_shapes import NEXT, Text

POST_ID, OFFER_ID = "019ab2c4-1a2b-7c3d-8e4f-5a6b7c8d9e0f", "019ab2c3-0011-7aaa-9bbb-0c0d0e0f1011"
SLUG = "2026-autumn"
Education = Literal["junior", "senior", "college", "bachelor", "master", "doctor"]
Kind = Literal["full_time", "part_time", "temporary", "internship"]


class BodyOut(Schema):
    """An organisation."""

    id: UUID
    name: str


class PlaceOut(Schema):
    """Where it is held (degrees of WGS 84)."""

    name: str
    address: str
    latitude: Decimal | None = None
    longitude: Decimal | None = None


class FairOut(Schema):
    """A job fair."""

    slug: str = Field(examples=[SLUG])
    title: str
    summary: str
    what_to_bring: str
    organiser: BodyOut
    place: PlaceOut | None = None
    state: str = Field(description=N_("published, running, closed or cancelled"), examples=["published"])
    starts_at: datetime
    ends_at: datetime
    on_site: bool
    online: bool
    zone_opens_at: datetime = Field(description=N_("From when its posts can be read."))
    offer: UUID = Field(description=N_("The offer whose times are its interviews."), examples=[OFFER_ID])
    page: str = Field(examples=[f"/fairs/{SLUG}/"])


class FairsOut(Schema):
    """A page of fairs, the latest first."""

    items: list[FairOut]
    next: str | None = Field(None, description=NEXT)


class ValueOut(Schema):
    """A value of a filter."""

    value: str = Field(examples=["bachelor"])
    posts: int | None = Field(description=N_("How many posts it would leave; null when that was not counted."))


class ZoneOut(Schema):
    """A fair's zone: its figures, and what each filter would leave of what was found."""

    open: bool = Field(description=N_("Whether its posts can be read now."))
    posts: int
    headcount: int = Field(description=N_("People wanted, where a number is named."))
    employers: int
    found: int = Field(description=N_("Posts that pass every filter; with “more”, at least so many."))
    more: bool
    filters: dict[str, list[ValueOut]]


class EmployerOut(BodyOut):
    """An employer."""

    stand: int | None = Field(None, description=N_("The number of its stand."), examples=[12])


class PlacesOut(Schema):
    """Interviews that can still be had with an employer."""

    left: int
    waiting: int
    on_site: bool
    online: bool


class PayOut(Schema):
    """Pay, in exact amounts."""

    min: Decimal | None = Field(None, examples=["4500.00"])
    max: Decimal | None = Field(None, examples=["6000.00"])
    currency: str = Field(examples=["CNY"])
    period: str = Field(description=N_("hour, day, month or year; empty when not stated"), examples=["month"])
    text: str = Field(description=N_("As the employer wrote it."))


class PostOut(Schema):
    """A post, as short as in a list."""

    id: UUID = Field(examples=[POST_ID])
    title: str = Field(examples=["车工"])
    employer: EmployerOut
    kind: Kind
    headcount: int | None = None
    headcount_text: str
    education: str = Field(
        description=N_("any, junior, senior, college, bachelor, master, doctor; empty when not stated")
    )
    education_text: str
    majors_text: str
    workplace: str
    pay: PayOut
    valid_until: date | None = None
    places: PlacesOut
    page: str


class PostsOut(Schema):
    """A page of posts, in the order asked for."""

    items: list[PostOut]
    next: str | None = Field(None, description=NEXT)


class WholePostOut(PostOut):
    """A post with everything it says."""

    fair: str = Field(examples=[SLUG])
    offer: UUID = Field(examples=[OFFER_ID])
    slots: str = Field(description=N_("Where its times are listed."))
    closed: str | None = Field(None, description=N_("Why it cannot be booked now, by name; null when it can."))
    code: str
    education_only: bool
    experience: str
    conditions: str
    duties: str
    benefits: str
    occupation_code: str
    occupation_label: str


class Looked(Schema):
    """What is looked for, as in the address of the zone."""

    q: Text = Field("", max_length=200, description=N_("Words; every one must be in the post."))
    education: Education | None = Field(None, description=N_("Posts that take somebody of this level."))
    major: Text = Field("", max_length=200, description=N_("Posts that take this major: its code or name."))
    field: Text = Field("", max_length=2, description=N_("Posts of a field of study, by its code of two digits."))
    place: Text = Field("", max_length=60, description=N_("Posts at this place of work."))
    pay: Literal["3000", "5000", "8000", "10000", "15000", "20000"] | None = Field(
        None, description=N_("Posts that pay at least so many CNY a month.")
    )
    kind: Kind | None = None
    way: Literal["on_site", "online"] | None = None
    open: bool = Field(False, description=N_("Only posts whose employer has a place left."))
    sort: Literal["relevance", "closing", "pay", "newest"] | None = None

"""What a telephone at the door shows when it sends the check-ins that it kept: good when no session is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from duikou.base.actor import Actor
from duikou.base.sending_tokens import read_sending_token, sending_token
from duikou.booking.models import Offer
from duikou.booking.tickets import BadToken

SALT = "duikou.booking.door"


@dataclass(frozen=True, slots=True)
class DoorToken:
    """Who took a list for the door of which offer (public id), and when (aware, UTC)."""

    offer: UUID
    by: Actor
    since: datetime


def door_token(offer: Offer, *, by: Actor, now: datetime) -> str:
    """The token of whoever takes the list of `offer` now."""
    return sending_token(SALT, offer.public_id.hex, by=by, now=now)


def read_door_token(text: str) -> DoorToken:
    """What a token says; raises BadToken for what was not made here."""
    try:
        said = read_sending_token(SALT, text)
        return DoorToken(UUID(hex=said.about), said.by, said.since)
    except ValueError as error:
        raise BadToken from error

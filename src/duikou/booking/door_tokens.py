"""What a telephone at the door shows when it sends the check-ins that it kept: signed, for one offer and one actor, and
good when no session is left. It opens nothing else: no list, no name, no page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args
from uuid import UUID

from django.core import signing

from duikou.base.actor import Actor, Kind
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
    said = [offer.public_id.hex, by.kind, by.ref, int(now.timestamp())]
    return signing.dumps(said, salt=SALT)


def read_door_token(text: str) -> DoorToken:
    """What a token says; raises BadToken for what was not made here."""
    try:
        offer, kind, ref, since = signing.loads(text, salt=SALT)
        if kind not in get_args(Kind):
            raise BadToken
        return DoorToken(UUID(hex=offer), Actor(kind, ref), datetime.fromtimestamp(since, UTC))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadToken from error

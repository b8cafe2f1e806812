"""Which fair's door it is, and who keeps it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from duikou.base.actor import Actor
from duikou.booking.models import DoorLink, Offer
from duikou.directory.models import Account
from duikou.fairs.models import Fair
from duikou.fairs.permissions import may_open_door
from duikou.fairs.queries.door_list import SENDS_FOR

FAIRS = Fair.objects.select_related("offer", "place", "organiser")


def fair_of_offer(offer: Offer) -> Fair | None:
    """The fair whose interviews are booked in `offer`, with all that its door needs."""
    return FAIRS.filter(offer=offer).first()


def fair_of_offer_id(offer: UUID) -> Fair | None:
    """The same by the offer's public id."""
    return FAIRS.filter(offer__public_id=offer).first()


def still_keeps_door(by: Actor, fair: Fair, *, at: datetime, now: datetime) -> bool:
    """Whether whoever took a list of this fair's door may still say that they let somebody in at `at`: their role or
    their link was not taken back by `now`, and opened the door at that moment."""
    try:
        ref = UUID(by.ref)
    except ValueError:
        return False
    opener = (DoorLink if by.kind == "door" else Account).objects.filter(public_id=ref).first()
    if opener is None or (isinstance(opener, Account) and not opener.is_active):
        return False
    return now < fair.ends_at + SENDS_FOR and may_open_door(opener, fair, now=at)

"""Check-ins from telephones without a network that did not fit."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet

from duikou.booking.models import Offer, SentArrival


def arrivals_listed(offer: Offer) -> QuerySet[SentArrival]:
    """What the door has to look at, those still to be looked at first, then the newest first."""
    odd = SentArrival.objects.filter(offer=offer).exclude(result=SentArrival.Result.CHECKED_IN)
    return odd.order_by(F("settled_at").asc(nulls_first=True), "-received_at", "-pk")


def arrivals_to_settle(offer: Offer) -> int:
    """How many of them nobody has looked at."""
    return arrivals_listed(offer).filter(settled_at=None).count()


def arrival_listed(offer: Offer, sent_id: UUID) -> SentArrival | None:
    """One of them, by the id that the telephone gave it."""
    return arrivals_listed(offer).filter(sent_id=sent_id).first()

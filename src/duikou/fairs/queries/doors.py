"""Which fair's door it is."""

from __future__ import annotations

from duikou.booking.models import Offer
from duikou.fairs.models import Fair


def fair_of_offer(offer: Offer) -> Fair | None:
    """The fair whose interviews are booked in `offer`, with all that its door needs."""
    return Fair.objects.select_related("offer", "place", "organiser").filter(offer=offer).first()

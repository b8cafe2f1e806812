"""Whether the posts of a fair can be read, and their times booked, at this moment: the fair's side of the engine's
answers."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from duikou.booking.models import Offer
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.fairs.models import Fair, Post


def posts_shown(fair: Fair, now: datetime) -> bool:
    """Whether the posts of `fair` can be read now: its zone has opened, and it was not cancelled."""
    return fair.state != Fair.State.CANCELLED and fair.zone_opens_at <= now


class Opening(NamedTuple):
    """When and whether a fair can be booked: states and moments of the fair and of its offer."""

    fair_state: str
    zone_opens_at: datetime
    offer_state: str
    opens_at: datetime
    closes_at: datetime

    def refused(self, *, now: datetime) -> Refusal | None:
        """Why nobody can book at the fair now (cancelled, not open yet, closed), else None. A single time may still
        refuse, and the engine decides."""
        if self.fair_state == Fair.State.CANCELLED or self.offer_state == Offer.State.CANCELLED:
            return refusal(Reason.CANCELLED)
        opens_at = max(self.zone_opens_at, self.opens_at)
        if now < opens_at:
            return refusal(Reason.NOT_OPEN_YET, opens_at=opens_at)
        over = self.fair_state == Fair.State.CLOSED or self.offer_state != Offer.State.OPEN or now >= self.closes_at
        return refusal(Reason.CLOSED) if over else None


def booking_refused(post: Post, *, now: datetime) -> Refusal | None:
    """Why nobody can book at the post's fair now, else None. Reads `post.fair.offer`."""
    fair, offer = post.fair, post.fair.offer
    return Opening(fair.state, fair.zone_opens_at, offer.state, offer.opens_at, offer.closes_at).refused(now=now)

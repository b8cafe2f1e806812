"""Whether the posts of a fair can be read, and their times booked, at this moment: the fair's side of the engine's
answers."""

from __future__ import annotations

from datetime import datetime

from duikou.booking.models import Offer
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.fairs.models import Fair, Post


def posts_shown(fair: Fair, now: datetime) -> bool:
    """Whether the posts of `fair` can be read now: its zone has opened, and it was not cancelled."""
    return fair.state != Fair.State.CANCELLED and fair.zone_opens_at <= now


def booking_refused(post: Post, *, now: datetime) -> Refusal | None:
    """Why nobody can book at the post's fair now (cancelled, not open yet, closed), else None. Reads `post.fair.offer`;
    a single time may still refuse, and the engine decides."""
    return fair_refuses(post.fair, now=now)


def fair_refuses(fair: Fair, *, now: datetime) -> Refusal | None:
    """The same of a fair with its `offer`."""
    if fair.state == Fair.State.CANCELLED or fair.offer.state == Offer.State.CANCELLED:
        return refusal(Reason.CANCELLED)
    opens_at = max(fair.zone_opens_at, fair.offer.opens_at)
    if now < opens_at:
        return refusal(Reason.NOT_OPEN_YET, opens_at=opens_at)
    over = fair.state == Fair.State.CLOSED or fair.offer.state != Offer.State.OPEN or now >= fair.offer.closes_at
    return refusal(Reason.CLOSED) if over else None

"""When a place that is about to be lost is held out to people who are there, and for how long: pure answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from duikou.booking.models import Chance, Offer, Slot
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import cancel_until

ANSWER_WITHIN = timedelta(minutes=3)
LEAST_LEFT = timedelta(minutes=3)  # of a time; with less nobody is sent across a hall
FREE_FROM = timedelta(minutes=15)  # before its time, once its waiting list moves up no more


def missed_before(offer: Offer, *, now: datetime) -> datetime:
    """The places of times that began by then, and for which nobody has come, are given on."""
    return now - timedelta(minutes=offer.standby_minutes)


def may_hold_out(slot: Slot, *, now: datetime) -> bool:
    """Whether a free place of `slot` (its `offer` loaded) is held out to people who are there."""
    return max(slot.starts_at - FREE_FROM, cancel_until(slot)) <= now <= slot.ends_at - LEAST_LEFT


def answer_until(slot: Slot, *, now: datetime) -> datetime:
    """Until when a place of `slot` that is held out now can be taken."""
    return min(now + ANSWER_WITHIN, slot.ends_at)


def may_take(chance: Chance, *, now: datetime) -> Refusal | None:
    """Whether `chance` can still be taken."""
    if chance.state == Chance.State.GONE:
        return refusal(Reason.CHANCE_GONE)
    over = chance.state != Chance.State.OPEN or now >= chance.until
    return refusal(Reason.CHANCE_OVER, until=chance.until) if over else None

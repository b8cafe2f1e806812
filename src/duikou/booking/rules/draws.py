"""What may be done with a draw, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from duikou.booking.models import Draw, Offer
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules.places import asks_for_proof

WISHES_NOTICE = timedelta(hours=24)


def may_wish(draw: Draw, *, now: datetime) -> Refusal | None:
    """Whether wishes are taken in `draw` (its `offer` loaded) now; the same for whoever is first and last."""
    offer = draw.offer
    if offer.state == Offer.State.CANCELLED:
        return refusal(Reason.CANCELLED)
    if draw.state == Draw.State.CALLED_OFF:
        return refusal(Reason.DRAW_ELSEWHERE)
    if draw.state != Draw.State.WISHING or now >= draw.wishes_until or offer.state == Offer.State.CLOSED:
        return refusal(Reason.WISHES_OVER, until=draw.wishes_until)
    if offer.state == Offer.State.DRAFT or now < offer.opens_at:
        return refusal(Reason.NOT_OPEN_YET, opens_at=offer.opens_at)
    return None


def may_put(draw: Draw, wishes: int, *, channel: str, proven: bool, now: datetime) -> Refusal | None:
    """Whether so many `wishes` may be put by way of `channel`; `proven` as of a booking."""
    no = may_wish(draw, now=now)
    if no is None and not proven and asks_for_proof(draw.offer, channel):
        return refusal(Reason.CONTACT_UNPROVEN)
    if no is None and wishes > draw.wishes_max:
        return refusal(Reason.WISHES_TOO_MANY, most=draw.wishes_max)
    return no or (None if wishes else refusal(Reason.NO_WISH))


def may_plan(
    offer: Offer,
    *,
    wishes_until: datetime,
    ranks_until: datetime | None = None,
    first_at: datetime | None,
    now: datetime,
) -> Refusal | None:
    """Whether the places of `offer` may be drawn, with wishes until then and, where orders are named, orders until
    then; `first_at` is when its first time begins."""
    if offer.state == Offer.State.CANCELLED:
        return refusal(Reason.CANCELLED)
    ends = min(first_at or offer.closes_at, offer.closes_at)
    in_time = max(now, offer.opens_at) < wishes_until < ends
    in_time = in_time and (ranks_until is None or wishes_until < ranks_until < ends)
    return None if in_time else refusal(Reason.DRAW_PAST)


def may_change_plan(
    draw: Draw, *, wishes_until: datetime, ranks_until: datetime | None, entered: bool, now: datetime
) -> Refusal | None:
    """Whether a draw that is planned may be planned anew, `entered`: when somebody wishes already. Whether orders are
    named stays from then on, and until when. The end of the wishes comes no nearer than WISHES_NOTICE, for those who
    count on the one they were told; and once the wishes are closed nothing of it changes any more: whoever kept to the
    end of the wishes would stand behind those who are told that it was not the end."""
    if draw.state != Draw.State.WISHING:
        return refusal(Reason.DRAW_EXISTS)
    if entered and draw.ranks_until != ranks_until:
        return refusal(Reason.RULE_STANDS)
    if entered and now >= draw.wishes_until:
        return refusal(Reason.DEADLINE_STANDS, until=draw.wishes_until)
    soonest = min(draw.wishes_until, (now + WISHES_NOTICE).replace(second=0, microsecond=0))  # as people type it
    return refusal(Reason.DEADLINE_SOON, soonest=soonest) if entered and wishes_until < soonest else None


def may_rank(draw: Draw, *, now: datetime) -> Refusal | None:
    """Whether those at a resource of `draw` may name now in which order they want the entries."""
    if not draw.ranked or draw.ranks_until is None:
        return refusal(Reason.NOT_RANKED)
    if draw.offer.state == Offer.State.CANCELLED:
        return refusal(Reason.CANCELLED)
    if draw.state == Draw.State.CALLED_OFF:
        return refusal(Reason.DRAW_ELSEWHERE)
    if draw.state != Draw.State.WISHING or now >= draw.ranks_until:
        return refusal(Reason.RANKS_OVER, until=draw.ranks_until)
    return refusal(Reason.RANKS_EARLY, until=draw.wishes_until) if now < draw.wishes_until else None


def may_freeze(draw: Draw, *, source_name: str, source_at: datetime, now: datetime) -> Refusal | None:
    """Whether the list of `draw` may be frozen now and drawn by a source that will be known at `source_at`."""
    if draw.state != Draw.State.WISHING or draw.offer.state == Offer.State.CANCELLED:
        return refusal(Reason.DRAW_ELSEWHERE)
    if now < draw.wishes_until:
        return refusal(Reason.WISHES_RUN, until=draw.wishes_until)
    if draw.ranks_until is not None and now < draw.ranks_until:
        return refusal(Reason.RANKS_RUN, until=draw.ranks_until)
    if not source_name.strip():
        return refusal(Reason.SOURCE_UNNAMED)
    return None if source_at > now else refusal(Reason.SOURCE_PAST)


def may_read_seed(draw: Draw, *, now: datetime) -> Refusal | None:
    """Whether the seed of `draw` may be read now: its list is frozen, and its source is known by now."""
    if draw.state != Draw.State.FROZEN or draw.seed or draw.source_at is None:
        return refusal(Reason.DRAW_ELSEWHERE)
    return refusal(Reason.SEED_EARLY, at=draw.source_at) if now < draw.source_at else None


def may_hold(draw: Draw) -> Refusal | None:
    """Whether the places of `draw` may be drawn: two people have read the same seed."""
    if draw.state != Draw.State.FROZEN or draw.offer.state == Offer.State.CANCELLED:
        return refusal(Reason.DRAW_ELSEWHERE)
    return None if draw.seed else refusal(Reason.SEED_MISSING)


def may_plan_anew(draw: Draw) -> Refusal | None:
    """Whether the day of those who won in `draw` (its `offer` loaded) may be planned anew: its places have been given
    out."""
    if draw.offer.state == Offer.State.CANCELLED:
        return refusal(Reason.CANCELLED)
    settled = draw.state == Draw.State.DRAWN and draw.settled_at is not None
    return None if settled else refusal(Reason.DRAW_ELSEWHERE)


def may_say_hours(
    draw: Draw,
    earliest: datetime | None,
    latest: datetime | None,
    *,
    begins: datetime,
    ends: datetime,
    now: datetime,
) -> Refusal | None:
    """Whether somebody in `draw` (its `offer` loaded) may say that they can be there from `earliest` until `latest`, at
    an event that lasts from `begins` until `ends`."""
    if draw.offer.state == Offer.State.CANCELLED:
        return refusal(Reason.CANCELLED)
    if draw.state == Draw.State.CALLED_OFF:
        return refusal(Reason.DRAW_ELSEWHERE)
    if now >= begins:
        return refusal(Reason.HOURS_LATE, begins=begins)
    if earliest is not None and latest is not None and earliest >= latest:
        return refusal(Reason.HOURS_TURNED)
    inside = (earliest is None or begins <= earliest < ends) and (latest is None or begins < latest <= ends)
    return None if inside else refusal(Reason.HOURS_OUTSIDE, begins=begins, ends=ends)

"""Planning a draw and calling it off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Min

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.booking.models import Draw, DrawEntry, Offer, Slot
from duikou.booking.queries.draws import lock_draw
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_change_plan, may_plan
from duikou.journal.actions import queue_each, record

State = Draw.State
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def unless_gone(act: Callable[Given, Answer]) -> Callable[Given, Answer | Refusal]:
    """An action on a draw that says so (DRAW_ELSEWHERE) when it was called off and another planned in its place while
    somebody had its page open."""

    @wraps(act)
    def acted(*given: Given.args, **named: Given.kwargs) -> Answer | Refusal:
        try:
            return act(*given, **named)
        except Draw.DoesNotExist:
            return refusal(Reason.DRAW_ELSEWHERE)

    return acted


@transaction.atomic
def plan_draw(
    *,
    offer: Offer,
    wishes_until: datetime,
    wishes_max: int,
    ranks_until: datetime | None = None,
    by: Actor,
    conditions: Mapping[str, str] | str = "",
) -> Draw | Refusal:
    """Let the places of `offer` be drawn: from its opening until `wishes_until` (aware) people wish for up to
    `wishes_max`. `conditions` (texts by language) are stated to everybody and confirmed by each for themselves; nothing
    of it is kept. With `ranks_until` (aware) the draw is ranked: from the end of the wishes until then those at each
    resource may name in which order they want the entries. Planned again while wishes are taken, the plan changes, but
    once somebody has entered not the orders (RULE_STANDS), nor the end of the wishes to an earlier one within a day
    (DEADLINE_SOON), and nothing once wishes are closed that somebody has put (DEADLINE_STANDS). There is one draw for
    an offer: another can only follow one that was called off before its list was frozen (DRAW_EXISTS)."""
    locked, now = lock_offer(offer.pk), clock.now()
    first_at = Slot.objects.filter(offer=locked, withdrawn=False, starts_at__gt=now).aggregate(at=Min("starts_at"))[
        "at"
    ]
    no = may_plan(locked, wishes_until=wishes_until, ranks_until=ranks_until, first_at=first_at, now=now)
    if no:
        return no
    plan = {
        "wishes_until": wishes_until,
        "wishes_max": wishes_max,
        "conditions": translated(conditions),
        "ranked": ranks_until is not None,
        "ranks_until": ranks_until,
    }
    before = Draw.objects.filter(offer=locked).first()
    if before and before.state == State.CALLED_OFF and not before.list_sha256:
        before.delete()
        before = None
    if before:
        planned = lock_draw(before.pk, alone=True)
        no = may_change_plan(
            planned, wishes_until=wishes_until, ranks_until=ranks_until, entered=planned.entries.exists(), now=now
        )
        if no:
            return no
        Draw.objects.filter(pk=before.pk).update(**plan)
        draw = before
    else:
        draw = Draw.objects.create(offer=locked, created_at=now, **plan)
    Offer.objects.filter(pk=locked.pk).update(mode=Offer.Mode.DRAW)
    offer.mode = Offer.Mode.DRAW
    record(
        what="draw.changed" if before else "draw.planned",
        which=f"draw:{draw.public_id}",
        by=by,
        wishes_until=wishes_until.isoformat(),
        wishes_max=wishes_max,
        ranks_until=ranks_until.isoformat() if ranks_until else "",
    )
    draw.refresh_from_db()
    return draw


@unless_gone
@transaction.atomic
def call_off(*, draw: Draw, why: Mapping[str, str] | str, by: Actor) -> Draw | Refusal:
    """Draw nothing after all: everybody who takes part is told `why` (texts by language), and the places are booked in
    the order of asking. Once the list is frozen it takes a second person (SECOND_PERSON): a draw must not be called off
    by whoever dislikes its seed."""
    locked = lock_with_offer(draw)
    if locked.state == State.FROZEN:
        return refusal(Reason.SECOND_PERSON)
    return end_draw(locked, why=why, by=by)


@transaction.atomic
def call_off_by_two(*, draw: Draw, why: Mapping[str, str] | str, by: Actor) -> Draw | Refusal:
    """The same once two people have decided it (booking.decisions), also when the list is frozen."""
    return end_draw(lock_with_offer(draw), why=why, by=by)


def lock_offer(pk: int) -> Offer:
    """The offer of a draw as it is now, kept from changing."""
    return Offer.objects.select_for_update(no_key=True).get(pk=pk)


def lock_with_offer(draw: Draw) -> Draw:
    """The draw as it is now, held alone, and its offer before it: whoever writes both takes them in this order, as
    those do who plan a draw or cancel an offer."""
    lock_offer(draw.offer_id)
    return lock_draw(draw.pk, alone=True)


def end_draw(draw: Draw, *, why: Mapping[str, str] | str, by: Actor) -> Draw | Refusal:
    """Call a draw off that is locked behind its offer; it must not be drawn already."""
    if draw.state not in (State.WISHING, State.FROZEN):
        return refusal(Reason.DRAW_ELSEWHERE)
    draw.state = State.CALLED_OFF
    draw.save(update_fields=("state",))
    Offer.objects.filter(pk=draw.offer_id, mode=Offer.Mode.DRAW).update(mode=Offer.Mode.FIRST_COME)
    said = dict(translated(why))
    record(what="draw.called_off", which=f"draw:{draw.public_id}", by=by, why=said)
    tell_entries(draw, "draw_called_off", list(draw.entries.filter(person__isnull=False)), said=said)
    return draw


def tell_entries(draw: Draw, template: str, entries: list[DrawEntry], **details: Any) -> None:
    """Tell the people of these entries once, until the event is over."""
    queue_each(
        template=template,
        recipients=[f"person:{one.person_id}" for one in entries],
        about=[f"entry:{one.public_id}" for one in entries],
        dedupe_keys=[f"{template}:{one.public_id}" for one in entries],
        expire_at=[draw.offer.closes_at] * len(entries),
        **details,
    )

"""In which order those at a resource want the entries that wish for it, where a draw is ranked (ADR 0034)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.actions.draws import unless_gone
from duikou.booking.models import Draw, Resource, Wish
from duikou.booking.queries.draws import lock_draw
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_rank
from duikou.journal.actions import record


@unless_gone
@transaction.atomic
def name_order(*, draw: Draw, resource: Resource, codes: Sequence[str], by: Actor) -> int | Refusal:
    """Let the entries with these codes be wanted at `resource` in this order, in place of what was named before;
    whoever is not named stands behind them by lot. Gives how many are named. Refused, it changes nothing: before the
    wishes are closed and after the orders are (RANKS_EARLY, RANKS_OVER), and for a code that does not wish for the
    resource or is named twice (RANK_GONE)."""
    locked, now = lock_draw(draw.pk), clock.now()
    no = may_rank(locked, now=now)
    if no:
        return no
    # Two who name an order for one resource come one after the other.
    Resource.objects.select_for_update(no_key=True).get(pk=resource.pk, offer=locked.offer_id)
    wishes = Wish.objects.filter(resource=resource, entry__draw=locked, entry__person__isnull=False)
    rows = {one.entry.code: one for one in wishes.select_related("entry").order_by("pk")}
    if len(set(codes)) < len(codes) or not rows.keys() >= set(codes):
        return refusal(Reason.RANK_GONE)
    places = {code: at for at, code in enumerate(codes, start=1)}
    if any(places.get(code) != one.named for code, one in rows.items()):
        Wish.objects.filter(resource=resource, named__isnull=False).update(named=None)
        for code, at in places.items():
            Wish.objects.filter(pk=rows[code].pk).update(named=at)
        record(
            what="draw.order_named",
            which=f"draw:{locked.public_id}",
            by=by,
            resource=resource.pk,
            named=len(codes),
        )
    return len(codes)


@transaction.atomic
def unname(*, draw: Draw, person_id: int, resources: Collection[int]) -> None:
    """Take somebody out of the orders named at these resources, as long as the list is not frozen; the others keep
    theirs."""
    locked = lock_draw(draw.pk)
    if locked.state == Draw.State.WISHING:
        mine = Wish.objects.filter(entry__draw=locked, entry__person=person_id, resource__in=resources)
        mine.filter(named__isnull=False).update(named=None)

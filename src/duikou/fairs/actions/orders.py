"""Naming the order in which an employer wants those who wished for it, where a draw is ranked (ADR 0034)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking.models import Draw
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_rank
from duikou.fairs.models import ResumeShare, Stand


@transaction.atomic
def name_order(*, draw: Draw, stand: Stand, codes: Sequence[str], by: Actor) -> int | Refusal:
    """Keep these entries, by their codes, as the order of the employer at `stand`, in place of the one before (the
    engine's `name_order`). Only who shares a résumé with it can be named (RANK_GONE); what is shared is held until the
    order is kept, so that whoever takes it back at this moment stands in no order afterwards."""
    no = may_rank(draw, now=clock.now())
    if no:
        return no
    shares = ResumeShare.objects.select_for_update(of=("self",)).order_by("pk")
    mine = shares.filter(stand=stand, resume__entry__draw=draw, resume__entry__code__in=codes)
    sharing = set(mine.values_list("resume__entry__code", flat=True))
    if stand.resource is None or not sharing >= set(codes):
        return refusal(Reason.RANK_GONE)
    return engine.name_order(draw=draw, resource=stand.resource, codes=codes, by=by)

"""Asking employers in which order they want those who wished for them, where a draw is ranked, and keeping it (ADR
0034)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking.models import Draw
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_rank
from duikou.directory.models import Grant
from duikou.fairs.models import ResumeShare, Stand
from duikou.journal.actions import queue

ASKED = "order_asked"


def ask_for_orders() -> int:
    """Queue a message for the people of each employer that may name an order now and has somebody to name; once for
    each stand and account, whoever is approved late included. Gives the number of employers."""
    now = clock.now()
    ranked = Draw.objects.filter(ranked=True, state=Draw.State.WISHING, wishes_until__lte=now, ranks_until__gt=now)
    return sum(_ask(one) for one in ranked.select_related("offer").order_by("pk") if not may_rank(one, now=now))


@transaction.atomic
def _ask(draw: Draw) -> int:
    shared = Stand.objects.filter(fair__offer=draw.offer_id, state=Stand.State.APPROVED)
    shared = shared.filter(resumes__resume__entry__draw=draw).order_by("pk")
    stands = dict(shared.values_list("employer_id", "pk"))
    grants = Grant.objects.filter(organisation__in=list(stands), role=Grant.Role.EMPLOYER)
    for employer, account, public_id in grants.values_list("organisation_id", "account_id", "account__public_id"):
        stand = stands[employer or 0]
        queue(
            template=ASKED,
            recipient=f"account:{public_id}",
            about=f"stand:{stand}",
            dedupe_key=f"{ASKED}:{stand}:{account}",
            expires_at=draw.ranks_until,
        )
    return len(stands)


@transaction.atomic
def name_order(*, draw: Draw, stand: Stand, codes: Sequence[str], by: Actor) -> int | Refusal:
    """Keep these entries, by their codes, as the order of the employer at `stand`, in place of the one before (the
    engine's `name_order`). Only who shares a résumé with it can be named (RANK_GONE); what is shared is held until the
    order is kept, so that whoever takes it back at this moment stands in no order afterwards."""
    no = may_rank(draw, now=clock.now())
    if no:
        return no
    shared = ResumeShare.objects.filter(stand=stand, resume__entry__draw=draw, resume__entry__code__in=codes)
    sharing = set(hold(shared).values_list("resume__entry__code", flat=True))
    if stand.resource is None or not sharing >= set(codes):
        return refusal(Reason.RANK_GONE)
    return engine.name_order(draw=draw, resource=stand.resource, codes=codes, by=by)


def hold(shared: QuerySet[ResumeShare]) -> QuerySet[ResumeShare]:
    """Those of the shares that are still there, kept until the transaction ends. Without a join, which would hold the
    entries, too: whoever takes theirs back holds their entry first."""
    ids = list(shared.values_list("pk", flat=True))
    held = ResumeShare.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return shared.filter(pk__in=list(held.values_list("pk", flat=True)))

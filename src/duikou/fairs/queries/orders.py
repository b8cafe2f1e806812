"""Orders that employers name in a ranked draw (ADR 0034): whom they can put in order, and who has named one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from duikou.booking.models import Draw, DrawEntry, Wish
from duikou.booking.rules import may_rank
from duikou.fairs.models import Resume, ResumeShare, Stand
from duikou.fairs.rules import may_keep_resume


def wishes_to_order(stand: Stand, *, now: datetime) -> QuerySet[Wish]:
    """The wishes for a place at `stand`, in a draw that is ranked, whose people share a résumé with it: those named in
    its order, then the others by their codes, which are drawn by chance. None outside of the time for orders."""
    draw = Draw.objects.select_related("offer").filter(offer=stand.fair.offer_id).first()
    if draw is None or may_rank(draw, now=now) or not may_keep_resume(stand.fair, now=now):
        return Wish.objects.none()
    shared = ResumeShare.objects.filter(stand=stand, resume__entry=OuterRef("entry"))
    wishes = Wish.objects.filter(Exists(shared), resource=stand.resource_id, entry__draw=draw)
    wishes = wishes.filter(entry__person__isnull=False).select_related("entry")
    return wishes.order_by(F("named").asc(nulls_last=True), "entry__code")


def resume_to_order(stand: Stand, entry: UUID, *, now: datetime) -> tuple[DrawEntry, Resume] | None:
    """The entry and its résumé that those at `stand` may read to name their order; None when there is none for them
    (any more)."""
    wish = wishes_to_order(stand, now=now).filter(entry__public_id=entry).first()
    found = Resume.objects.filter(entry=wish.entry).first() if wish else None
    return (wish.entry, found) if wish and found else None


def stands_ordered(draw: Draw) -> list[tuple[Stand, bool]]:
    """The approved stands with times, by number, and whether each has named an order."""
    named = Wish.objects.filter(entry__draw=draw, resource=OuterRef("resource"), named__isnull=False)
    stands = Stand.objects.filter(fair__offer=draw.offer_id, state=Stand.State.APPROVED, resource__isnull=False)
    rows = stands.annotate(ordered=Exists(named)).select_related("employer").order_by("number", "pk")
    return [(one, bool(one.ordered)) for one in rows]


def named_at(draw: Draw, resources: list[int]) -> dict[int, int]:
    """How many are named at each of these resources; nothing for those without an order."""
    named = Wish.objects.filter(entry__draw=draw, resource__in=resources, named__isnull=False)
    return dict(named.order_by().values_list("resource").annotate(count=Count("pk")))

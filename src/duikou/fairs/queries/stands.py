"""Reading a stand's own times and posts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from duikou.base.actor import Actor
from duikou.booking.models import Slot
from duikou.directory.models import Account, Organisation
from duikou.fairs.models import Condition, Fair, Post, Stand
from duikou.fairs.permissions import STANDS


def times(stand: Stand) -> QuerySet[Slot]:
    """The times offered at a stand, in order; none before it was approved."""
    return Slot.objects.filter(resource=stand.resource_id, withdrawn=False).order_by("starts_at", "id")


def stand_at(slug: str, pk: int) -> Stand | None:
    """The stand with this key at the fair, with all that its table needs."""
    rows = Stand.objects.select_related("fair__offer", "employer", "resource")
    return rows.filter(fair__slug=slug, pk=pk).first()


def still_acts_at(by: Actor, stand: Stand) -> bool:
    """Whether the account that acted may do so at this stand now: it was not closed and kept its role."""
    try:
        ref = UUID(by.ref)
    except ValueError:
        return False
    account = Account.objects.filter(public_id=ref, is_active=True).first() if by.kind == "account" else None
    return account is not None and STANDS.allows(account, stand)


def own_posts(stand: Stand) -> QuerySet[Post]:
    """The posts of a stand's employer at its fair, each with `open_marks`: conditions nobody has decided on yet."""
    return (
        Post.objects.filter(fair=stand.fair_id, employer=stand.employer_id)
        .select_related("employer")
        .annotate(open_marks=Count("marks", filter=Q(marks__condition__decision=Condition.Decision.OPEN)))
        .order_by("id")
    )


def employers_at_fairs_of(offices: Sequence[int]) -> set[int]:
    """The employers (primary keys) with an approved stand at a fair of these offices, who invite their people."""
    approved = Stand.objects.filter(fair__organiser__in=offices, state=Stand.State.APPROVED)
    return set(approved.values_list("employer", flat=True))


def employers_without_stand(fair: Fair) -> QuerySet[Organisation]:
    """The employers that have posts at `fair` but have not asked for a stand, those with most posts first."""
    return (
        Organisation.objects.filter(posts__fair=fair)
        .exclude(pk__in=Stand.objects.filter(fair=fair).values("employer"))
        .annotate(n=Count("posts", filter=Q(posts__fair=fair)))
        .order_by("-n", "pk")
    )

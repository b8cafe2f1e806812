"""Invitations: the one with a code, and how many of a body's are accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from duikou.booking.models import Allotment, Invitation, Offer
from duikou.booking.secret_codes import hash_of, read_secret

KIND = "invitation"
State = Invitation.State


@dataclass(frozen=True, slots=True)
class Handed:
    """What a body sees of its invitations: how many it was given, made slips of, and got accepted; how many can still
    be used. One that was declined counts as one that nobody has answered."""

    given: int
    slips: int
    accepted: int
    unused: int
    taken_back: int

    @property
    def left(self) -> int:
        """How many more slips can be made."""
        return max(0, self.given - self.slips)


def invitation_with(typed: str) -> Invitation | None:
    """The invitation whose code somebody typed or brought, whether it still opens anything or not."""
    return invitation_by_hash(hash_of(KIND, read_secret(typed)))


def invitation_by_hash(code_hash: bytes) -> Invitation | None:
    """The same by what is kept of its code."""
    known = Invitation.objects.select_related("allotment__offer", "allotment__body")
    return known.filter(code_hash=code_hash).first()


def handed(allotment: Allotment, *, now: datetime) -> Handed:
    """The counts of a body's invitations, in one query."""
    counted = Invitation.objects.filter(allotment=allotment).aggregate(
        slips=Count("pk", filter=~Q(state=State.TAKEN_BACK)),
        accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
        unused=Count("pk", filter=Q(state=State.OPEN)),
        taken_back=Count("pk", filter=Q(state=State.TAKEN_BACK)),
    )
    if now >= allotment.valid_until:
        counted["unused"] = 0
    return Handed(given=allotment.given, **counted)


def allotments_of(offer: Offer) -> list[Allotment]:
    """Who may hand on invitations to an offer, in the order they were given."""
    return list(Allotment.objects.filter(offer=offer).select_related("body").order_by("pk"))

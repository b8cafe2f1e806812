"""Links that open the door of one event: made, opened, taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.models import DoorLink, Offer
from duikou.booking.queries.door_links import KIND
from duikou.booking.secret_codes import hash_of, new_secret
from duikou.journal.actions import record

LETTERS = 30
NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_door_link(offer: Offer, *, label: str, by: Actor, valid_until: datetime | None = None) -> tuple[DoorLink, str]:
    """A new link for the post at the door called `label`, and its secret, which can never be shown again. It goes with
    the event unless `valid_until` (aware) says otherwise."""
    secret = new_secret(LETTERS)
    link = DoorLink.objects.create(
        offer=offer,
        label=label,
        secret_hash=hash_of(KIND, secret),
        valid_until=valid_until,
        created_at=clock.now(),
    )
    record(what="door_link.made", which=f"door:{link.public_id}", by=by, offer=str(offer.public_id))
    return link, secret


@transaction.atomic
def open_door(link: DoorLink) -> None:
    """Keep that a browser was let in by the link; the rules were asked before."""
    DoorLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, used_at=clock.now())
    which = f"door:{link.public_id}"
    record(what="door_link.opened", which=which, by=Actor("door", str(link.public_id)))


def note_use(link: DoorLink) -> None:
    """Keep that the link was used now, once a minute at most."""
    now = clock.now()
    earlier = Q(used_at=None) | Q(used_at__lte=now - NOTED_EVERY)
    DoorLink.objects.filter(earlier, pk=link.pk).update(used_at=now)


@transaction.atomic
def take_back_door_links(offer: Offer, *, by: Actor, only: DoorLink | None = None) -> int:
    """Let the links of `offer`, or one of them, open nothing any more; gives the number that still did. It bites at
    the next request of whoever uses one."""
    links = DoorLink.objects.filter(offer=offer, revoked_at=None).order_by("pk")
    if only is not None:
        links = links.filter(pk=only.pk)
    taken = 0
    for link in links:
        if DoorLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=clock.now()):
            record(what="door_link.taken_back", which=f"door:{link.public_id}", by=by)
            taken += 1
    return taken

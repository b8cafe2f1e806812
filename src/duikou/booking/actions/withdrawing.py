"""Offering a resource no more, and those who won a place there: what was drawn stays as it was drawn."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.actions.offers import end_all
from duikou.booking.actions.waiting import end_entries
from duikou.booking.models import Draw, Resource, Slot, WaitingEntry, Wish
from duikou.booking.queries.days import won_wishes
from duikou.journal.actions import queue_each, record


@transaction.atomic
def withdraw_resource(resource: Resource, *, by: Actor) -> Resource:
    """Offer `resource` and its times to come no more. Whoever won a place there and has no time is told; bookings and
    waiting are ended by `end_withdrawn`, or by the worker. Done again it changes nothing."""
    present = Resource.objects.select_for_update(no_key=True).select_related("offer").get(pk=resource.pk)
    if present.withdrawn_at is None:
        present.withdrawn_at = clock.now()
        present.save(update_fields=("withdrawn_at",))
        entry = record(what="resource.withdrawn", which=f"offer:{present.offer.public_id}", by=by, resource=present.pk)
        ahead = Slot.objects.filter(resource=present, withdrawn=False, starts_at__gt=clock.now()).order_by("pk")
        for slot in ahead.select_for_update(no_key=True):
            Slot.objects.filter(pk=slot.pk).update(withdrawn=True)
            record(what="slot.withdrawn", which=f"slot:{slot.public_id}", by=by)
        _tell(present, key=str(entry.pk))
    return present


def end_withdrawn(resource: Resource, *, by: Actor, why: Mapping[str, str] | None = None) -> int:
    """End the bookings in the withdrawn times of `resource`, in pieces, and the waiting there; everybody is told `why`
    (texts by language). Gives the number of bookings ended."""
    ids = Slot.objects.filter(resource=resource, withdrawn=True, starts_at__gt=clock.now()).order_by("pk")
    ended = end_all(list(ids.values_list("pk", flat=True)), why="slot_withdrawn", template="cancelled", by=by, said=why)
    end_entries(WaitingEntry.objects.filter(resource=resource), by=by)
    return ended


@transaction.atomic
def take_up_resource(resource: Resource, *, by: Actor) -> Resource:
    """Offer a resource again that was withdrawn; its times are laid anew by whoever offers it. What was ended stays
    ended; whoever won a place there can get another time when the day is planned anew."""
    present = Resource.objects.select_for_update(no_key=True).select_related("offer").get(pk=resource.pk)
    if present.withdrawn_at is not None:
        present.withdrawn_at = None
        present.save(update_fields=("withdrawn_at",))
        record(what="resource.taken_up", which=f"offer:{present.offer.public_id}", by=by, resource=present.pk)
    return present


def _tell(resource: Resource, *, key: str) -> None:
    """Those who won here and have no booking that could end: the others are told with theirs."""
    draw = Draw.objects.filter(offer=resource.offer, settled_at__isnull=False).first()
    if draw is None:
        return
    won: list[Wish] = list(won_wishes(draw).filter(resource=resource, booking=None).select_related("entry"))
    queue_each(
        template="win_withdrawn",
        recipients=[f"person:{one.entry.person_id}" for one in won],
        about=[f"entry:{one.entry.public_id}" for one in won],
        dedupe_keys=[f"win_withdrawn:{one.entry.public_id}:{key}" for one in won],
        expire_at=[resource.offer.closes_at] * len(won),
        resource=resource.pk,
    )

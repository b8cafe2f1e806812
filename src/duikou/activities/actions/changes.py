"""Changing an activity: its facts, its time and place, its places. Whoever has signed up is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from duikou.activities import rules, signals
from duikou.activities.actions.activities import TEXTS, give_places
from duikou.activities.models import Activity
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.booking import actions as booking
from duikou.booking.models import Offer, Slot
from duikou.booking.refusals import Refusal
from duikou.directory import actions as directory
from duikou.journal import actions as journal

FACTS = (*TEXTS, "kind", "channel", "campaign", "series", "place", "starts_at", "ends_at", "check_in")


@transaction.atomic
def change_activity(*, activity: Activity, values: Mapping[str, Any], by: Actor) -> int:
    """Change any of FACTS; a `place` may be a new one, by `name` and `address`. With another time or place everybody
    who has signed up is told at once, and keeps their places. Gives how many bookings were told. Raises rules.Refused:
    for one that is over or called off, a time that has passed, a channel that takes no sign-up."""
    present = Activity.objects.select_for_update().get(pk=activity.pk)
    now = clock.now()
    if isinstance(place := values.get("place"), Mapping):
        values = {**values, "place": directory.add_place(**place, by=by)}
    wanted = {name: translated(value) if name in TEXTS else value for name, value in values.items()}
    changed = {name: value for name, value in wanted.items() if getattr(present, name) != value}
    if no := rules.may_change(present, changed, now=now):
        raise rules.Refused(no)
    if not changed:
        return 0
    for name, value in changed.items():
        setattr(present, name, value)
    present.heads_only = present.channel.counts_heads_only
    present.check_in = present.check_in and present.offer_id is not None
    present.sequence += 1
    present.save(update_fields=(*FACTS, "heads_only", "sequence"))
    which = f"activity:{present.public_id}"
    journal.record(what="activity.changed", which=which, by=by, fields=sorted(changed))
    told = _change_offer(present, changed, by) if present.offer else 0
    signals.send(present.pk)
    activity.refresh_from_db()
    return told


def _change_offer(activity: Activity, changed: Mapping[str, Any], by: Actor) -> int:
    offer = activity.offer
    assert offer is not None
    facts: dict[str, Any] = {}
    if "title" in changed:
        facts["title"] = activity.title
    if "place" in changed:
        facts["place"] = activity.place
    if "ends_at" in changed:
        facts |= {"closes_at": activity.ends_at, "opens_at": min(offer.opens_at, activity.starts_at)}
    if facts:
        booking.change_offer(offer, by=by, **facts)
    if not changed.keys() & {"starts_at", "ends_at", "place"}:
        return 0
    moved = booking.retime(
        slot_of(activity), starts_at=activity.starts_at, ends_at=activity.ends_at, elsewhere="place" in changed, by=by
    )
    if isinstance(moved, Refusal):
        raise rules.Refused(rules.Refusal.BEGUN)
    return moved


def change_places(*, activity: Activity, places: int, seats_max: int, kept: int, by: Actor) -> None:
    """Set the places, how many come together at most, and how many places are kept for those who just come. More places
    go to the waiting list at once; fewer than are taken is none fewer than taken. None in a draft lets everybody just
    come. Raises rules.Refused: once people sign up they go on doing so."""
    with transaction.atomic():
        present = Activity.objects.select_for_update().get(pk=activity.pk)
        if no := rules.may_change_places(present, places=places):
            raise rules.Refused(no)
        offer = present.offer
        if offer is None and places:
            give_places(present, places=places, seats_max=seats_max, kept=kept, by=by)
            present.save(update_fields=("offer", "joining"))
            if present.state == Activity.State.PUBLISHED:
                assert present.offer is not None
                booking.open_offer(present.offer, by=by)
        elif offer is not None and not places:
            present.offer, present.joining, present.check_in = None, Activity.Joining.JUST_COME, False
            present.save(update_fields=("offer", "joining", "check_in"))
            booking.cancel_offer(offer, by=by)
        elif offer is not None:
            _change_numbers(offer, slot_of(present), places, seats_max, kept, by)
    activity.refresh_from_db()


def _change_numbers(offer: Offer, slot: Slot, places: int, seats_max: int, kept: int, by: Actor) -> None:
    if offer.seats_max != seats_max:
        booking.change_offer(offer, seats_max=seats_max, by=by)
    if (slot.capacity, slot.kept) != (places, kept):
        booking.change_capacity(slot, capacity=places, kept=kept, by=by)


def slot_of(activity: Activity) -> Slot:
    """The one slot of an activity for which people sign up."""
    return Slot.objects.select_related("resource", "offer").get(offer=activity.offer_id)

"""Writing shifts: made, changed, called off. Whoever has joined is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from duikou.activities import shift_rules as rules
from duikou.activities.models import Shift, VolunteerTeam
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.booking import actions as booking
from duikou.booking.models import Slot
from duikou.booking.refusals import Refusal
from duikou.directory import actions as directory
from duikou.directory.models import Place
from duikou.journal import actions as journal

TEXTS = ("title", "what_to_do", "what_to_bring")
FACTS = (*TEXTS, "place", "starts_at", "ends_at")
State = Shift.State
# A helper cancels until the shift begins: the place is better given on late than never.
CANCEL_UNTIL_MINUTES = 0


@transaction.atomic
def create_shift(
    *,
    team: VolunteerTeam,
    title: Mapping[str, str] | str,
    place: Place | Mapping[str, Any],
    starts_at: datetime,
    ends_at: datetime,
    helpers: int,
    by: Actor,
    **texts: Mapping[str, str] | str,
) -> Shift:
    """A new shift with places for so many helpers, which people join as soon as its team is shown. Times are aware;
    `texts` are any of TEXTS. Raises shift_rules.Refused for a team that has ended or a time that has passed."""
    now = clock.now()
    if no := rules.may_add_shift(team, starts_at=starts_at, now=now):
        raise rules.Refused(no)
    where = directory.add_place(**place, by=by) if isinstance(place, Mapping) else place
    said = translated(title)
    offer = booking.make_offer(
        title=said,
        organisation=team.body,
        place=where,
        opens_at=min(now, starts_at - timedelta(minutes=1)),
        closes_at=ends_at,
        limit_per_person=1,
        cancel_until_minutes=CANCEL_UNTIL_MINUTES,
        standby_minutes=0,
        by=by,
    )
    resource = booking.add_resource(offer, label=str(said)[:40], by=by)
    booking.lay_slots(resource, times=[(starts_at, ends_at)], capacity=helpers, by=by)
    shift = Shift.objects.create(
        team=team,
        title=said,
        place=where,
        starts_at=starts_at,
        ends_at=ends_at,
        offer=offer,
        created_at=now,
        **{name: translated(text) for name, text in texts.items()},
    )
    journal.record(what="shift.created", which=f"shift:{shift.public_id}", by=by)
    if team.state == VolunteerTeam.State.SHOWN:
        booking.open_offer(offer, by=by)
    return shift


@transaction.atomic
def change_shift(*, shift: Shift, values: Mapping[str, Any], by: Actor, helpers: int | None = None) -> int:
    """Change any of FACTS and how many `helpers` there are places for (never fewer than have joined); a `place` may be
    a new one, by `name` and `address`. With another time or place whoever has joined is told at once and keeps their
    place. Gives how many bookings were told. Raises shift_rules.Refused."""
    present = Shift.objects.select_for_update(of=("self",)).select_related("offer").get(pk=shift.pk)
    now = clock.now()
    if isinstance(place := values.get("place"), Mapping):
        values = {**values, "place": directory.add_place(**place, by=by)}
    wanted = {name: translated(value) if name in TEXTS else value for name, value in values.items()}
    changed = {name: value for name, value in wanted.items() if getattr(present, name) != value}
    if no := rules.may_change(present, changed, now=now):
        raise rules.Refused(no)
    told = 0
    if changed:
        for name, value in changed.items():
            setattr(present, name, value)
        present.sequence += 1
        present.save(update_fields=(*FACTS, "sequence"))
        journal.record(what="shift.changed", which=f"shift:{present.public_id}", by=by, fields=sorted(changed))
        told = _change_offer(present, changed, by)
    slot = slot_of(present)
    if helpers is not None and slot.capacity != helpers:
        booking.change_capacity(slot, capacity=helpers, by=by)
    shift.refresh_from_db()
    return told


def _change_offer(shift: Shift, changed: Mapping[str, Any], by: Actor) -> int:
    facts: dict[str, Any] = {name: getattr(shift, name) for name in ("title", "place") if name in changed}
    if "ends_at" in changed:
        facts |= {"closes_at": shift.ends_at, "opens_at": min(shift.offer.opens_at, shift.starts_at)}
    if facts:
        booking.change_offer(shift.offer, by=by, **facts)
    if not changed.keys() & rules.WHEN_AND_WHERE:
        return 0
    moved = booking.retime(
        slot_of(shift), starts_at=shift.starts_at, ends_at=shift.ends_at, elsewhere="place" in changed, by=by
    )
    if isinstance(moved, Refusal):
        raise rules.Refused(rules.Refusal.BEGUN)
    return moved


def cancel_shift(*, shift: Shift, why: Mapping[str, str] | str, by: Actor) -> int:
    """Call the shift off: every booking is cancelled and everybody told `why`. Gives the number of bookings cancelled.
    Raises shift_rules.Refused once it is over. Called again it does what was interrupted."""
    if no := rules.may_call_off(shift, now=clock.now()):
        raise rules.Refused(no)
    with transaction.atomic():
        values = {"state": State.CANCELLED, "why_cancelled": translated(why), "sequence": F("sequence") + 1}
        if Shift.objects.filter(pk=shift.pk, state=State.OPEN).update(**values):
            journal.record(what="shift.cancelled", which=f"shift:{shift.public_id}", by=by)
        shift.refresh_from_db()
    return booking.cancel_offer(shift.offer, by=by, why=shift.why_cancelled)


@transaction.atomic
def note_walk_ins(*, shift: Shift, heads: int, by: Actor) -> int:
    """Note that so many helpers came who had not joined, or take so many back (below zero); nothing else is known of
    them. Gives how many there are now. Raises shift_rules.Refused."""
    if no := rules.may_note_walk_ins(shift, heads=heads, now=clock.now()):
        raise rules.Refused(no)
    open_ones = Shift.objects.filter(pk=shift.pk, state=State.OPEN, walked_in__gte=max(0, -heads))
    if not open_ones.update(walked_in=F("walked_in") + heads):
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    shift.refresh_from_db(fields=("walked_in",))
    journal.record(what="shift.walked_in", which=f"shift:{shift.public_id}", by=by, heads=heads)
    return shift.walked_in


def slot_of(shift: Shift) -> Slot:
    """The one slot of a shift."""
    return Slot.objects.select_related("resource", "offer").get(offer=shift.offer_id)

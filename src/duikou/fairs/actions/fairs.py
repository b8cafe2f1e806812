"""Writing fairs: made as drafts, published, started, closed or cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.booking import actions as booking
from duikou.booking.models import Offer, Slot
from duikou.directory import actions as directory
from duikou.directory.models import Organisation, Place
from duikou.fairs import rules
from duikou.fairs.actions.fair_changes import WhenAndWhere, tell_changed
from duikou.fairs.models import Fair, Stand
from duikou.journal import actions as journal

BOOKING_RULES = ("mode", "verified_contact", "standby_minutes")  # facts of a fair that are its offer's


@transaction.atomic
def create_fair(
    *,
    slug: str,
    title: Mapping[str, str] | str,
    organiser: Organisation,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    zone_opens_at: datetime | None = None,
    place: Place | Mapping[str, Any] | None = None,
    summary: Mapping[str, str] | str = "",
    what_to_bring: Mapping[str, str] | str = "",
    on_site: bool = True,
    online: bool = False,
    limit_per_person: int = 3,
    cancel_until_minutes: int = 60,
    mode: str = Offer.Mode.FIRST_COME,
    verified_contact: bool = False,
    standby_minutes: int = 5,
) -> Fair:
    """A new fair in draft with the offer its interviews are booked in. The zone opens, and booking begins, at
    `zone_opens_at` (now by default); `verified_contact` asks for a code before a booking; so many
    `standby_minutes` after its time a place nobody came for is given on, 0 for never. Times are aware. `place` is one
    that is known, or the `name` and `address` of a new one. Raises django.db.IntegrityError for a slug that is
    taken."""
    opens_at = zone_opens_at or min(clock.now(), starts_at - timedelta(minutes=1))
    where = _place(place, by)
    offer = booking.make_offer(
        title=translated(title),
        organisation=organiser,
        place=where,
        opens_at=opens_at,
        closes_at=ends_at,
        limit_per_person=limit_per_person,
        cancel_until_minutes=cancel_until_minutes,
        mode=mode,
        verified_contact=verified_contact,
        standby_minutes=standby_minutes,
        by=by,
    )
    fair = Fair.objects.create(
        slug=slug,
        title=translated(title),
        summary=translated(summary),
        what_to_bring=translated(what_to_bring),
        organiser=organiser,
        place=where,
        starts_at=starts_at,
        ends_at=ends_at,
        zone_opens_at=opens_at,
        on_site=on_site,
        online=online,
        offer=offer,
        created_at=clock.now(),
    )
    journal.record(what="fair.created", which=f"fair:{fair.slug}", by=by)
    return fair


@transaction.atomic
def change_fair(*, fair: Fair, values: Mapping[str, Any], by: Actor) -> Fair:
    """Change the fair's facts by field name (`place` as for a new fair), and its offer with them. Times already made at
    stands stay: they are made anew stand by stand. Whoever has booked is told of another place or time. Raises
    rules.Refused when it is over."""
    if not rules.may_change(fair):
        raise rules.Refused(rules.Refusal.FAIR_OVER)
    before = WhenAndWhere.of(fair)
    asks = {name: values[name] for name in BOOKING_RULES if name in values}
    for name, value in values.items():
        if name in asks:
            continue
        setattr(fair, name, _place(value, by) if name == "place" else value)
    fair.save()
    booking.change_offer(
        fair.offer,
        by=by,
        title=fair.title,
        place=fair.place,
        opens_at=fair.zone_opens_at,
        closes_at=fair.ends_at,
        **asks,
    )
    journal.record(what="fair.changed", which=f"fair:{fair.slug}", by=by, fields=sorted(values))
    tell_changed(fair=fair, before=before, by=by)
    return fair


@transaction.atomic
def publish_fair(*, fair: Fair, by: Actor) -> Fair:
    """Show the fair to the public and let bookings in from its zone's opening. Raises rules.Refused."""
    refusal = rules.may_publish_fair(
        fair,
        stands=Stand.objects.filter(fair=fair, state=Stand.State.APPROVED).count(),
        slots=Slot.objects.filter(offer=fair.offer_id, withdrawn=False).count(),
        now=clock.now(),
    )
    if refusal:
        raise rules.Refused(refusal)
    _become(fair, Fair.State.PUBLISHED, by)
    booking.open_offer(fair.offer, by=by)
    return fair


@transaction.atomic
def start_fair(*, fair: Fair, by: Actor) -> Fair:
    """Open the doors. Raises rules.Refused unless the fair is published."""
    return _become(fair, Fair.State.RUNNING, by)


@transaction.atomic
def close_fair(*, fair: Fair, by: Actor) -> Fair:
    """End the fair: whoever did not come is marked so, and nothing can be booked. Raises rules.Refused."""
    _become(fair, Fair.State.CLOSED, by)
    booking.close_offer(fair.offer, by=by)
    booking.mark_no_shows(fair.offer, by=by)
    return fair


def cancel_fair(*, fair: Fair, why: Mapping[str, str] | str, by: Actor) -> int:
    """Call the fair off: every live booking is cancelled, everyone told `why`, and nothing deleted. Gives the number of
    bookings cancelled. The engine works in short transactions; if it is interrupted, calling again, or the worker,
    does the rest. Raises rules.Refused for a fair that is closed."""
    if fair.state != Fair.State.CANCELLED:
        fair.why_cancelled = translated(why)
        _become(fair, Fair.State.CANCELLED, by)
    return booking.cancel_offer(fair.offer, by=by, why=fair.why_cancelled)


def _place(place: Place | Mapping[str, Any] | None, by: Actor) -> Place | None:
    return directory.add_place(**place, by=by) if isinstance(place, Mapping) else place


@transaction.atomic
def _become(fair: Fair, state: str, by: Actor) -> Fair:
    if not rules.may_become(fair, state):
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    moved = Fair.objects.filter(pk=fair.pk, state=fair.state).update(state=state, why_cancelled=fair.why_cancelled)
    if not moved:
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    fair.state = state
    journal.record(what=f"fair.{state}", which=f"fair:{fair.slug}", by=by)
    return fair

"""Writing activities: made as drafts, published, called off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from duikou.activities import rules, signals
from duikou.activities.models import Activity, Campaign, Channel, Kind, Series
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.booking import actions as booking
from duikou.directory import actions as directory
from duikou.directory.models import Organisation, Place
from duikou.journal import actions as journal

TEXTS = ("title", "about", "for_whom", "what_to_bring")
State = Activity.State


@transaction.atomic
def create_activity(
    *,
    title: Mapping[str, str] | str,
    kind: Kind,
    channel: Channel,
    organiser: Organisation,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    place: Place | Mapping[str, Any] | None = None,
    campaign: Campaign | None = None,
    series: Series | None = None,
    places: int = 0,
    seats_max: int = 1,
    kept: int = 0,
    check_in: bool = False,
    **texts: Mapping[str, str] | str,
) -> Activity:
    """A new activity in draft. With `places` people sign up for it, up to `seats_max` together, and `kept` of the
    places are for those who just come; without, everybody just comes. With `check_in` they show a ticket at the door.
    Times are aware; `texts` are any of TEXTS. Raises rules.Refused where the channel counts heads only, or kind or
    channel is retired."""
    if kind.retired or channel.retired:
        raise rules.Refused(rules.Refusal.RETIRED)
    if places and (no := rules.may_sign_up(heads_only=channel.counts_heads_only)):
        raise rules.Refused(no)
    where = directory.add_place(**place, by=by) if isinstance(place, Mapping) else place
    activity = Activity(
        title=translated(title),
        kind=kind,
        channel=channel,
        organiser=organiser,
        place=where,
        campaign=campaign,
        series=series,
        starts_at=starts_at,
        ends_at=ends_at,
        heads_only=channel.counts_heads_only,
        created_at=clock.now(),
        **{name: translated(text) for name, text in texts.items()},
    )
    if places:
        give_places(activity, places=places, seats_max=seats_max, kept=kept, by=by)
        activity.check_in = check_in
    activity.save()
    journal.record(what="activity.created", which=f"activity:{activity.public_id}", by=by)
    return activity


def give_places(activity: Activity, *, places: int, seats_max: int, kept: int, by: Actor) -> None:
    """Let people sign up for `activity`, which the caller saves."""
    offer = booking.make_offer(
        title=activity.title,
        organisation=activity.organiser,
        place=activity.place,
        opens_at=min(clock.now(), activity.starts_at - timedelta(minutes=1)),
        closes_at=activity.ends_at,
        limit_per_person=1,
        seats_max=seats_max,
        standby_minutes=0,
        by=by,
    )
    resource = booking.add_resource(offer, label=str(activity.title)[:40], by=by)
    times = [(activity.starts_at, activity.ends_at)]
    booking.lay_slots(resource, times=times, capacity=places, kept=kept, by=by)
    activity.joining, activity.offer = Activity.Joining.SIGN_UP, offer


@transaction.atomic
def publish_activity(*, activity: Activity, by: Actor) -> Activity:
    """Show the activity to the public, and let people sign up. Raises rules.Refused."""
    if no := rules.may_publish(activity, now=clock.now()):
        raise rules.Refused(no)
    _become(activity, State.PUBLISHED, by)
    if activity.offer:
        booking.open_offer(activity.offer, by=by)
    signals.send(activity.pk)
    return activity


def cancel_activity(*, activity: Activity, why: Mapping[str, str] | str, by: Actor) -> int:
    """Call the activity off: every booking is cancelled and everybody told `why`; nothing is deleted. Gives the number
    of bookings cancelled. Raises rules.Refused for one that was held. Called again it does what was interrupted."""
    if activity.state != State.CANCELLED:
        activity.why_cancelled = translated(why)
        with transaction.atomic():
            _become(activity, State.CANCELLED, by, why_cancelled=activity.why_cancelled)
            signals.send(activity.pk)
    if activity.offer is None:
        return 0
    return booking.cancel_offer(activity.offer, by=by, why=activity.why_cancelled)


def _become(activity: Activity, state: str, by: Actor, **values: Any) -> None:
    if not rules.may_become(activity, state):
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    if not Activity.objects.filter(pk=activity.pk, state=activity.state).update(
        state=state, sequence=F("sequence") + 1, **values
    ):
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    activity.state, activity.sequence = state, activity.sequence + 1
    journal.record(what=f"activity.{state}", which=f"activity:{activity.public_id}", by=by)

"""How many came: let in at the door, let in without having signed up, counted."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from duikou.activities import rules
from duikou.activities.models import Activity
from duikou.activities.queries.door import Attended, bookings_of
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as booking
from duikou.booking.models import Booking
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.journal import actions as journal

State, Counted = Activity.State, Activity.Counted
READING = "activity-door"


def check_in(*, activity: Attended, booking_id: UUID, method: str, by: Actor) -> booking.Arrival | Refusal:
    """Let in who has booked `booking_id` (public) at this activity or shift; a second time is harmless."""
    found = bookings_of(activity).filter(public_id=booking_id).first()
    if found is None:
        return refusal(Reason.UNKNOWN_SLOT)
    return booking.check_in(found, by=by, method=method)


def take_back(*, activity: Attended, booking_id: UUID, by: Actor) -> bool:
    """Take a check-in of this activity or shift back within five minutes; whether it was."""
    found = bookings_of(activity).filter(public_id=booking_id).first()
    made = getattr(found, "check_in", None)
    if found is None or made is None or not rules.may_undo_check_in(made.at, now=clock.now()):
        return False
    booking.undo_check_in(found, by=by)
    return True


@transaction.atomic
def note_walk_ins(*, activity: Activity, heads: int, by: Actor) -> int:
    """Let so many in who did not sign up, or take so many back (below zero), without a word on who they are. Gives how
    many there are now. Raises rules.Refused."""
    if no := rules.may_note_walk_ins(activity, heads=heads, now=clock.now()):
        raise rules.Refused(no)
    open_ones = Activity.objects.filter(pk=activity.pk, state=State.PUBLISHED, walked_in__gte=max(0, -heads))
    if not open_ones.update(walked_in=F("walked_in") + heads):
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    activity.refresh_from_db(fields=("walked_in",))
    journal.record(what="activity.walked_in", which=f"activity:{activity.public_id}", by=by, heads=heads)
    return activity.walked_in


def arrived(activity: Activity) -> int:
    """How many people have been let in: the seats of bookings that arrived, and those who had not signed up."""
    here = Booking.objects.filter(offer=activity.offer_id, attendance=Booking.Attendance.ARRIVED)
    seats = here.aggregate(seats=Sum("seats"))["seats"] if activity.offer_id else 0
    return (seats or 0) + activity.walked_in


@transaction.atomic
def count_heads(*, activity: Activity, heads: int, by: Actor) -> Activity:
    """Write down how many people came, counted by heads; it is held then. Called again it puts the number right. Raises
    rules.Refused."""
    return _count(activity, heads, Counted.BY_HEADS, by)


@transaction.atomic
def count_arrivals(*, activity: Activity, by: Actor) -> Activity:
    """Take those who were let in for those who came; it is held then. Called again it counts anew. Raises
    rules.Refused, also where nobody signs up."""
    if no := rules.may_count_arrivals(activity):
        raise rules.Refused(no)
    present = Activity.objects.select_for_update().get(pk=activity.pk)
    return _count(activity, arrived(present), Counted.BY_CHECK_IN, by)


def _count(activity: Activity, heads: int, how: str, by: Actor) -> Activity:
    now = clock.now()
    if no := rules.may_count(activity, heads=heads, now=now):
        raise rules.Refused(no)
    values = {"heads": heads, "counted": how, "counted_at": now, "state": State.HELD}
    changed = Activity.objects.filter(pk=activity.pk, state__in=(State.PUBLISHED, State.HELD)).update(**values)
    if not changed:
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    activity.refresh_from_db()
    journal.record(what="activity.counted", which=f"activity:{activity.public_id}", by=by, heads=heads)
    if activity.offer:
        booking.close_offer(activity.offer, by=by)
        booking.mark_no_shows(activity.offer, by=by)
    return activity


@transaction.atomic
def note_reading(*, bookings: list[Booking], by: Actor, where: str = READING) -> None:
    """Keep that the door of an activity, or who keeps a shift, was shown who made these bookings."""
    journal.record_reading(which=[f"booking:{one.public_id}" for one in bookings if one.person_id], by=by, where=where)

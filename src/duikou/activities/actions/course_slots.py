"""The seats of a class in the engine: one slot that is held at all sessions."""

from __future__ import annotations

from duikou.activities.models import Course
from duikou.activities.queries.courses import taking_place
from duikou.base.actor import Actor
from duikou.booking import actions as booking
from duikou.booking.models import Slot


def lock_course(course: Course) -> Course:
    """The class as it is now, locked until the transaction ends: whoever changes its sessions changes all of them."""
    return Course.objects.select_for_update(of=("self",)).select_related("offer", "kind", "channel").get(pk=course.pk)


def slot_of(course: Course) -> Slot:
    """The one slot of a class."""
    return Slot.objects.select_related("resource", "offer").get(offer=course.offer_id)


def hold(course: Course, *, by: Actor, elsewhere: bool = False) -> int:
    """Let the slot follow the sessions that take place; everybody with a seat is told of what has changed. Gives how
    many bookings were told. Inside the transaction of whoever changed a session."""
    slot, spans = slot_of(course), [(one.starts_at, one.ends_at) for one in taking_place(course)]
    told = booking.hold_at(slot, times=spans, joins_until=course.joins_until, by=by, elsewhere=elsewhere)
    if course.offer.closes_at != slot.ends_at:
        booking.change_offer(course.offer, closes_at=slot.ends_at, by=by)
    return told

"""Who was at a session: ticked by whoever teaches it, or only counted where there is no certificate."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from duikou.activities import course_rules as rules
from duikou.activities.models import Presence, Session
from duikou.activities.queries.registers import seated
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as booking
from duikou.booking.models import Booking, CheckIn
from duikou.journal import actions as journal

READING = "class-register"
ARRIVED = Booking.Attendance.ARRIVED


@transaction.atomic
def take_register(*, session: Session, present: Collection[UUID], by: Actor) -> int:
    """Write down that of those with a seat these (public ids of bookings) are at `session`, and nobody else; done again
    it puts the register right. Gives how many people are there: the seats of their bookings. Raises rules.Refused when
    it is not the session's day, or the class gives no certificate."""
    kept = Session.objects.select_for_update(of=("self",)).select_related("course").get(pk=session.pk)
    if no := rules.may_take_register(kept, now=clock.now()):
        raise rules.Refused(no)
    listed = {one.pk: one for one in seated(kept.course)}
    there = {pk for pk, one in listed.items() if one.public_id in present}
    before = set(Presence.objects.filter(session=kept, booking__in=listed).values_list("booking", flat=True))
    gone = before - there
    Presence.objects.filter(session=kept, booking__in=gone).delete()
    Presence.objects.bulk_create(Presence(session=kept, booking_id=pk) for pk in sorted(there - before))
    for pk in sorted(there - before):
        if listed[pk].attendance != ARRIVED:
            booking.check_in(listed[pk], by=by, method=CheckIn.Method.NAME)
    still = set(Presence.objects.filter(booking__in=gone).values_list("booking", flat=True))
    for pk in sorted(gone - still):
        booking.undo_check_in(listed[pk], by=by)
    came = sum(listed[pk].seats for pk in there)
    Session.objects.filter(pk=kept.pk).update(state=Session.State.HELD, came=came, by_register=True)
    journal.record(what="session.register", which=f"course:{kept.course.public_id}", by=by, heads=came)
    session.refresh_from_db()
    return came


@transaction.atomic
def count_session(*, session: Session, heads: int, by: Actor) -> Session:
    """Write down how many were at a session where nobody was ticked; called again it puts the number right. Raises
    rules.Refused."""
    kept = Session.objects.select_for_update(of=("self",)).select_related("course").get(pk=session.pk)
    if no := rules.may_count(kept, heads=heads, now=clock.now()):
        raise rules.Refused(no)
    Session.objects.filter(pk=kept.pk).update(state=Session.State.HELD, came=heads)
    journal.record(what="session.counted", which=f"course:{kept.course.public_id}", by=by, heads=heads)
    session.refresh_from_db()
    return session


@transaction.atomic
def note_register_read(*, bookings: Collection[Booking], by: Actor) -> None:
    """Keep that the register of a session was shown, for those who stand on it to read."""
    which = [f"booking:{one.public_id}" for one in bookings if one.person_id]
    journal.record_reading(which=which, by=by, where=READING)


def forget_presences() -> int:
    """Delete who was at which session once their booking has lost its person; how many came stays. Gives the number."""
    with transaction.atomic():
        return Presence.objects.filter(booking__person=None).delete()[0]

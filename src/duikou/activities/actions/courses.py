"""Writing classes: made as drafts with their sessions, changed, published, called off, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from duikou.activities import course_rules as rules
from duikou.activities import signals
from duikou.activities.actions.course_slots import hold, lock_course, slot_of
from duikou.activities.models import Channel, Course, Kind, Session
from duikou.activities.queries.courses import taking_place
from duikou.activities.queries.registers import earned_by
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.booking import actions as booking
from duikou.directory import actions as directory
from duikou.directory.models import Organisation, Place
from duikou.journal import actions as journal

TEXTS = ("title", "about", "for_whom", "known_before", "what_to_bring", "taught_by", "taught_in")
FACTS = (*TEXTS, "level", "kind", "channel", "place", "joins_until", "certificate_from")
State = Course.State


@transaction.atomic
def create_course(
    *,
    title: Mapping[str, str] | str,
    kind: Kind,
    channel: Channel,
    organiser: Organisation,
    times: Sequence[rules.Span],
    seats: int,
    by: Actor,
    place: Place | Mapping[str, Any] | None = None,
    level: str = Course.Level.EVERYBODY,
    seats_max: int = 1,
    joins_until: int = 1,
    certificate_from: int | None = None,
    **texts: Mapping[str, str] | str,
) -> Course:
    """A new class in draft with a session at each of `times` (aware, from and until) and so many seats, of which
    somebody may take up to `seats_max`. `texts` are any of TEXTS. Raises rules.Refused: where the channel counts heads
    only, for sessions that overlap, for a certificate that asks for more sessions than there are."""
    no = rules.may_use(kind, channel) or rules.may_be_held(times)
    if no := no or rules.may_certify(certificate_from, sessions=len(times)):
        raise rules.Refused(no, sessions=len(times))
    spans, now = sorted(times), clock.now()
    where = directory.add_place(**place, by=by) if isinstance(place, Mapping) else place
    offer = booking.make_offer(
        title=translated(title),
        organisation=organiser,
        place=where,
        opens_at=min(now, spans[0][0] - timedelta(minutes=1)),
        closes_at=spans[-1][1],
        limit_per_person=1,
        seats_max=seats_max,
        standby_minutes=0,
        by=by,
    )
    resource = booking.add_resource(offer, label=str(translated(title))[:40], by=by)
    booking.lay_slots(resource, times=[spans[0]], capacity=seats, by=by)
    course = Course.objects.create(
        title=translated(title),
        kind=kind,
        channel=channel,
        organiser=organiser,
        place=where,
        level=level,
        offer=offer,
        joins_until=joins_until,
        certificate_from=certificate_from,
        created_at=now,
        **{name: translated(text) for name, text in texts.items()},
    )
    Session.objects.bulk_create(Session(course=course, starts_at=begin, ends_at=end) for begin, end in spans)
    hold(course, by=by)
    journal.record(what="course.created", which=f"course:{course.public_id}", by=by, sessions=len(spans))
    return course


@transaction.atomic
def change_course(*, course: Course, values: Mapping[str, Any], by: Actor) -> int:
    """Change any of FACTS; a `place` may be a new one, by `name` and `address`. With another place everybody with a
    seat is told. Gives how many bookings were told. Raises rules.Refused: once it is over, and for a rule on the
    certificate that would become harder for those who have signed up."""
    present = lock_course(course)
    if isinstance(place := values.get("place"), Mapping):
        values = {**values, "place": directory.add_place(**place, by=by)}
    wanted = {name: translated(value) if name in TEXTS else value for name, value in values.items()}
    changed = {name: value for name, value in wanted.items() if getattr(present, name) != value}
    if not changed:
        return 0
    _may_change(present, changed)
    for name, value in changed.items():
        setattr(present, name, value)
    present.save(update_fields=FACTS)
    journal.record(what="course.changed", which=f"course:{present.public_id}", by=by, fields=sorted(changed))
    facts = {name: changed[name] for name in ("title", "place") if name in changed}
    if facts:
        booking.change_offer(present.offer, by=by, **facts)
    told = hold(present, by=by, elsewhere="place" in changed) if changed.keys() & {"place", "joins_until"} else 0
    signals.send_course(present.pk)
    course.refresh_from_db()
    return told


def _may_change(course: Course, changed: Mapping[str, Any]) -> None:
    no = rules.may_change(course)
    if no is None and changed.keys() & {"kind", "channel"}:
        no = rules.may_use(changed.get("kind", course.kind), changed.get("channel", course.channel))
    if no is None and course.state == State.PUBLISHED and "place" in changed and changed["place"] is None:
        no = rules.Refusal.NO_PLACE
    sessions = len(taking_place(course))
    if no is None and "certificate_from" in changed:
        shown, before = course.state == State.PUBLISHED, course.certificate_from
        no = rules.may_certify(changed["certificate_from"], sessions=sessions, before=before, shown=shown)
    if no is None and changed.get("joins_until", 1) > sessions:
        no = rules.Refusal.JOINS_TOO_LATE
    if no:
        raise rules.Refused(no, sessions=sessions)


@transaction.atomic
def change_seats(*, course: Course, seats: int, seats_max: int, by: Actor) -> None:
    """Set how many seats there are, and how many somebody may take. More seats go to the waiting list at once. Raises
    rules.Refused for fewer than are taken."""
    present = lock_course(course)
    slot = slot_of(present)
    no = rules.may_change(present) or rules.may_seat(seats=seats, taken=slot.taken)
    if no:
        raise rules.Refused(no, taken=slot.taken)
    if present.offer.seats_max != seats_max:
        booking.change_offer(present.offer, seats_max=seats_max, by=by)
    if slot.capacity != seats:
        booking.change_capacity(slot, capacity=seats, by=by)


@transaction.atomic
def publish_course(*, course: Course, by: Actor) -> Course:
    """Show the class to the public, and let people sign up. Raises rules.Refused."""
    sessions = taking_place(course)
    if no := rules.may_publish(course, sessions, now=clock.now()):
        raise rules.Refused(no, sessions=len(sessions))
    _become(course, State.PUBLISHED, by)
    booking.open_offer(course.offer, by=by)
    signals.send_course(course.pk)
    return course


def cancel_course(*, course: Course, why: Mapping[str, str] | str, by: Actor) -> int:
    """Call the whole class off: every booking is cancelled and everybody told `why`; nothing is deleted. Gives the
    number of bookings cancelled. Raises rules.Refused once it is over. Called again it does what was interrupted."""
    if course.state != State.CANCELLED:
        if no := rules.may_cancel(course, taking_place(course), now=clock.now()):
            raise rules.Refused(no)
        course.why_cancelled = translated(why)
        with transaction.atomic():
            _become(course, State.CANCELLED, by, why_cancelled=course.why_cancelled)
            signals.send_course(course.pk)
    return booking.cancel_offer(course.offer, by=by, why=course.why_cancelled)


@transaction.atomic
def finish_course(*, course: Course, by: Actor) -> Course:
    """Close the class once its last session is over: whoever was there often enough can have the certificate drawn, and
    how many they are is kept. Raises rules.Refused."""
    present = lock_course(course)
    if no := rules.may_finish(present, taking_place(present), now=clock.now()):
        raise rules.Refused(no)
    completed = len(earned_by(present)) if present.certificate_from else None
    _become(present, State.FINISHED, by, finished_at=clock.now(), completed=completed)
    booking.close_offer(present.offer, by=by)
    booking.mark_no_shows(present.offer, by=by)
    signals.send_course(present.pk)
    course.refresh_from_db()
    return course


def _become(course: Course, state: str, by: Actor, **values: Any) -> None:
    stands = Course.objects.filter(pk=course.pk, state=course.state)
    if not rules.may_become(course, state) or not stands.update(state=state, **values):
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    course.state = state
    journal.record(what=f"course.{state}", which=f"course:{course.public_id}", by=by)

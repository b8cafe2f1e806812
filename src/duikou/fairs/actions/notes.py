"""Notes that come late, from tables that had no network: merged in any order, any number of times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Resource, Ticket
from duikou.booking.queries.ended import CAME_KEPT, ended
from duikou.booking.refusals import Refusal
from duikou.fairs.actions import outcomes, standby
from duikou.fairs.course import UNKNOWN, Course, answer_of, course
from duikou.fairs.models import Interview, SentStep, Stand
from duikou.journal import actions as journal

Result, Step = SentStep.Result, SentStep.Step
COUNTING = (Result.NOTED, Result.DIFFERS)
TRIES = 3
AT_ONCE = timedelta(minutes=2)  # what is told so soon has the place of the present time


@dataclass(frozen=True, slots=True)
class Note:
    """What a device says of one tap: its own id of it, its own id, the booking or number (public id), the step, its
    moment and when the list it was made from was given out (both aware, corrected and bounded by the caller). `trusted`
    is False when who made it may not act at this table any more: it is then kept and listed, and changes nothing."""

    sent_id: UUID
    source: UUID
    named: UUID
    step: str
    at: datetime
    seen_at: datetime
    trusted: bool = True


def merge_notes(*, stand: Stand, notes: Sequence[Note], by: Actor) -> list[SentStep]:
    """What came of each, in the order given. Every note is written once and by itself, so that one that fails spoils no
    other; the same `sent_id` again gives the first answer. Whatever order they are heard in, talks end alike: the
    newest moment wins, and a note that says something else than another device said unseen is listed."""
    return [_merged(stand, one, by) for one in notes]


class _MovedOn(Exception):
    """The number got a booking at this moment: all is done again from its lock."""


def _merged(stand: Stand, note: Note, by: Actor) -> SentStep:
    for _attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _merge(stand, note, by)
        except _MovedOn:
            continue
        except IntegrityError:  # the same was sent twice at the same moment, and the other was first
            return SentStep.objects.get(sent_id=note.sent_id)
    raise AssertionError("a number has one booking")


def _merge(stand: Stand, note: Note, by: Actor) -> SentStep:
    ticket = Ticket.objects.filter(public_id=note.named, offer=stand.fair.offer_id).first()
    which = {"pk": ticket.booking_id} if ticket and ticket.booking_id else {"public_id": note.named}
    booking = _held(offer=stand.fair.offer_id, **which)
    known = SentStep.objects.filter(sent_id=note.sent_id).first()
    if known:
        return known
    made = SentStep(
        sent_id=note.sent_id, source=note.source, stand=stand, booking=booking, ticket=None if booking else ticket,
        named=note.named, step=note.step, at=_own_moment(note), seen_at=note.seen_at, received_at=clock.now(),
        by=str(by),
    )  # fmt: skip
    if booking is not None:
        made.result = _about_booking(made, booking, trusted=note.trusted, by=by)
    elif ticket is not None:
        made.result = _about_number(made, ticket, trusted=note.trusted, by=by)
    else:
        made.result = Result.UNKNOWN
    made.save(force_insert=True)
    if made.result != Result.NOTED:
        journal.record(what="interview.note_listed", which=_which(made), by=by, result=str(made.result))
    return made


def _own_moment(note: Note) -> datetime:
    """The note's moment, its last digits made from its id, so that two of one millisecond have an order, too."""
    return note.at.replace(microsecond=note.at.microsecond // 1000 * 1000 + note.sent_id.int % 1000)


def _about_booking(made: SentStep, booking: Booking, *, trusted: bool, by: Actor) -> str:
    if booking.slot.resource_id is None or booking.slot.resource_id != made.stand.resource_id:
        return Result.ELSEWHERE
    if made.step == Step.DONE:
        return _number_over(made, booking, trusted=trusted, by=by)
    if not trusted:
        return Result.SHUT
    if booking.state != Booking.State.CONFIRMED:
        return Result.GIVEN_UP
    if booking.attendance != Booking.Attendance.ARRIVED:
        return Result.NOT_HERE
    talk = outcomes.interview_of(booking=booking, stand=made.stand)
    before = list(SentStep.objects.filter(booking=booking, result__in=COUNTING))
    other = _other_word(made, talk, before)
    if other:
        made.met_at, made.met = other
    _let_stand(talk, course(talk, [(one.at, one.step) for one in (*before, made)]), by)
    return Result.DIFFERS if other else Result.NOTED


def _other_word(made: SentStep, talk: Interview, before: Sequence[SentStep]) -> tuple[datetime, str] | None:
    """What was said of the talk that the note's device could not know of, and that is not what it says itself: the
    newest last word of another device, or of the usual table. Of each device its last word alone counts."""
    mine = answer_of(made.step)
    words = [one for one in sorted(before, key=lambda one: one.at) if answer_of(one.step) is not None]
    if mine is None or any(one.source == made.source and one.at > made.at for one in words):
        return None
    last = {one.source: one for one in words if one.source != made.source}
    others = [(one.at, str(answer_of(one.step))) for one in last.values() if one.received_at > made.seen_at]
    if talk.outcome_at and talk.outcome_at > made.seen_at and all(one.at != talk.outcome_at for one in words):
        others.append((talk.outcome_at, talk.outcome))
    return max((one for one in others if one[1] != mine), default=None)


def _let_stand(talk: Interview, now: Course, by: Actor) -> None:
    """Write how the talk stands, with its number and the journal, if anything is new."""
    fields = ("called_at", "started_at", "ended_at", "outcome", "outcome_at")
    changed = [name for name in fields if getattr(talk, name) != getattr(now, name)]
    if not changed:
        return
    what = "called"
    if talk.outcome != now.outcome:
        what = "outcome_taken_back" if now.outcome == UNKNOWN else "outcome"
    elif bool(talk.started_at) != bool(now.started_at):
        what = "started" if now.started_at else "start_taken_back"
    elif bool(talk.called_at) != bool(now.called_at) and not now.called_at:
        what = "call_taken_back"
    for name in changed:
        setattr(talk, name, getattr(now, name))
    outcomes.keep(talk, what, by, *changed)


def _about_number(made: SentStep, ticket: Ticket, *, trusted: bool, by: Actor) -> str:
    """A number without a booking knows two steps: begun, and over. Any other waits until the number has a booking."""
    resource = made.stand.resource
    if resource is None:
        return Result.UNKNOWN
    if not trusted:
        return Result.SHUT
    if made.step not in (Step.START, Step.DONE):
        return Result.UNKNOWN
    if not _is_here(ticket, resource):
        return Result.ELSEWHERE
    begins = made.step == Step.START and ticket.state not in (Ticket.State.SERVING, Ticket.State.DONE)
    if begins and clock.now() - made.at < AT_ONCE:
        seated = standby.seat(ticket=ticket, stand=made.stand, by=by)
        booking = seated and _held(pk=seated.pk)
        if booking:
            made.booking, made.ticket = booking, None
            return _about_booking(made, booking, trusted=trusted, by=by)
    # Held only now: whoever gives a number a place takes the place first.
    ticket = Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
    if ticket.booking_id:
        raise _MovedOn
    if not _is_here(ticket, resource):
        return Result.ELSEWHERE
    if ticket.state == Ticket.State.DONE:
        return Result.NOTED
    answer = engine.serve(ticket, resource=resource, by=by) if ticket.state != Ticket.State.SERVING else ticket
    if made.step == Step.DONE and isinstance(answer, Ticket):
        answer = engine.finish(answer, by=by)
    return Result.GIVEN_UP if isinstance(answer, Refusal) else Result.NOTED


def _is_here(ticket: Ticket, resource: Resource) -> bool:
    """Whether a number is at this table, or at none."""
    at_a_table = ticket.state in (Ticket.State.CALLED, Ticket.State.SERVING, Ticket.State.DONE)
    return not at_a_table or ticket.resource_id in (None, resource.pk)


def _number_over(made: SentStep, booking: Booking, *, trusted: bool, by: Actor) -> str:
    """That the talk of a number is over which has a booking since it began: its outcome is still to be noted."""
    ticket = Ticket.objects.filter(booking=booking, public_id=made.named).first()
    if ticket is None:
        return Result.UNKNOWN
    made.booking, made.ticket = None, ticket
    if not trusted:
        return Result.SHUT
    if ticket.state == Ticket.State.DONE:
        return Result.NOTED
    return Result.GIVEN_UP if isinstance(engine.finish(ticket, by=by), Refusal) else Result.NOTED


@transaction.atomic
def let_waiting_notes_count(*, booking_id: int, by: Actor = SYSTEM) -> int:
    """Let notes count that were made of somebody who is checked in only now, as when the door was without a network,
    too, or of a number that has a booking only now; how many."""
    booking = _held(pk=booking_id, attendance=Booking.Attendance.ARRIVED, state=Booking.State.CONFIRMED)
    if booking is None:
        return 0
    waits = Q(booking=booking, result=Result.NOT_HERE) | Q(ticket__booking=booking, result=Result.UNKNOWN)
    waiting = list(SentStep.objects.filter(waits).select_related("stand__fair"))
    for one in waiting:
        one.booking, one.ticket = booking, None
        one.result = _about_booking(one, booking, trusted=True, by=by)
        one.save(update_fields=("booking", "ticket", "result", "met", "met_at"))
    return len(waiting)


@transaction.atomic
def settle_note(*, note: SentStep, by: Actor) -> bool:
    """Keep that somebody has looked at a note that did not fit; whether it was still to be looked at."""
    if not SentStep.objects.filter(pk=note.pk, settled_at=None).update(settled_at=clock.now(), settled_by=str(by)):
        return False
    journal.record(what="interview.note_settled", which=_which(note), by=by, result=note.result)
    return True


def drop_notes() -> int:
    """Delete what devices at tables sent about events that were over 30 days ago; gives the number."""
    over = ended(clock.now() - CAME_KEPT).values("pk")
    return SentStep.objects.filter(stand__fair__offer__in=over).delete()[0]


def _held(**which: Any) -> Booking | None:
    """The booking as it is now, held until the transaction ends."""
    rows = Booking.objects.select_related("slot__resource", "offer", "person")
    return rows.select_for_update(no_key=True, of=("self",)).filter(**which).first()


def _which(note: SentStep) -> str:
    return f"booking:{note.booking.public_id}" if note.booking else f"ticket:{note.named}"

"""Writing what happens at a table: called, started, and what came of the talk. Every step can be taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.models import Booking
from duikou.fairs import rules
from duikou.fairs.actions import following, numbers
from duikou.fairs.models import Interview, Stand
from duikou.journal import actions as journal


@transaction.atomic
def call_next(*, interview: Interview, by: Actor) -> Interview:
    """Call the person to the table. Raises rules.Refused when they are not there or the talk is over."""
    _hold(interview)
    _refuse_unless_here(interview)
    if interview.called_at is None:
        interview.called_at = clock.now()
        keep(interview, "called", by, "called_at")
    return interview


@transaction.atomic
def start_talk(*, interview: Interview, by: Actor) -> Interview:
    """Begin the talk; calling is implied. Raises rules.Refused when the person is not there or the talk is over."""
    _hold(interview)
    _refuse_unless_here(interview)
    if interview.started_at is None:
        interview.started_at = clock.now()
        interview.called_at = interview.called_at or interview.started_at
        keep(interview, "started", by, "called_at", "started_at")
    return interview


@transaction.atomic
def record_outcome(*, interview: Interview, outcome: str, by: Actor, at: datetime | None = None) -> Interview:
    """Note what came of the talk, which ends it; a later outcome replaces an earlier one. `at` is when it was noted,
    for notes made without network: sent again, or after a newer one has arrived, they change nothing; a moment
    still to come counts as now. Raises rules.Refused when the person never came, ValueError for an outcome that does
    not exist."""
    if outcome not in Interview.Outcome.values or outcome == Interview.Outcome.UNKNOWN:
        raise ValueError(outcome)
    _hold(interview)
    if not _arrived(interview):
        raise rules.Refused(rules.Refusal.NOT_HERE)
    now = min(at or clock.now(), clock.now())
    if at is not None and not _newest(interview, now):
        interview.refresh_from_db()
        return interview
    if interview.outcome == outcome:
        return interview
    interview.outcome, interview.outcome_at = outcome, now
    interview.called_at, interview.started_at = interview.called_at or now, interview.started_at or now
    interview.ended_at = interview.ended_at or now
    keep(interview, "outcome", by, "outcome", "outcome_at", "called_at", "started_at", "ended_at")
    return interview


@transaction.atomic
def step_back(*, interview: Interview, by: Actor) -> Interview:
    """Take back the last step: the outcome, else the start, else the call. Without any, nothing changes."""
    _hold(interview)
    if interview.outcome != Interview.Outcome.UNKNOWN:
        interview.outcome, interview.outcome_at, interview.ended_at = Interview.Outcome.UNKNOWN, clock.now(), None
        keep(interview, "outcome_taken_back", by, "outcome", "outcome_at", "ended_at")
    elif interview.started_at:
        interview.started_at = None
        keep(interview, "start_taken_back", by, "started_at")
    elif interview.called_at:
        interview.called_at = None
        keep(interview, "call_taken_back", by, "called_at")
    return interview


@transaction.atomic
def say_outcome(*, interview: Interview, said: str, by: Actor, noted: str | None = None) -> Interview:
    """Keep what the person says came of the talk; a later answer replaces an earlier one. Whoever agrees to what the
    employer `noted` agrees to that alone: raises rules.Refused when it is another outcome by now, when the person never
    came, or when the talk is still to begin; ValueError for an answer that does not exist."""
    if said not in Interview.Said.values or said == Interview.Said.NOTHING:
        raise ValueError(said)
    refusal = rules.may_say(interview.booking, interview, now=clock.now())
    if refusal:
        raise rules.Refused(refusal)
    now = clock.now()
    following.hold_person(interview.booking.person_id)
    rows = Interview.objects.filter(pk=interview.pk, **({} if noted is None else {"outcome": noted}))
    new = rows.exclude(said=said).update(said=said, said_at=now)
    if not new and not rows.exists():
        raise rules.Refused(rules.Refusal.NOTED_ANEW)
    if new:
        interview.said, interview.said_at = said, now
        journal.record(what="interview.said", which=f"booking:{interview.booking.public_id}", by=by)
        following.stop_unless_yes(interview, by=by)
    return interview


def interview_of(*, booking: Booking, stand: Stand) -> Interview:
    """The interview that a booking at a stand is for; made when the booking came without one (a walk-in)."""
    interview, _new = Interview.objects.get_or_create(
        booking=booking, defaults={"fair_id": stand.fair_id, "stand": stand}
    )
    return interview


def keep(interview: Interview, what: str, by: Actor, *fields: str) -> None:
    """Write these fields of a talk, let its number follow, and record `what` was done."""
    interview.save(update_fields=fields)
    numbers.follow(interview, by=by)
    journal.record(what=f"interview.{what}", which=f"booking:{interview.booking.public_id}", by=by)


def _newest(interview: Interview, at: datetime) -> bool:
    """Whether nothing was noted, or taken back, at `at` or later; two that arrive together cannot both believe so."""
    rows = Interview.objects.filter(Q(outcome_at=None) | Q(outcome_at__lt=at), pk=interview.pk)
    return bool(rows.update(outcome_at=at))


def _hold(interview: Interview) -> None:
    """The talk as it is now, its booking held until the transaction ends: a colleague, or a device without a network,
    may note something of the same talk at this moment."""
    held = Booking.objects.select_for_update(no_key=True).only("attendance", "state").get(pk=interview.booking_id)
    interview.booking.attendance, interview.booking.state = held.attendance, held.state
    interview.refresh_from_db(fields=("called_at", "started_at", "ended_at", "outcome", "outcome_at"))


def _arrived(interview: Interview) -> bool:
    return interview.booking.attendance == Booking.Attendance.ARRIVED


def _refuse_unless_here(interview: Interview) -> None:
    refusal = rules.may_talk(interview, arrived=_arrived(interview))
    if refusal:
        raise rules.Refused(refusal)

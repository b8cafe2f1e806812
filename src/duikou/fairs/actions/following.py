"""Asking how it went on: agreed to and stopped by the person, put by the worker, answered into a count.

Whoever writes locks the person first and the row after them, as whoever erases people does."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.models import Booking
from duikou.directory.erasure import let_go
from duikou.directory.models import Person
from duikou.fairs import rules
from duikou.fairs.how_it_goes import ANSWERS, DAYS, NOTED_YES, YES, open_question, over_on
from duikou.fairs.models import FollowUp, FollowUpCount, Interview
from duikou.fairs.queries.following import follow_up_at, follow_ups_over, to_ask
from duikou.journal.actions import queue_each, record

PIECE = 200
TEMPLATE = "how_it_goes"


@transaction.atomic
def agree(*, booking: Booking, by: Actor) -> FollowUp:
    """Keep that the person of `booking`, who said themselves that they were offered the post or taken on, may be asked
    how it goes; done again it changes nothing. Raises rules.Refused when they said something else, have no contact, or
    are gone."""
    hold_person(booking.person_id)
    here = Booking.objects.filter(pk=booking.pk, person__isnull=False).select_related("person", "interview")
    present = here.filter(interview__said__in=YES).first()
    if present is None or present.person is None or not present.person.contact:
        raise rules.Refused(rules.Refusal.NOTHING_TO_ASK)
    interview = present.interview
    row, new = FollowUp.objects.get_or_create(
        person=present.person, stand_id=interview.stand_id, defaults={"since": _first_yes(interview)}
    )
    if new:
        record(what="interview.may_ask", which=f"booking:{booking.public_id}", by=by)
    return row


@transaction.atomic
def stop(*, follow_up: FollowUp, which: str, by: Actor) -> bool:
    """Ask nothing more, from this moment on; whoever is kept for nothing else is erased. Whether anything was to be
    asked still. `which` stands in the journal."""
    hold_person(follow_up.person_id)
    stopped = bool(FollowUp.objects.filter(pk=follow_up.pk).delete()[0])
    if stopped:
        let_go([follow_up.person_id])
        record(what="follow_up.stopped", which=which, by=by)
    return stopped


@transaction.atomic
def answer(*, follow_up: FollowUp, days: int, said: str, by: Actor) -> bool:
    """Count the answer to the question after so many days, and keep with the row that it was answered and not what.
    False when it was answered before, which stands. After the last one the row goes, and whoever is kept for nothing
    else is erased. Raises rules.Refused when the question is not open today, ValueError for an answer that does not
    exist."""
    if said not in ANSWERS:
        raise ValueError(said)
    if not days or open_question(follow_up.since, today=timezone.localdate(clock.now())) != days:
        raise rules.Refused(rules.Refusal.QUESTION_OVER)
    hold_person(follow_up.person_id)
    rows = FollowUp.objects.filter(pk=follow_up.pk)
    if rows.filter(asked__lt=days).update(asked=days):  # the link was opened before the message went
        _count(follow_up.stand.fair_id, days, "asked")
    if not rows.filter(answered__lt=days).update(answered=days):
        return False
    _count(follow_up.stand.fair_id, days, said)
    record(what="follow_up.answered", which=f"follow_up:{follow_up.public_id}", by=by)
    if days == DAYS[-1]:
        rows.delete()
        let_go([follow_up.person_id])
    return True


def ask_how_it_goes() -> int:
    """Queue the questions that are open now; gives their number. Broken off or done twice at once it puts each once:
    that it was put, its count and its message are written together."""
    today, asked = timezone.localdate(clock.now()), 0
    for days in DAYS:
        after = 0
        while piece := list(to_ask(days, today=today).filter(pk__gt=after).select_related("stand")[:PIECE]):
            after = piece[-1].pk
            asked += _ask(piece, days)
    return asked


def drop_over() -> int:
    """Delete the rows of which nothing more is asked, and erase whoever is kept for nothing else; gives the number of
    rows. For retention."""
    dropped = 0
    while piece := list(follow_ups_over(clock.now()).order_by("pk").values_list("pk", "person_id")[:PIECE]):
        with transaction.atomic():
            people = sorted({person for _pk, person in piece})
            list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
            FollowUp.objects.filter(pk__in=[pk for pk, _person in piece]).delete()
            let_go(people)
        dropped += len(piece)
    return dropped


def stop_unless_yes(interview: Interview, *, by: Actor) -> None:
    """Ask nothing more once the person says that the talk ended without a yes. Inside the transaction that kept it."""
    booking = interview.booking
    row = None if interview.said in YES else follow_up_at(booking)
    if row:
        stop(follow_up=row, which=f"booking:{booking.public_id}", by=by)


@transaction.atomic
def _ask(piece: list[FollowUp], days: int) -> int:
    mine = [one for one in piece if FollowUp.objects.filter(pk=one.pk, asked__lt=days).update(asked=days)]
    for fair, number in sorted(Counter(one.stand.fair_id for one in mine).items()):
        _count(fair, days, "asked", number)
    queue_each(
        template=TEMPLATE,
        recipients=[f"follow_up:{one.public_id}" for one in mine],
        about=[f"follow_up:{one.public_id}" for one in mine],
        dedupe_keys=[f"{TEMPLATE}:{one.public_id}:{days}" for one in mine],
        expire_at=[_midnight(one, days) for one in mine],
        days=days,
    )
    return len(mine)


def _midnight(row: FollowUp, days: int) -> datetime:
    return datetime.combine(over_on(row.since, days), time.min, timezone.get_default_timezone())


def _count(fair: int, days: int, what: str, number: int = 1) -> None:
    FollowUpCount.objects.get_or_create(fair_id=fair, days=days)
    FollowUpCount.objects.filter(fair=fair, days=days).update(**{what: F(what) + number})


def hold_person(person: int | None) -> None:
    """Hold this person until the transaction ends: before anything of theirs, as whoever erases people does."""
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=[person or 0]).values_list("pk"))


def _first_yes(interview: Interview) -> date:
    noted = interview.outcome_at if interview.outcome in NOTED_YES else None
    moments = [one for one in (interview.said_at, noted) if one is not None]
    return timezone.localdate(min(moments))

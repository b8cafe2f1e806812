"""From when until when somebody can be there: used for their times and for nothing else, and gone when they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from duikou.booking import actions
from duikou.booking.actions import WinnersPlaced
from duikou.booking.day_plan import Why
from duikou.booking.models import Booking, Draw, DrawEntry, Slot, Wish
from duikou.booking.privacy import let_go
from duikou.booking.queries.ended import hours_kept_too_long
from duikou.booking.refusals import Reason, Refusal
from duikou.directory.models import Person
from duikou.journal.models import Entry

from .conftest import FIRST, PERSON, City, Clock
from .drawing import a_draw, entered, frozen
from .test_placing import Drawn, people
from .test_replanning import do, of, see, settled, told

ENDS = FIRST + timedelta(minutes=80)


@pytest.fixture
def drawn(city: City) -> Drawn:
    return Drawn(city)


def at(minutes: int) -> datetime:
    return FIRST + timedelta(minutes=minutes)


def say(person: Person, earliest: datetime | None = None, latest: datetime | None = None) -> Any:
    entry = DrawEntry.objects.get(person=person)
    return actions.say_hours(entry=entry, earliest=earliest, latest=latest, begins=FIRST, ends=ENDS, by=PERSON)


def test_time_is_given_within_the_hours_that_were_said(drawn: Drawn) -> None:
    """Four people, four times: the one who comes late gets the last, the one who leaves early the first."""
    late, early, *_others = winners = people(drawn.city, 4)
    drawn.won(*winners, at=(0,))
    assert isinstance(say(late, earliest=at(60)), DrawEntry)
    assert isinstance(say(early, latest=at(20)), DrawEntry)

    assert drawn.place() == WinnersPlaced(4, {})
    assert of(late)[0].slot.starts_at == at(60)
    assert of(early)[0].slot.ends_at == at(20)


def test_who_can_be_there_at_no_time_is_told_that_it_is_their_hours(drawn: Drawn) -> None:
    (winner,) = people(drawn.city, 1)
    drawn.won(winner, at=(0,))
    say(winner, at(21), at(39))

    assert drawn.place() == WinnersPlaced(0, {Why.BOUNDS: 1})
    assert Wish.objects.get().unplaced == "bounds"


def test_hours_said_after_the_draw_move_nobody_until_the_day_is_planned_anew(drawn: Drawn) -> None:
    """It counts as no move for others, and it is done even for whoever was moved before."""
    (winner,) = people(drawn.city, 1)
    drawn.won(winner, at=(0,))
    settled(drawn)
    (booking,) = of(winner)
    Booking.objects.filter(pk=booking.pk).update(sequence=1)
    say(winner, earliest=at(40))
    assert of(winner) == [booking]

    plan = see(drawn, most=0)
    assert [(one.booking, one.asked) for one in plan.moved] == [(booking.pk, True)]
    assert do(drawn, plan, most=0).moved == 1
    assert of(winner)[0].slot.starts_at >= at(40)
    assert [one.recipient for one in told()] == [f"person:{winner.pk}"]


def test_time_outside_the_hours_is_kept_where_there_is_no_other_and_it_is_said(drawn: Drawn) -> None:
    (winner,) = people(drawn.city, 1)
    drawn.won(winner, at=(0,))
    settled(drawn)
    say(winner, at(21), at(39))
    plan = see(drawn)
    assert plan.steps == ()
    assert [(one.why, one.slot) for one in plan.left] == [(Why.BOUNDS, of(winner)[0].slot_id)]


def test_hours_of_another_day_say_nothing_once_the_event_has_moved(drawn: Drawn) -> None:
    (winner,) = people(drawn.city, 1)
    drawn.won(winner, at=(0,))
    say(winner, earliest=at(70))
    later = timedelta(days=-1)
    for slot in Slot.objects.all():
        Slot.objects.filter(pk=slot.pk).update(starts_at=slot.starts_at + later, ends_at=slot.ends_at + later)
    assert drawn.place().placed == 1


@pytest.mark.parametrize(
    ("earliest", "latest", "why"),
    [
        (-1, None, Reason.HOURS_OUTSIDE),
        (80, None, Reason.HOURS_OUTSIDE),
        (None, 81, Reason.HOURS_OUTSIDE),
        (None, 0, Reason.HOURS_OUTSIDE),
        (40, 40, Reason.HOURS_TURNED),
        (60, 20, Reason.HOURS_TURNED),
        (0, 80, None),
        (79, None, None),
        (None, None, None),
    ],
)
def test_only_times_of_the_event_in_their_order_are_kept(
    drawn: Drawn, earliest: int | None, latest: int | None, why: Reason | None
) -> None:
    (winner,) = people(drawn.city, 1)
    drawn.won(winner, at=(0,))
    said = [at(minutes) if minutes is not None else None for minutes in (earliest, latest)]
    answer = say(winner, *said)
    assert (answer.reason if isinstance(answer, Refusal) else None) == why
    kept = DrawEntry.objects.values_list("there_from", "there_until").get()
    assert kept == ((None, None) if why else tuple(said))


def test_too_late_is_said_and_so_is_what_is_called_off(drawn: Drawn, time: Clock) -> None:
    (winner,) = people(drawn.city, 1)
    drawn.won(winner, at=(0,))
    time.at = FIRST
    assert say(winner, earliest=at(20)).reason == Reason.HOURS_LATE
    time.at = FIRST - timedelta(days=1)
    Draw.objects.update(state=Draw.State.CALLED_OFF)
    assert say(winner, earliest=at(20)).reason == Reason.DRAW_ELSEWHERE
    Draw.objects.update(state=Draw.State.DRAWN)
    actions.cancel_offer(drawn.offer, by=PERSON)
    assert say(winner, earliest=at(20)).reason == Reason.CANCELLED


def test_said_twice_is_once_in_the_journal_and_the_times_are_not_in_it(drawn: Drawn) -> None:
    (winner,) = people(drawn.city, 1)
    drawn.won(winner, at=(0,))
    for _ in range(2):
        say(winner, earliest=at(20))
    entry = DrawEntry.objects.get()
    (kept,) = Entry.objects.filter(what="hours.said")
    assert (kept.which, kept.details) == (f"entry:{entry.public_id}", {"draw": str(drawn.draw.public_id)})


def test_frozen_list_and_the_draw_do_not_know_of_the_hours(city: City, time: Clock) -> None:
    draw = a_draw(city)
    entry = entered(draw, city.person())
    actions.say_hours(entry=entry, earliest=FIRST, latest=None, begins=FIRST, ends=ENDS, by=PERSON)
    time.at = draw.wishes_until
    first = frozen(draw).list_sha256
    entry.refresh_from_db()
    assert entry.there_from == FIRST
    assert actions.say_hours(entry=entry, earliest=None, latest=None, begins=FIRST, ends=ENDS, by=PERSON)
    draw.refresh_from_db()
    assert draw.list_sha256 == first


def test_hours_go_with_the_person_and_a_day_after_the_event(drawn: Drawn, time: Clock) -> None:
    gone, stays = people(drawn.city, 2)
    drawn.won(gone, stays, at=(0,))
    say(gone, earliest=at(20))
    say(stays, earliest=at(20))
    actions.erase_person(person_id=gone.pk, which="entry:x", by=PERSON)
    assert DrawEntry.objects.get(person=None).there_from is None
    time.at = FIRST + timedelta(days=3)
    assert hours_kept_too_long(time.at).count() == 1
    let_go()
    assert hours_kept_too_long(time.at).count() == 0
    assert DrawEntry.objects.filter(there_from__isnull=False).count() == 0

"""The day of those who won, planned anew between the draw and the day: seen first, then done exactly so, told once."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest

from duikou.base.one_at_a_time import holding
from duikou.booking import actions
from duikou.booking.actions import replanning, solving
from duikou.booking.day_plan import Solved, Why
from duikou.booking.day_plan.puzzle import Answer, Puzzle
from duikou.booking.models import Booking, Draw, DrawEntry, Offer, Slot, WaitingEntry, Wish
from duikou.booking.queries import find_faults
from duikou.booking.queries.replanning import NOTICE, DayAnew
from duikou.booking.refusals import Reason, Refusal
from duikou.directory.actions import insert_people
from duikou.directory.actions.on_paper import newcomer_on_paper
from duikou.directory.models import Person
from duikou.journal.models import Entry, Message

from .conftest import FIRST, NOW, PERSON, STAFF, City, Clock
from .test_day_solver import ask
from .test_placing import Drawn, people, times_of


@pytest.fixture
def drawn(city: City) -> Drawn:
    return Drawn(city)


def settled(drawn: Drawn) -> Drawn:
    """Placed and told, and open to everybody."""
    drawn.place()
    Draw.objects.filter(pk=drawn.draw.pk).update(settled_at=NOW)
    drawn.draw.refresh_from_db()
    Offer.objects.filter(pk=drawn.offer.pk).update(mode=Offer.Mode.FIRST_COME)
    drawn.draw.offer.refresh_from_db()
    return drawn


def see(drawn: Drawn, most: int = 20) -> DayAnew:
    plan = actions.see_day_anew(draw=drawn.draw, most_moves=most)
    assert isinstance(plan, DayAnew), plan
    return plan


def do(drawn: Drawn, plan: DayAnew, most: int = 20) -> Any:
    return actions.plan_day_anew(draw=drawn.draw, most_moves=most, digest=plan.digest, by=STAFF)


def of(person: Person) -> list[Booking]:
    return list(Booking.objects.filter(person=person, state__in=Booking.LIVE).order_by("slot__starts_at"))


def told() -> list[Message]:
    return list(Message.objects.filter(template="day_changed").order_by("pk"))


def a_day_with_one_too_many(drawn: Drawn) -> tuple[Person, list[Person]]:
    """Five won at a table with four times: one has none. And the others, by time."""
    winners = people(drawn.city, 5)
    drawn.won(*winners, at=(0,))
    settled(drawn)
    (late,) = [one for one in winners if not of(one)]
    return late, sorted((one for one in winners if one != late), key=lambda one: of(one)[0].slot.starts_at)


def test_whoever_has_no_time_gets_the_one_that_somebody_gave_back(drawn: Drawn) -> None:
    late, early = a_day_with_one_too_many(drawn)
    assert [one.why for one in see(drawn).left] == [Why.FULL]
    (given,) = of(early[1])
    actions.cancel(given, by=PERSON)

    plan = see(drawn)
    assert ([one.slot for one in plan.new], plan.moved, plan.left) == ([given.slot_id], (), ())
    assert told() == []

    assert do(drawn, plan) == actions.PlannedAnew(placed=1, moved=0, missed=0)
    (booking,) = of(late)
    assert (booking.slot_id, booking.channel, booking.state) == (given.slot_id, "draw", "confirmed")
    wish = Wish.objects.get(entry__person=late)
    assert (wish.booking, wish.unplaced, wish.outcome) == (booking, "", "won")
    (message,) = told()
    assert message.recipient == f"person:{late.pk}"
    assert message.details == {"new": [str(booking.public_id)], "moved": {}}
    assert Entry.objects.get(what="draw.planned_anew").details == {"placed": 1, "moved": 0, "missed": 0}
    assert of(early[1]) == [], "whoever gave a place back gets none"
    assert find_faults() == []


def moving_day(drawn: Drawn) -> tuple[Person, Booking]:
    """The late one is busy elsewhere at all times but the first, at which an early one sits; the last time is given
    back: only with a move is there a time."""
    late, early = a_day_with_one_too_many(drawn)
    elsewhere = drawn.city.offer(limit_per_person=9, limit_per_resource=9)
    for slot in drawn.city.slots(drawn.city.resource(elsewhere), 4)[1:]:
        actions.claim(actions.Claim(slot.pk, late.pk), by=PERSON)
    by_time = {of(one)[0].slot.starts_at: of(one)[0] for one in early}
    actions.cancel(by_time[max(by_time)], by=PERSON)
    return late, by_time[min(by_time)]


def test_one_is_moved_so_that_another_gets_a_time_and_both_are_told_in_one_message_each(drawn: Drawn) -> None:
    late, first = moving_day(drawn)
    plan = see(drawn)
    (moved,), (new,) = plan.moved, plan.new
    assert (moved.booking, moved.before, new.slot) == (first.pk, first.slot_id, first.slot_id)
    assert (moved.asked, plan.left) == (False, ())
    before = first.slot.starts_at

    assert do(drawn, plan) == actions.PlannedAnew(placed=1, moved=1, missed=0)

    first.refresh_from_db()
    assert (first.slot_id, first.sequence) == (moved.slot, 1)
    messages = {one.recipient: one.details for one in told()}
    assert messages[f"person:{first.person_id}"] == {"new": [], "moved": {str(first.public_id): before.isoformat()}}
    mine = Wish.objects.get(entry__person=late).booking
    assert mine is not None
    assert messages[f"person:{late.pk}"] == {"new": [str(mine.public_id)], "moved": {}}
    assert len(messages) == 2
    assert not Message.objects.filter(template__in=("moved", "booked")).filter(
        recipient__in=[f"person:{late.pk}", f"person:{first.person_id}"], about=f"booking:{first.public_id}"
    )
    assert find_faults() == []
    assert see(drawn).steps == (), "nobody is moved for nothing, nor twice"


def test_nobody_moves_where_the_office_wants_nobody_moved_and_it_is_said(drawn: Drawn) -> None:
    moving_day(drawn)
    plan = see(drawn, most=0)
    assert plan.steps == ()
    assert [one.why for one in plan.left] == [Why.MOVES]
    assert do(drawn, plan, most=0) == actions.PlannedAnew(0, 0, 0)
    assert Wish.objects.filter(unplaced=Why.MOVES).count() == 1
    assert not Entry.objects.filter(what="draw.planned_anew").exists()


@pytest.mark.parametrize("why", ["moved before", "no contact", "soon", "more people than places beside the kept"])
def test_who_must_not_be_moved_is_not(drawn: Drawn, time: Clock, why: str) -> None:
    late, first = moving_day(drawn)
    if why == "moved before":
        Booking.objects.filter(pk=first.pk).update(sequence=1)
    elif why == "no contact":
        (pk,) = insert_people([newcomer_on_paper(name="Grandmother Li", language="en")])
        Booking.objects.filter(pk=first.pk).update(person=pk)
        DrawEntry.objects.filter(wishes__booking=first).update(person=pk)
    elif why == "soon":
        time.at = first.slot.starts_at - NOTICE
    else:
        Slot.objects.filter(pk=first.slot_id).update(kept=1)
    plan = see(drawn)
    assert plan.moved == ()
    assert [one.code for one in plan.left] == [Wish.objects.get(entry__person=late).entry.code]


def test_solver_is_asked_moves_nobody_who_must_stay_and_the_journal_says_what_came_of_it(
    drawn: Drawn, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SOLVER_SECONDS = 5
    asked = []

    def listen(puzzle: Puzzle) -> Answer:
        asked.append(puzzle)
        return ask(puzzle)

    monkeypatch.setattr(solving, "solver_for", lambda _seconds: listen)
    _late, first = moving_day(drawn)
    Booking.objects.filter(pk=first.pk).update(sequence=1)
    stays = see(drawn)
    assert (stays.steps, [one.why for one in stays.left]) == ((), [Why.BUSY])
    assert asked == [], "nobody is asked where the person's own bookings leave no time"
    Booking.objects.filter(pk=first.pk).update(sequence=0)
    none = see(drawn, most=0)
    assert (none.steps, none.solved) == ((), Solved(Solved.State.ASKED, impossible=1))
    plan = see(drawn)
    assert [one.booking for one in plan.moved] == [first.pk]

    assert do(drawn, plan) == actions.PlannedAnew(placed=1, moved=1, missed=0)

    said = {"solver": "asked", "found": 0, "impossible": 0, "undecided": 0}
    assert Entry.objects.get(what="draw.planned_anew").details == {"placed": 1, "moved": 1, "missed": 0, **said}
    assert find_faults() == []


def test_who_looks_while_a_solver_is_at_work_goes_without_and_who_acts_waits(
    drawn: Drawn, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SOLVER_SECONDS = 5
    monkeypatch.setattr(solving, "solver_for", lambda _seconds: ask)
    moving_day(drawn)
    with holding(settings.DATA / "solver.lock"):
        assert see(drawn, most=0).solved == Solved(Solved.State.BUSY)
    assert see(drawn, most=0).solved == Solved(Solved.State.ASKED, impossible=1)
    monkeypatch.setattr(solving, "holding", lambda _path, *, wait: nullcontext(waited.append(wait)))
    waited: list[bool] = []
    do(drawn, see(drawn))
    assert waited == [False, True]


def test_without_these_reasons_they_are_moved(drawn: Drawn) -> None:
    """The control of the test above."""
    moving_day(drawn)
    assert len(see(drawn).moved) == 1


def test_day_that_has_changed_meanwhile_is_not_planned_by_the_old_plan(drawn: Drawn) -> None:
    late, early = a_day_with_one_too_many(drawn)
    one, other = of(early[0])[0], of(early[1])[0]
    actions.cancel(one, by=PERSON)
    plan = see(drawn)
    assert isinstance(actions.claim(actions.Claim(one.slot_id, drawn.city.person().pk), by=PERSON), actions.Confirmed)
    actions.cancel(other, by=PERSON)
    before = list(Booking.objects.order_by("pk").values())

    answer = do(drawn, plan)

    assert isinstance(answer, Refusal)
    assert answer.reason == Reason.PLAN_CHANGED
    assert list(Booking.objects.order_by("pk").values()) == before
    assert told() == []
    assert do(drawn, see(drawn)).placed == 1
    assert of(late)[0].slot_id == other.slot_id


def test_same_plan_sent_twice_does_it_once(drawn: Drawn) -> None:
    moving_day(drawn)
    plan = see(drawn)
    assert do(drawn, plan).placed == 1
    after = list(Booking.objects.order_by("pk").values())

    again = do(drawn, plan)

    assert isinstance(again, Refusal)
    assert list(Booking.objects.order_by("pk").values()) == after
    assert len(told()) == 2


def test_place_taken_between_look_and_lock_leaves_that_group_undone_and_untold(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody books the time just when it is to be given. The move that was for it is not done either."""
    _late, first = moving_day(drawn)
    plan = see(drawn)
    real = replanning.lock_slots

    def late_lock(ids: Any) -> Any:
        wanted = list(ids)
        monkeypatch.setattr(replanning, "lock_slots", real)
        quick = actions.Claim(plan.moved[0].slot, drawn.city.person().pk)
        assert isinstance(actions.claim(quick, by=PERSON), actions.Confirmed)
        return real(wanted)

    monkeypatch.setattr(replanning, "lock_slots", late_lock)
    before = Booking.objects.get(pk=first.pk).slot_id

    # The first booking inside the transaction is undone with it, so it is looked at from outside: nothing moved.
    assert do(drawn, plan) == actions.PlannedAnew(placed=0, moved=0, missed=2)
    assert Booking.objects.get(pk=first.pk).slot_id == before
    assert told() == []
    assert find_faults() == []


def test_broken_off_between_two_pieces_each_who_changed_is_told_and_the_rest_is_planned_anew(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    winners = people(drawn.city, 6)
    drawn.won(*winners, at=(0,))
    settled(drawn)
    for person in [one for one in winners if of(one)][:2]:
        actions.cancel(of(person)[0], by=PERSON)
    plan = see(drawn)
    assert len(plan.new) == 2
    real, calls = replanning._write, iter(range(9))

    def dies(*given: Any, **more: Any) -> None:
        if next(calls) == 1:
            raise KeyboardInterrupt
        real(*given, **more)

    monkeypatch.setattr(replanning, "_write", dies)
    with pytest.raises(KeyboardInterrupt):
        do(drawn, plan)
    assert len(told()) == 1
    monkeypatch.setattr(replanning, "_write", real)
    rest = see(drawn)
    assert len(rest.new) == 1
    assert do(drawn, rest).placed == 1
    assert len(told()) == 2


def test_waiting_list_gets_what_is_left_when_the_plan_is_done(drawn: Drawn) -> None:
    """The place that the moved one leaves goes to the winner for whom it was, not to who waits for it."""
    late, first = moving_day(drawn)
    waits = drawn.city.person()
    plan = see(drawn)
    entry = actions.wait(waits, resource=first.slot.resource, slot=first.slot, by=PERSON)
    assert isinstance(entry, WaitingEntry), entry

    assert do(drawn, plan) == actions.PlannedAnew(placed=1, moved=1, missed=0)
    entry.refresh_from_db()
    assert entry.state == WaitingEntry.State.WAITING
    assert of(late)[0].slot_id == first.slot_id


def test_time_that_was_taken_back_is_replaced_and_the_old_booking_stays_as_it_ended(drawn: Drawn) -> None:
    (winner,) = people(drawn.city, 1)
    drawn.won(winner, at=(0,))
    settled(drawn)
    (lost,) = of(winner)
    actions.withdraw_slots([lost.slot], by=STAFF)

    plan = see(drawn)
    assert [one.lost for one in plan.new] == [lost.pk]
    assert do(drawn, plan).placed == 1

    (booking,) = of(winner)
    assert booking.pk != lost.pk
    assert Wish.objects.get().booking == booking
    assert see(drawn).steps == ()


def test_who_booked_there_themselves_or_has_all_they_may_have_is_said_so(drawn: Drawn) -> None:
    late, early = a_day_with_one_too_many(drawn)
    (given,) = of(early[0])
    actions.cancel(given, by=PERSON)
    assert isinstance(actions.claim(actions.Claim(given.slot_id, late.pk), by=PERSON), actions.Confirmed)
    assert [one.why for one in see(drawn).left] == [Reason.LIMIT_AT_RESOURCE]
    actions.cancel(of(late)[0], by=PERSON)
    Offer.objects.filter(pk=drawn.offer.pk).update(limit_per_person=0)
    drawn.draw.offer.refresh_from_db()
    assert [one.why for one in see(drawn).left] == [Why.LIMIT]


def test_day_is_planned_anew_only_once_the_draw_is_settled(drawn: Drawn) -> None:
    drawn.won(*people(drawn.city, 1))
    drawn.draw.refresh_from_db()
    for answer in (
        actions.see_day_anew(draw=drawn.draw, most_moves=5),
        actions.plan_day_anew(draw=drawn.draw, most_moves=5, digest="0" * 64, by=STAFF),
    ):
        assert isinstance(answer, Refusal)
        assert answer.reason == Reason.DRAW_ELSEWHERE
    settled(drawn)
    actions.cancel_offer(drawn.offer, by=STAFF)
    drawn.draw.offer.refresh_from_db()
    answer = actions.see_day_anew(draw=drawn.draw, most_moves=5)
    assert isinstance(answer, Refusal)
    assert answer.reason == Reason.CANCELLED


def test_person_who_was_erased_gets_nothing_and_takes_nothing(drawn: Drawn) -> None:
    late, early = a_day_with_one_too_many(drawn)
    actions.cancel(of(early[0])[0], by=PERSON)
    plan = see(drawn)
    actions.erase_person(person_id=late.pk, which="entry:x", by=PERSON)
    assert isinstance(do(drawn, plan), Refusal)
    assert see(drawn).steps == ()


def test_moves_and_times_are_at_least_the_notice_ahead(drawn: Drawn, time: Clock) -> None:
    late, early = a_day_with_one_too_many(drawn)
    (given,) = of(early[0])
    actions.cancel(given, by=PERSON)
    time.at = given.slot.starts_at - NOTICE
    assert see(drawn).new == ()
    time.at -= timedelta(minutes=1)
    assert len(see(drawn).new) == 1
    assert times_of(late) == []
    assert time.at < FIRST + timedelta(hours=2)

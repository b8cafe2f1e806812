"""A resource that is offered no more after the draw: whoever counted on it is told, and the draw stays as it was."""

from __future__ import annotations

import pytest

from duikou.booking import actions
from duikou.booking.actions import offers
from duikou.booking.models import Booking, Resource, Slot, WaitingEntry, Wish
from duikou.booking.queries import find_faults
from duikou.journal.models import Entry, Message

from .conftest import PERSON, STAFF, City
from .test_placing import Drawn, people
from .test_replanning import do, of, see, settled


@pytest.fixture
def drawn(city: City) -> Drawn:
    return Drawn(city)


def withdraw(resource: Resource) -> int:
    actions.withdraw_resource(resource, by=STAFF)
    return actions.end_withdrawn(resource, by=STAFF, why={"en": "no staff"})


def test_everybody_there_is_told_once_and_nobody_elsewhere(drawn: Drawn) -> None:
    """Five won at a table with four times, one of them at another too; somebody else booked that one; one waits."""
    *winners, other = people(drawn.city, 6)
    drawn.won(*winners, at=(0, 1))
    settled(drawn)
    gone, stays = drawn.resources[0], drawn.resources[1]
    (unplaced,) = [one for one in winners if not Booking.objects.filter(person=one, slot__resource=gone)]
    free = Slot.objects.filter(resource=drawn.resources[2]).first()
    assert free is not None
    assert isinstance(actions.claim(actions.Claim(free.pk, other.pk), by=PERSON), actions.Confirmed)
    waits = actions.wait(other, resource=gone, slot=None, by=PERSON)
    assert isinstance(waits, WaitingEntry), waits
    elsewhere = Booking.objects.filter(slot__resource=stays, state="confirmed").count()
    before = list(Wish.objects.order_by("pk").values_list("pk", "outcome", "stood", "among"))

    assert withdraw(gone) == 4

    assert not Slot.objects.filter(resource=gone, withdrawn=False).exists()
    assert Booking.objects.filter(slot__resource=stays, state="confirmed").count() == elsewhere
    told = Message.objects.filter(template="cancelled")
    assert told.count() == 4
    assert told.first().details["said"] == {"en": "no staff"}  # type: ignore[union-attr]
    (lost,) = Message.objects.filter(template="win_withdrawn")
    assert (lost.recipient, lost.details) == (f"person:{unplaced.pk}", {"resource": gone.pk})
    waits.refresh_from_db()
    assert waits.state == WaitingEntry.State.EXPIRED
    assert list(Wish.objects.order_by("pk").values_list("pk", "outcome", "stood", "among")) == before
    assert Entry.objects.filter(what="resource.withdrawn").count() == 1
    assert find_faults() == []


def test_done_again_or_after_an_interruption_the_rest_is_done_once(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn.won(*people(drawn.city, 4), at=(0,))
    settled(drawn)
    real, calls = offers.end, iter(range(9))

    def dies(*given: object, **more: object) -> object:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(offers, "end", dies)
    with pytest.raises(KeyboardInterrupt):
        withdraw(drawn.resources[0])
    monkeypatch.setattr(offers, "end", real)
    assert withdraw(drawn.resources[0]) == 3
    assert withdraw(drawn.resources[0]) == 0
    assert Message.objects.filter(template="cancelled").count() == 4
    assert find_faults() == []


def test_worker_ends_what_was_left(drawn: Drawn) -> None:
    drawn.won(*people(drawn.city, 2), at=(0,))
    settled(drawn)
    actions.withdraw_resource(drawn.resources[0], by=STAFF)
    assert actions.finish_cancellations() == 2


def test_new_plan_looks_for_nothing_there_unless_it_is_offered_again(drawn: Drawn) -> None:
    (winner,) = people(drawn.city, 1)
    drawn.won(winner, at=(0,))
    settled(drawn)
    gone = drawn.resources[0]
    withdraw(gone)
    assert (see(drawn).steps, see(drawn).left) == ((), ())

    actions.take_up_resource(gone, by=STAFF)
    times = [(one.starts_at, one.ends_at) for one in Slot.objects.filter(resource=gone)]
    actions.lay_slots(gone, times=times, capacity=1, by=STAFF)
    assert do(drawn, see(drawn)).placed == 1
    assert len(of(winner)) == 1
    assert find_faults() == []


def test_whoever_books_what_is_offered_again_keeps_it_while_the_rest_is_still_being_ended(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    winner, other = people(drawn.city, 2)
    drawn.won(winner, at=(0,))
    settled(drawn)
    table, locked = drawn.resources[0], offers.lock_slots
    actions.withdraw_resource(table, by=STAFF)
    mine = Booking.objects.get(person=winner)
    made = []

    def meanwhile(ids: list[int]) -> dict[int, Slot]:
        """The employer comes back before the worker is at the last of its times."""
        if not made and mine.slot_id not in ids:
            free = Slot.objects.get(pk=ids[0])
            actions.take_up_resource(table, by=STAFF)
            actions.lay_slots(table, times=[(free.starts_at, free.ends_at)], capacity=1, by=STAFF)
            made.append(actions.claim(actions.Claim(free.pk, other.pk), by=PERSON))
        return locked(ids)

    monkeypatch.setattr(offers, "lock_slots", meanwhile)
    assert actions.end_withdrawn(table, by=STAFF) == 1
    assert [one.booking.person for one in made if isinstance(one, actions.Confirmed)] == [other]
    assert Booking.objects.get(person=other).state == "confirmed"
    assert find_faults() == []


def test_whoever_won_without_a_time_is_told_of_each_withdrawal(drawn: Drawn) -> None:
    winners = people(drawn.city, 5)
    drawn.won(*winners, at=(0,))
    settled(drawn)
    table = drawn.resources[0]
    for times in (1, 2):
        withdraw(table)
        assert Message.objects.filter(template="win_withdrawn").count() == times
        actions.take_up_resource(table, by=STAFF)

"""Places that were drawn get their times: all of them, once, whatever happens in between."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from duikou.booking import actions, grounds
from duikou.booking.actions import placing, solving
from duikou.booking.day_plan import Why, solver_for
from duikou.booking.grounds import With
from duikou.booking.models import Booking, Draw, DrawEntry, Offer, Resource, Slot, Wish
from duikou.booking.queries import find_faults
from duikou.booking.queries.days import won_wishes
from duikou.booking.refusals import Reason
from duikou.directory.models import Person
from duikou.journal.models import Entry, Message

from .conftest import FIRST, NOW, STAFF, City, Clock
from .drawing import publish
from .test_day_solver import ask

Winners = Mapping[Person, Sequence[Resource]]


class Drawn:
    """A draw of which it is known who won where; three resources with four times each."""

    def __init__(self, city: City, **slots: Any) -> None:
        self.city, self.offer = city, city.offer(limit_per_person=4)
        Offer.objects.filter(pk=self.offer.pk).update(mode=Offer.Mode.DRAW)
        self.resources = [city.resource(self.offer) for _ in range(3)]
        for one in self.resources:
            city.slots(one, 4, **slots)
        self.draw = Draw.objects.create(
            offer=self.offer, wishes_until=NOW, state=Draw.State.DRAWN, list_sha256="0" * 64, seed="1", created_at=NOW
        )
        publish(self.draw)

    def won(self, *winners: Person, at: Sequence[int] = (0, 1, 2)) -> None:
        for person in winners:
            entry, _new = DrawEntry.objects.get_or_create(
                draw=self.draw, person=person, defaults={"created_at": NOW, "changed_at": NOW}
            )
            for round_, which in enumerate(at, start=1):
                Wish.objects.create(entry=entry, resource=self.resources[which], rank=round_)
        publish(self.draw)

    def place(self) -> actions.WinnersPlaced:
        return actions.place_winners(draw=self.draw, by=STAFF)


@pytest.fixture
def drawn(city: City) -> Drawn:
    return Drawn(city)


class Hall:
    """A room above: its resources are so many minutes apart, and something goes with every wish."""

    def __init__(self, minutes: int) -> None:
        self.minutes, self.told = minutes, []  # type: ignore[var-annotated]

    def walk(self, offer: int) -> grounds.Walk:
        return lambda _here, _there: self.minutes

    def withs(self, wishes: Sequence[int]) -> dict[int, With]:
        return {wish: With(self.told.extend, wish) for wish in wishes}


@pytest.fixture
def hall() -> Iterator[Hall]:
    before = dict(grounds.rooms.items())
    grounds.rooms._things = {"test": (made := Hall(0))}
    yield made
    grounds.rooms._things = before


def people(city: City, number: int) -> list[Person]:
    return [city.person() for _ in range(number)]


def times_of(person: Person) -> list[Slot]:
    live = Booking.objects.filter(person=person, state__in=Booking.LIVE).select_related("slot")
    return sorted((one.slot for one in live), key=lambda slot: slot.starts_at)


def test_everybody_who_won_gets_a_time_for_each_place(drawn: Drawn) -> None:
    """Four people at all of three tables with four times: every place is taken, and nobody is in two places."""
    winners = people(drawn.city, 4)
    drawn.won(*winners)

    assert drawn.place() == actions.WinnersPlaced(12, {})

    for person in winners:
        times = times_of(person)
        assert sorted(one.resource_id for one in times) == [one.pk for one in drawn.resources]
        assert all(one.ends_at <= other.starts_at for one, other in combinations(times, 2))
    for wish in won_wishes(drawn.draw).select_related("booking__slot", "entry"):
        assert wish.booking is not None
        assert wish.booking.slot.resource_id == wish.resource_id
        assert (wish.booking.channel, wish.booking.state) == ("draw", "confirmed")
        assert wish.booking.person_id == wish.entry.person_id
    assert set(Slot.objects.values_list("taken", flat=True)) == {1}
    assert find_faults() == []


def test_called_again_nothing_changes(drawn: Drawn) -> None:
    drawn.won(*people(drawn.city, 3))
    first = drawn.place()
    bookings = list(Booking.objects.values())

    assert drawn.place() == first == actions.WinnersPlaced(9, {})
    assert list(Booking.objects.values()) == bookings


def test_nobody_is_told_yet_and_all_is_in_the_journal(drawn: Drawn) -> None:
    """Whoever settles the draw tells each person once."""
    drawn.won(*people(drawn.city, 2))
    drawn.place()

    assert not Message.objects.filter(template="booked").exists()
    assert Entry.objects.filter(what="booking.confirmed").count() == 6


def test_places_kept_for_whoever_just_comes_stay_kept(city: City) -> None:
    drawn = Drawn(city, capacity=2, kept=1)
    drawn.won(*people(city, 5), at=(0,))

    assert drawn.place() == actions.WinnersPlaced(4, {Why.FULL: 1})
    assert set(Slot.objects.filter(resource=drawn.resources[0]).values_list("taken", flat=True)) == {1}


def test_who_won_earlier_keeps_the_place_where_not_all_fit(drawn: Drawn) -> None:
    late, *early = people(drawn.city, 5)
    drawn.won(late, at=(1, 0))
    drawn.won(*early, at=(0,))

    assert drawn.place() == actions.WinnersPlaced(5, {Why.FULL: 1})
    assert [one.resource_id for one in times_of(late)] == [drawn.resources[1].pk]


def test_walk_between_two_places_is_left_free(drawn: Drawn, hall: Hall) -> None:
    """With a quarter of an hour to walk and none between two times, nobody has one right after the other."""
    hall.minutes = 15
    winners = people(drawn.city, 2)
    drawn.won(*winners, at=(0, 1))

    assert drawn.place().placed == 4
    for person in winners:
        first, second = times_of(person)
        assert second.starts_at - first.ends_at >= timedelta(minutes=15)


def test_without_the_walk_one_time_may_follow_the_other(drawn: Drawn, hall: Hall) -> None:
    """The control of the test above."""
    (winner,) = people(drawn.city, 1)
    drawn.won(winner, at=(0, 1))
    drawn.place()
    first, second = times_of(winner)
    assert second.starts_at == first.ends_at


def test_what_goes_with_a_wish_goes_with_its_booking(drawn: Drawn, hall: Hall) -> None:
    drawn.won(*people(drawn.city, 2))
    drawn.place()

    said = {about: placed.pk for placed, about in hall.told}
    assert said == dict(Wish.objects.values_list("pk", "booking_id"))


def test_what_somebody_has_elsewhere_is_kept_free(drawn: Drawn) -> None:
    (winner,) = people(drawn.city, 1)
    elsewhere = drawn.city.offer()
    busy = drawn.city.slots(drawn.city.resource(elsewhere), 3)
    for slot in busy[:2]:
        actions.claim(actions.Claim(slot.pk, winner.pk, channel=Booking.Channel.WALK_IN), by=STAFF)
    drawn.won(winner, at=(0, 1, 2))

    assert drawn.place() == actions.WinnersPlaced(2, {Why.CLASH: 1})
    assert [one.starts_at for one in times_of(winner)] == [FIRST + timedelta(minutes=20 * at) for at in range(4)]


@pytest.mark.parametrize("with_solver", [True, False])
def test_solver_is_asked_about_whoever_is_left_and_the_journal_says_what_came_of_it(
    drawn: Drawn, settings: Any, monkeypatch: pytest.MonkeyPatch, with_solver: bool
) -> None:
    """The day of the test above; on it nobody can be seated who is not."""
    settings.SOLVER_SECONDS = 5
    monkeypatch.setattr(solving, "solver_for", lambda _seconds: ask)
    if not with_solver:
        monkeypatch.setattr(solving, "solver_for", solver_for)
        monkeypatch.setitem(sys.modules, "ortools", None)  # as if it were not there
    (winner,) = people(drawn.city, 1)
    busy = drawn.city.slots(drawn.city.resource(drawn.city.offer()), 3)
    for slot in busy[:2]:
        actions.claim(actions.Claim(slot.pk, winner.pk, channel=Booking.Channel.WALK_IN), by=STAFF)
    drawn.won(winner, at=(0, 1, 2))

    settled = actions.hold_draw(draw=drawn.draw, by=STAFF)

    assert isinstance(settled, Draw), settled
    details = Entry.objects.get(what="draw.settled").details
    said = {"solver": "asked", "found": 0, "impossible": 1, "undecided": 0} if with_solver else {"solver": "missing"}
    assert details == {"placed": 2, "unplaced": 1, **said}


def test_person_who_was_erased_meanwhile_is_left_out(drawn: Drawn) -> None:
    drawn.won(*people(drawn.city, 2))
    DrawEntry.objects.filter(pk=DrawEntry.objects.order_by("pk").first().pk).update(person=None)  # type: ignore[union-attr]

    assert drawn.place() == actions.WinnersPlaced(3, {})


def test_time_that_has_begun_is_given_to_nobody(drawn: Drawn, time: Clock) -> None:
    drawn.won(*people(drawn.city, 2), at=(0,))
    time.at = FIRST + timedelta(minutes=45)

    assert drawn.place() == actions.WinnersPlaced(1, {Why.FULL: 1})


def test_limit_of_the_offer_holds_and_is_said(drawn: Drawn) -> None:
    Offer.objects.filter(pk=drawn.offer.pk).update(limit_per_person=2)
    drawn.won(*people(drawn.city, 1))

    assert drawn.place() == actions.WinnersPlaced(2, {Reason.LIMIT_REACHED: 1})


def test_closed_offer_gives_its_places_still(drawn: Drawn, time: Clock) -> None:
    actions.close_offer(drawn.offer, by=STAFF)
    drawn.won(*people(drawn.city, 1), at=(0,))

    assert drawn.place().placed == 1


def test_interrupted_anywhere_the_same_call_does_the_rest(drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "PIECE", 2)
    drawn.won(*people(drawn.city, 4))
    real, calls = placing.claim_many, iter(range(100))

    def dies(claims: Any, *, by: Any) -> Any:
        answers = real(claims, by=by)
        if next(calls) in (0, 3):
            raise KeyboardInterrupt
        return answers

    monkeypatch.setattr(placing, "claim_many", dies)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            drawn.place()
    assert 0 < Booking.objects.count() < 12

    assert drawn.place() == actions.WinnersPlaced(12, {})
    assert Booking.objects.count() == 12
    assert find_faults() == []


def test_time_that_somebody_takes_meanwhile_is_looked_for_anew(drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Staff give somebody at the desk the very time that the timetable has for the winner."""
    (winner,) = people(drawn.city, 1)
    drawn.won(winner, at=(0,))
    real, tries = placing.plan, []

    def slow(day: Any, **how: Any) -> Any:
        made = real(day, **how)
        if not tries:
            claim = actions.Claim(*made.placed.values(), drawn.city.person().pk, channel=Booking.Channel.STAFF)
            assert isinstance(actions.claim(claim, by=STAFF), actions.Confirmed)
        tries.append(made)
        return made

    monkeypatch.setattr(placing, "plan", slow)
    assert drawn.place() == actions.WinnersPlaced(1, {})
    assert len(tries) == 2
    assert tries[0].placed != tries[1].placed


def test_booking_of_another_run_is_taken_for_the_wishs_own(drawn: Drawn) -> None:
    """Two run at once: what the other booked, at whatever time, is found by the wish's key."""
    (winner,) = people(drawn.city, 1)
    drawn.won(winner, at=(0,))
    wish, last = Wish.objects.get(), Slot.objects.filter(resource=drawn.resources[0]).last()
    assert last is not None
    claim = actions.Claim(last.pk, winner.pk, channel=Booking.Channel.DRAW, key=placing._key(wish.pk))
    other = actions.claim(claim, by=STAFF)
    assert isinstance(other, actions.Confirmed)

    assert drawn.place() == actions.WinnersPlaced(1, {})
    wish.refresh_from_db()
    assert wish.booking == other.booking


def test_online_time_is_booked_online(city: City) -> None:
    drawn = Drawn(city, on_site=False, online=True)
    drawn.won(*people(city, 1), at=(0,))

    assert drawn.place().placed == 1
    assert Booking.objects.get().online

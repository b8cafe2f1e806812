"""Whatever people, staff and time do, in whatever order: after every step every promise of the engine holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from duikou.base import clock
from duikou.booking import actions
from duikou.booking.models import Booking, Slot, WaitingEntry
from duikou.booking.queries import find_faults, free_times
from duikou.booking.refusals import Refusal
from duikou.booking.rules import MOVES
from duikou.directory.actions import Newcomer, newcomer
from duikou.directory.models import Person
from duikou.journal.models import Message

from .conftest import FIRST, NOW, PERSON, STAFF, City, Clock

pytestmark = pytest.mark.slow

SLOTS, PEOPLE, NAMES = st.integers(0, 5), st.integers(0, 5), st.sampled_from("甲乙")
STEPS = st.sampled_from([timedelta(minutes=3), timedelta(minutes=11), timedelta(days=1), timedelta(days=4, hours=23)])


class Desk(RuleBasedStateMachine):
    """Two offers with three times each, partly at the same hour, and six people who do what comes to mind."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.states: dict[int, str] = {}
        self.arrived: dict[int, Any] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(limit=st.integers(1, 2), capacity=st.integers(1, 3), kept=st.integers(0, 1))
    def open(self, limit: int, capacity: int, kept: int) -> None:
        TIME.at = NOW
        city = City()
        self.offers = [city.offer(limit_per_person=limit, limit_per_resource=1), city.offer(limit_per_person=3)]
        self.slots = [
            slot
            for n, offer in enumerate(self.offers)
            for slot in city.slots(
                city.resource(offer), 3, first=FIRST + timedelta(minutes=10 * n), capacity=capacity, kept=kept
            )
        ]
        self.people = [city.person() for _ in range(6)]

    @rule(slot=SLOTS, person=PEOPLE, seats=st.integers(0, 3), hold=st.booleans(), key=st.sampled_from(["", "a", "b"]))
    def claim(self, slot: int, person: int, seats: int, hold: bool, key: str) -> None:
        wanted = actions.Claim(self.slots[slot].pk, self.people[person].pk, seats=seats, hold=hold, key=key)
        self.said(actions.claim(wanted, by=PERSON))

    @rule(
        slot=SLOTS,
        name=NAMES,
        act=st.sampled_from(["claim", "wait", "walk_in"]),
        language=st.sampled_from(["en", "zh-hans"]),
    )
    def by_name(self, slot: int, name: str, act: str, language: str) -> None:
        """Somebody nobody knows yet, or known by name and contact alone."""
        goal, who = self.slots[slot], newcomer(name=name, contact="13900000000", language=language)
        known, before = self.known(who).exists(), Person.objects.count()
        if act == "claim":
            answer: object = actions.claim(actions.Claim(goal.pk, who=who), by=PERSON)
        elif act == "wait":
            answer = actions.wait(who, resource=goal.resource, slot=goal, by=PERSON)
        else:
            answer = actions.walk_in(who, slot=goal, by=STAFF)
        self.said(answer)
        refused = isinstance(answer, Refusal)
        assert Person.objects.count() - before == (0 if known or refused else 1)
        if not refused:
            assert self.known(who).get().contact_language == language
        if isinstance(answer, actions.Arrival):
            self.arrived[answer.booking.pk] = answer.check_in

    @rule(wishes=st.lists(st.tuples(SLOTS, PEOPLE), max_size=8))
    def claim_many(self, wishes: list[tuple[int, int]]) -> None:
        claims = [actions.Claim(self.slots[slot].pk, self.people[person].pk) for slot, person in wishes]
        answers = actions.claim_many(claims, by=PERSON)
        assert len(answers) == len(claims)

    @rule(slot=SLOTS, person=PEOPLE)
    def walk_in(self, slot: int, person: int) -> None:
        answer = actions.walk_in(self.people[person], slot=self.slots[slot], by=STAFF)
        self.said(answer)
        if isinstance(answer, actions.Arrival):
            self.arrived[answer.booking.pk] = answer.check_in

    @rule(slot=SLOTS, person=PEOPLE, seats=st.integers(1, 3), anywhere=st.booleans())
    def wait(self, slot: int, person: int, seats: int, anywhere: bool) -> None:
        goal = self.slots[slot]
        place = None if anywhere else goal
        self.said(actions.wait(self.people[person], resource=goal.resource, slot=place, seats=seats, by=PERSON))

    @precondition(lambda self: Booking.objects.exists())
    @rule(data=st.data(), act=st.sampled_from(["cancel", "rebook", "confirm", "check_in", "staff"]), slot=SLOTS)
    def on_booking(self, data: Any, act: str, slot: int) -> None:
        booking = data.draw(st.sampled_from(list(Booking.objects.order_by("pk"))))
        if act == "rebook":
            self.said(actions.rebook(booking, to=self.slots[slot], by=PERSON))
        elif act == "confirm":
            self.said(actions.confirm(booking, by=PERSON))
        elif act == "check_in":
            answer = actions.check_in(booking, by=STAFF)
            if isinstance(answer, actions.Arrival):
                assert answer.first == (booking.pk not in self.arrived)
                assert self.arrived.setdefault(booking.pk, answer.check_in) == answer.check_in
        else:
            self.said(actions.cancel(booking, by=STAFF if act == "staff" else PERSON))

    @precondition(lambda self: WaitingEntry.objects.exists())
    @rule(data=st.data())
    def leave(self, data: Any) -> None:
        self.said(actions.leave(data.draw(st.sampled_from(list(WaitingEntry.objects.order_by("pk")))), by=PERSON))

    @rule(slot=SLOTS, capacity=st.integers(0, 5), kept=st.integers(0, 2))
    def change_capacity(self, slot: int, capacity: int, kept: int) -> None:
        actions.change_capacity(self.slots[slot], capacity=capacity, kept=kept, by=STAFF)

    @rule(offer=st.integers(0, 1), limit=st.integers(0, 3))
    def change_limit(self, offer: int, limit: int) -> None:
        actions.change_offer(self.offers[offer], limit_per_person=limit, by=STAFF)

    @rule(step=STEPS)
    def time_goes_by(self, step: timedelta) -> None:
        TIME.at += step
        actions.release_expired()
        actions.end_waiting()
        actions.fill_from_waiting()
        actions.mark_no_shows(self.offers[0], by=STAFF)

    @rule(slot=SLOTS)
    def withdraw(self, slot: int) -> None:
        actions.withdraw_slots([self.slots[slot]], by=STAFF)

    @rule(sure=st.integers(0, 3))
    def cancel_offer(self, sure: int) -> None:
        if sure == 3:
            actions.cancel_offer(self.offers[1], by=STAFF)

    @staticmethod
    def known(who: Newcomer) -> QuerySet[Person]:
        return Person.objects.filter(person_hash=who.person_hash)

    def said(self, answer: object) -> None:
        if isinstance(answer, Refusal):
            assert str(answer)
            assert "…" not in str(answer)

    @invariant()
    def promises_hold(self) -> None:
        assert find_faults() == []

    @invariant()
    def states_move_by_the_table(self) -> None:
        for pk, state in Booking.objects.values_list("pk", "state"):
            before = self.states.setdefault(pk, state)
            assert before == state or state in MOVES[before]
            self.states[pk] = state

    @invariant()
    def who_has_a_place_was_told(self) -> None:
        confirmed = Booking.objects.filter(state="confirmed")
        told = set(Message.objects.filter(template__in=("booked", "promoted")).values_list("about", flat=True))
        late = {f"booking:{one.public_id}" for one in confirmed.filter(channel="walk_in")}
        assert {f"booking:{one.public_id}" for one in confirmed} <= told | late

    @invariant()
    def nobody_waits_beside_a_free_place_unseen(self) -> None:
        """Whatever frees a place looks at the list: who waits beside a free place was passed over for a reason, and
        only the worker sees that the reason is gone."""
        unseen = WaitingEntry.objects.filter(state="waiting", passed_over="").select_related("offer", "slot__offer")
        for entry in unseen:
            for time in free_times(
                entry.offer, now=TIME.at, resource=entry.resource, person=entry.person, seats=entry.seats
            ):
                mine = entry.slot_id in (None, time.slot_id)
                late = time.starts_at - timedelta(minutes=entry.offer.cancel_until_minutes) <= TIME.at
                assert late or not (mine and time.bookable)


TIME = Clock()


@pytest.mark.django_db
def test_every_promise_holds_in_any_order_of_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", TIME)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Desk,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_control_a_lost_update_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a writer that forgets to count, the same machine finds it."""
    from duikou.booking.actions.ledger import Ledger

    monkeypatch.setattr(clock, "now", TIME)
    monkeypatch.setattr(Ledger, "give_back", lambda *_: None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            Desk,
            settings=settings(
                max_examples=25,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert not Slot.objects.exists()

"""Invitations for nomination: a body hands them on, a person accepts, and nobody is on a list for having refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from duikou.base import clock
from duikou.base.actor import COMMAND, SOMEBODY
from duikou.booking import actions as engine
from duikou.booking import passes
from duikou.booking.models import Allotment, Booking, Invitation, Offer, Slot
from duikou.booking.queries import find_faults
from duikou.booking.queries.invitations import Handed, handed, invitation_by_hash, invitation_with
from duikou.booking.refusals import Reason, Refusal
from duikou.directory.actions import newcomer
from duikou.directory.models import Person
from duikou.journal.models import Entry
from tests.fairs.factories import make_fair, make_office, make_stand

pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]


@pytest.fixture
def offer() -> Offer:
    """An offer for invited people, with three times of two places."""
    stand = make_stand(make_fair(), capacity=2)
    Offer.objects.filter(pk=stand.fair.offer_id).update(mode=Offer.Mode.NOMINATION)
    return Offer.objects.get(pk=stand.fair.offer_id)


@pytest.fixture
def allotment(offer: Offer) -> Allotment:
    """Ten invitations given to a school, for two days."""
    school = make_office("示例：职业技术学院")
    until = clock.now() + timedelta(days=2)
    return engine.give_invitations(offer, body=school, count=10, valid_until=until, by=COMMAND)


def invitation(allotment: Allotment) -> tuple[Invitation, str]:
    (code,) = engine.make_slips(allotment, count=1, by=COMMAND)
    found = invitation_with(code)
    assert found is not None
    return found, code


def wanted(offer: Offer, name: str = "张三", at: int = 0, **more: Any) -> engine.Claim:
    slot = list(offer.slots.order_by("starts_at"))[at]
    who = newcomer(name=name, contact="13800001111", language="en")
    return engine.Claim(slot.pk, who=who, **more)


def accept(one: Invitation, claim: engine.Claim) -> Any:
    return engine.accept_invitation(one, wanted=claim, by=SOMEBODY)


def count(allotment: Allotment) -> Handed:
    return handed(allotment, now=clock.now())


def refused(answer: object) -> Reason:
    assert isinstance(answer, Refusal), answer
    return answer.reason


def test_nobody_books_without_an_invitation(offer: Offer) -> None:
    assert refused(engine.claim(wanted(offer), by=SOMEBODY)) == Reason.NOT_INVITED
    assert not Person.objects.exists()


def test_invitation_books_one_place(offer: Offer, allotment: Allotment) -> None:
    one, _code = invitation(allotment)
    answer = accept(one, wanted(offer))
    assert isinstance(answer, engine.Confirmed)
    assert answer.booking.channel == Booking.Channel.INVITED
    assert (count(allotment).accepted, count(allotment).unused) == (1, 0)
    assert find_faults() == []


def test_used_invitation_opens_nothing_for_anybody_else(offer: Offer, allotment: Allotment) -> None:
    one, code = invitation(allotment)
    accept(one, wanted(offer))
    again = invitation_with(code)
    assert again is not None
    assert refused(accept(again, wanted(offer, "李四", at=1))) == Reason.INVITATION_OVER
    assert Booking.objects.count() == 1
    assert Person.objects.count() == 1


def test_same_form_sent_twice_finds_the_first_booking(offer: Offer, allotment: Allotment) -> None:
    one, _code = invitation(allotment)
    first, second = accept(one, wanted(offer)), accept(one, wanted(offer))
    assert second.repeated
    assert second.booking.pk == first.booking.pk


def test_place_that_is_refused_leaves_the_invitation_unused(offer: Offer, allotment: Allotment) -> None:
    offer.slots.update(taken=2)
    one, code = invitation(allotment)
    assert refused(accept(one, wanted(offer))) == Reason.FULL
    assert count(allotment).unused == 1
    assert not Person.objects.exists()
    offer.slots.update(taken=0)
    again = invitation_with(code)
    assert again is not None
    assert isinstance(accept(again, wanted(offer)), engine.Confirmed)


def test_invitation_to_one_offer_opens_no_other(offer: Offer, allotment: Allotment) -> None:
    elsewhere = make_stand(make_fair()).fair.offer
    one, _code = invitation(allotment)
    assert refused(accept(one, wanted(elsewhere))) == Reason.UNKNOWN_SLOT
    assert count(allotment).unused == 1


def test_invitation_that_is_over_opens_nothing(offer: Offer, allotment: Allotment, clock_at: Clock) -> None:
    one, _code = invitation(allotment)
    clock_at(allotment.valid_until)
    assert refused(accept(one, wanted(offer))) == Reason.INVITATION_OVER
    assert count(allotment).unused == 0


def test_waiting_list_and_passes_are_refused(offer: Offer) -> None:
    slot = offer.slots.select_related("resource").order_by("pk").first()
    assert slot is not None
    offer.slots.update(taken=2)
    who = newcomer(name="张三", contact="13800001111", language="en")
    assert refused(engine.wait(who, resource=slot.resource, slot=slot, by=SOMEBODY)) == Reason.NOT_INVITED
    card = engine.issue_pass(offer, name="张三", contact="13800001111", language="en", by=SOMEBODY)
    assert refused(card) == Reason.NOT_INVITED


def test_pass_given_out_before_books_nothing(offer: Offer) -> None:
    Offer.objects.update(mode=Offer.Mode.FIRST_COME)
    offer.refresh_from_db()
    card = engine.issue_pass(offer, name="张三", contact="13800001111", language="en", by=SOMEBODY)
    assert isinstance(card, str)
    Offer.objects.update(mode=Offer.Mode.NOMINATION)
    shown = passes.read(card, now=clock.now())
    assert isinstance(shown, passes.Pass)
    slot = offer.slots.order_by("pk").first()
    assert slot is not None
    assert refused(engine.claim(engine.Claim(slot.pk, shown.person_id), by=SOMEBODY)) == Reason.NOT_INVITED


def test_invited_person_moves_and_cancels_as_others_do(offer: Offer, allotment: Allotment) -> None:
    one, _code = invitation(allotment)
    booking = accept(one, wanted(offer)).booking
    to = Slot.objects.filter(offer=offer).order_by("starts_at")[1]
    assert isinstance(engine.rebook(booking, to=to, by=SOMEBODY), Booking)
    booking.refresh_from_db()
    assert isinstance(engine.cancel(booking, by=SOMEBODY), Booking)
    assert count(allotment).accepted == 1, "what was accepted stays accepted: the body learns nothing of it"


def test_walk_ins_are_still_the_staffs_to_let_in(offer: Offer, clock_at: Clock) -> None:
    slot = offer.slots.order_by("pk").first()
    assert slot is not None
    clock_at(slot.starts_at)
    who = newcomer(name="张三", contact="13800001111", language="en")
    assert isinstance(engine.walk_in(who, slot=slot, by=COMMAND), engine.Arrival)


def test_declined_invitation_looks_like_one_nobody_answered(offer: Offer, allotment: Allotment) -> None:
    _other, _ = invitation(allotment)
    one, code = invitation(allotment)
    before = count(allotment), Entry.objects.count()
    engine.decline_invitation(one)
    assert (count(allotment), Entry.objects.count()) == before
    assert invitation_with(code) is None
    assert invitation_by_hash(bytes(one.code_hash)) is None
    states = set(Invitation.objects.values_list("state", flat=True))
    assert states == {"open"}, "no row tells which of the two was declined"


def test_unused_ones_are_taken_back_and_the_used_one_stays(offer: Offer, allotment: Allotment) -> None:
    one, _code = invitation(allotment)
    accept(one, wanted(offer))
    codes = engine.make_slips(allotment, count=3, by=COMMAND)
    assert engine.take_back_invitations(allotment, by=COMMAND, code=codes[0].lower()) == 1
    assert engine.take_back_invitations(allotment, by=COMMAND, code="nonsense") == 0
    assert engine.take_back_invitations(allotment, by=COMMAND) == 2
    for code in codes:
        gone = invitation_with(code)
        assert gone is not None
        assert refused(accept(gone, wanted(offer, "李四"))) == Reason.INVITATION_OVER
    assert Booking.objects.filter(state="confirmed").count() == 1
    assert count(allotment) == Handed(given=10, slips=1, accepted=1, unused=0, taken_back=3)


def test_body_makes_no_more_slips_than_it_was_given(allotment: Allotment) -> None:
    assert len(engine.make_slips(allotment, count=8, by=COMMAND)) == 8
    assert len(engine.make_slips(allotment, count=8, by=COMMAND)) == 2
    assert engine.make_slips(allotment, count=8, by=COMMAND) == []
    assert count(allotment).left == 0


def test_given_again_the_number_changes(offer: Offer, allotment: Allotment) -> None:
    again = engine.give_invitations(offer, body=allotment.body, count=20, valid_until=allotment.valid_until, by=COMMAND)
    assert (again.pk, again.given) == (allotment.pk, 20)


def test_only_a_keyed_hash_of_a_code_is_kept_and_no_name_beside_it(offer: Offer, allotment: Allotment) -> None:
    one, code = invitation(allotment)
    accept(one, wanted(offer))
    rows = str(list(Invitation.objects.values_list())) + str(list(Entry.objects.values_list()))
    assert code not in rows
    assert "张三" not in rows
    assert {field.name for field in Invitation._meta.fields} == {"id", "allotment", "code_hash", "state"}


def test_more_bookings_than_accepted_invitations_are_found(offer: Offer, allotment: Allotment) -> None:
    one, _code = invitation(allotment)
    accept(one, wanted(offer))
    Invitation.objects.update(state="open")
    assert any("1 bookings by invitation, 0 invitations accepted" in fault for fault in find_faults())

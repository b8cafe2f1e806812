"""One-time codes: a contact that is shown to be somebody's own, where an offer asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test.utils import CaptureQueriesContext

from duikou.base import clock
from duikou.base.actor import SOMEBODY
from duikou.base.sealed import look_up_hash
from duikou.booking import actions as engine
from duikou.booking import passes, proofs
from duikou.booking.actions.proving import drop_codes
from duikou.booking.models import Booking, CodeTally, ContactCode, Offer, WaitingEntry
from duikou.booking.refusals import Reason, Refusal
from duikou.directory.actions import keep_person, newcomer
from duikou.directory.models import Person
from duikou.journal.letters import letter_of, recipient_of
from duikou.journal.models import Entry, Message
from tests.fairs.factories import make_fair, make_stand

pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]
MINE, OTHER = "13800001111", "13900002222"


@pytest.fixture
def offer() -> Offer:
    """An offer that asks for a proof, with three times."""
    offer = make_stand(make_fair()).fair.offer
    Offer.objects.filter(pk=offer.pk).update(verified_contact=True)
    offer.refresh_from_db()
    return offer


def send(offer: Offer, contact: str = MINE) -> ContactCode:
    sent = engine.send_code(offer, contact=contact, language="en", by=SOMEBODY)
    assert isinstance(sent, ContactCode), sent
    return sent


def prove(offer: Offer, contact: str = MINE) -> str:
    code = send(offer, contact)
    proof = engine.take_code(code.public_id, offer=offer, typed=proofs.digits_of(code.public_id))
    assert isinstance(proof, str), proof
    return proof


def proven(proof: str, contact: str = MINE) -> int:
    who = newcomer(name="张三", contact=contact, language="en")
    return proofs.proven_offer(proof, contact_hash=who.contact_hash, now=clock.now())


def claim(offer: Offer, *, proven_for: int = 0, **more: Any) -> Any:
    slot = offer.slots.order_by("pk").first()
    assert slot is not None
    who = newcomer(name="张三", contact=MINE, language="en")
    return engine.claim(engine.Claim(slot.pk, who=who, proven_for=proven_for, **more), by=SOMEBODY)


def test_booking_without_a_proof_is_refused_and_keeps_nobody(offer: Offer) -> None:
    answer = claim(offer)
    assert isinstance(answer, Refusal)
    assert answer.reason == Reason.CONTACT_UNPROVEN
    assert not Person.objects.exists()


def test_booking_with_a_proof_is_made(offer: Offer) -> None:
    assert isinstance(claim(offer, proven_for=proven(prove(offer))), engine.Confirmed)


def test_offer_that_does_not_ask_books_as_before(offer: Offer) -> None:
    Offer.objects.update(verified_contact=False)
    assert isinstance(claim(offer), engine.Confirmed)


def test_code_goes_to_the_contact_in_its_language_at_any_hour_and_ends_with_it(offer: Offer) -> None:
    code = send(offer)
    message = Message.objects.get()
    to, letter = recipient_of(message), letter_of(message, "en")
    assert to is not None
    assert letter is not None
    assert (to.address, to.way, to.language) == ("+8613800001111", "sms", "en")
    assert proofs.digits_of(code.public_id) in letter.short
    assert (message.urgent, message.expires_at) == (True, code.expires_at)


def test_digits_are_stored_nowhere_and_the_contact_only_sealed(offer: Offer) -> None:
    code = send(offer)
    stored = str([list(one.objects.values_list()) for one in (Message, Entry)])
    assert proofs.digits_of(code.public_id) not in stored
    assert MINE not in stored
    assert {field.name for field in ContactCode._meta.fields} == {
        *("id", "public_id", "offer", "contact", "contact_language", "contact_hash", "tries", "created_at"),
        "expires_at",
    }


def test_sending_says_the_same_for_a_contact_that_is_known(offer: Offer, django_assert_num_queries: Any) -> None:
    from django.db import connection

    keep_person(name="张三", contact=MINE, language="en")
    with CaptureQueriesContext(connection) as known:
        send(offer, MINE)
    with CaptureQueriesContext(connection) as unknown:
        send(offer, OTHER)
    assert len(known) == len(unknown)


def test_code_is_used_up_by_its_proof(offer: Offer) -> None:
    code = send(offer)
    digits = proofs.digits_of(code.public_id)
    assert isinstance(engine.take_code(code.public_id, offer=offer, typed=digits), str)
    again = engine.take_code(code.public_id, offer=offer, typed=digits)
    assert isinstance(again, Refusal)
    assert again.reason == Reason.CODE_OVER
    assert not ContactCode.objects.exists()


def test_code_is_over_after_five_wrong_tries_even_with_the_right_digits(offer: Offer) -> None:
    code = send(offer)
    digits = proofs.digits_of(code.public_id)
    wrong = f"{(int(digits) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1):
        no = engine.take_code(code.public_id, offer=offer, typed=wrong)
        assert isinstance(no, Refusal)
        assert (no.reason, no.facts["left"]) == (Reason.CODE_WRONG, left)
    for typed in (wrong, digits):
        no = engine.take_code(code.public_id, offer=offer, typed=typed)
        assert isinstance(no, Refusal)
        assert no.reason == Reason.CODE_OVER


def test_code_is_over_after_ten_minutes_and_forgotten(offer: Offer, clock_at: Clock) -> None:
    code = send(offer)
    clock_at(code.expires_at)
    no = engine.take_code(code.public_id, offer=offer, typed=proofs.digits_of(code.public_id))
    assert isinstance(no, Refusal)
    assert no.reason == Reason.CODE_OVER
    assert letter_of(Message.objects.get(), "en") is None
    assert engine.drop_codes() == 1
    assert not ContactCode.objects.exists()


def test_code_of_one_offer_is_none_of_another(offer: Offer) -> None:
    code, elsewhere = send(offer), make_fair().offer
    no = engine.take_code(code.public_id, offer=elsewhere, typed=proofs.digits_of(code.public_id))
    assert isinstance(no, Refusal)
    assert no.reason == Reason.CODE_OVER


def test_contact_gets_three_codes_in_ten_minutes_and_others_still_get_theirs(offer: Offer, clock_at: Clock) -> None:
    first = send(offer)
    send(offer)
    send(make_fair().offer)
    no = engine.send_code(offer, contact="+86 138 0000 1111", language="en", by=SOMEBODY)
    assert isinstance(no, Refusal)
    assert no.reason == Reason.CODES_TOO_MANY
    send(offer, OTHER)
    clock_at(first.expires_at)
    send(offer)


def test_contact_gets_ten_codes_a_day_whatever_the_offers_and_is_told_when_to_come_again(
    offer: Offer, clock_at: Clock
) -> None:
    morning = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).replace(
        hour=8, minute=0, second=0, microsecond=0
    ) + timedelta(days=1)
    other = make_fair().offer
    for number in range(10):
        clock_at(morning + timedelta(minutes=11 * number))
        send(other if number % 2 else offer, MINE if number % 3 else "+86 138 0000 1111")
    clock_at(morning + timedelta(hours=15, minutes=59))
    no = engine.send_code(offer, contact=MINE, language="en", by=SOMEBODY)
    assert isinstance(no, Refusal)
    midnight = morning.replace(hour=0) + timedelta(days=1)
    assert (no.reason, no.facts) == (Reason.CODES_TODAY, {"again_at": midnight})
    assert "00:00" in str(no)
    send(offer, OTHER)
    clock_at(midnight)
    send(offer)


def test_refused_code_counts_nothing_and_yesterdays_numbers_go(offer: Offer, clock_at: Clock) -> None:
    for _number in range(3):
        send(offer)
    assert isinstance(engine.send_code(offer, contact=MINE, language="en", by=SOMEBODY), Refusal)
    tally = CodeTally.objects.get()
    assert tally.sent == 3
    assert look_up_hash("+8613800001111") != bytes(tally.contact_hash), "it differs from day to day"
    clock_at(clock.now() + timedelta(days=1))
    drop_codes()
    assert not CodeTally.objects.exists()


def test_proof_is_for_its_offer_its_contact_and_half_an_hour(offer: Offer, clock_at: Clock) -> None:
    proof, now = prove(offer), clock.now()
    assert proven(proof) == offer.pk
    assert proven(proof, OTHER) == 0
    assert proven(proof[:-1] + ("A" if proof[-1] != "A" else "B")) == 0
    assert proven("V1.1.99999999999.ab:forged") == 0
    assert proven("x" * 1000) == 0
    other = make_fair().offer
    Offer.objects.filter(pk=other.pk).update(verified_contact=True)
    make_stand(other.fair)
    answer = claim(other, proven_for=proven(proof))
    assert isinstance(answer, Refusal)
    assert answer.reason == Reason.CONTACT_UNPROVEN
    clock_at(now + proofs.PROOF_LASTS + timedelta(seconds=1))
    assert proven(proof) == 0


def test_pass_is_given_out_with_a_proof_only_and_books_then(offer: Offer) -> None:
    who = {"name": "张三", "contact": MINE, "language": "en"}
    no = engine.issue_pass(offer, **who, by=SOMEBODY)
    assert isinstance(no, Refusal)
    assert no.reason == Reason.CONTACT_UNPROVEN
    assert not Person.objects.exists()
    card = engine.issue_pass(offer, **who, by=SOMEBODY, proof=prove(offer))
    assert isinstance(card, str)
    shown = passes.read(card, now=clock.now())
    assert isinstance(shown, passes.Pass)
    slot = offer.slots.order_by("pk").first()
    assert slot is not None
    wanted = engine.Claim(slot.pk, shown.person_id, proven_for=shown.proven_for)
    assert isinstance(engine.claim(wanted, by=SOMEBODY), engine.Confirmed)


def test_pass_given_out_before_the_offer_asked_books_nothing(offer: Offer) -> None:
    Offer.objects.update(verified_contact=False)
    offer.refresh_from_db()
    card = engine.issue_pass(offer, name="张三", contact=MINE, language="en", by=SOMEBODY)
    assert isinstance(card, str)
    Offer.objects.update(verified_contact=True)
    shown = passes.read(card, now=clock.now())
    assert isinstance(shown, passes.Pass)
    slot = offer.slots.order_by("pk").first()
    assert slot is not None
    no = engine.claim(engine.Claim(slot.pk, shown.person_id, proven_for=shown.proven_for), by=SOMEBODY)
    assert isinstance(no, Refusal)
    assert no.reason == Reason.CONTACT_UNPROVEN


def test_full_time_says_so_before_it_asks_for_a_code(offer: Offer) -> None:
    offer.slots.update(taken=1)
    answer = claim(offer)
    assert isinstance(answer, Refusal)
    assert answer.reason == Reason.FULL


def test_nobody_learns_without_a_proof_what_a_person_holds(offer: Offer) -> None:
    claim(offer, proven_for=offer.pk)
    offer.slots.update(capacity=5)
    answer = claim(offer)
    assert isinstance(answer, Refusal)
    assert answer.reason == Reason.CONTACT_UNPROVEN, "not DUPLICATE, which would say that this contact has booked"


def test_waiting_needs_the_proof_too(offer: Offer) -> None:
    slot = offer.slots.order_by("pk").select_related("resource").first()
    assert slot is not None
    offer.slots.update(taken=1)
    who = newcomer(name="张三", contact=MINE, language="en")
    no = engine.wait(who, resource=slot.resource, slot=slot, by=SOMEBODY)
    assert isinstance(no, Refusal)
    assert no.reason == Reason.CONTACT_UNPROVEN
    entry = engine.wait(who, resource=slot.resource, slot=slot, by=SOMEBODY, proven_for=offer.pk)
    assert isinstance(entry, WaitingEntry)


def test_walk_in_and_move_need_no_code(offer: Offer, clock_at: Clock) -> None:
    slots = list(offer.slots.order_by("pk"))
    first = claim(offer, proven_for=offer.pk)
    assert isinstance(engine.rebook(first.booking, to=slots[1], by=SOMEBODY), Booking)
    who = newcomer(name="李四", contact=OTHER, language="en")
    clock_at(slots[2].starts_at)
    assert isinstance(engine.walk_in(who, slot=slots[2], by=SOMEBODY), engine.Arrival)


def test_offer_that_does_not_ask_costs_no_question_more(offer: Offer) -> None:
    from django.db import connection

    Offer.objects.update(verified_contact=False)
    with CaptureQueriesContext(connection) as asked:
        claim(offer)
    assert not [one for one in asked.captured_queries if "contactcode" in one["sql"].lower()]


def test_hash_of_a_contact_is_keyed(offer: Offer) -> None:
    assert bytes(send(offer).contact_hash) == look_up_hash("+8613800001111")

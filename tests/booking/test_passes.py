"""A pass says who may try to book in which offer, until when; nobody else can make or alter one."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.booking import passes
from duikou.booking.models import Offer
from duikou.booking.passes import Pass
from duikou.booking.refusals import Reason, Refusal
from duikou.directory.models import Person
from tests.booking.conftest import NOW

OFFER = Offer(pk=7, closes_at=NOW + timedelta(days=1))
CARD = passes.issue(OFFER, Person(pk=(1 << 63) - 1))


def why(text: str) -> str:
    answer = passes.read(text, now=NOW)
    return answer.reason if isinstance(answer, Refusal) else ""


def test_pass_tells_offer_person_and_end() -> None:
    assert passes.read(CARD, now=NOW) == Pass(7, (1 << 63) - 1, OFFER.closes_at)


def test_pass_ends_when_booking_closes() -> None:
    assert isinstance(passes.read(CARD, now=OFFER.closes_at - timedelta(seconds=1)), Pass)
    ended = passes.read(CARD, now=OFFER.closes_at)
    assert isinstance(ended, Refusal)
    assert ended.reason == Reason.PASS_EXPIRED


def test_every_altered_letter_spoils_it() -> None:
    for at, letter in enumerate(CARD):
        for other in "Aa0-_.=":
            if other != letter:
                assert why(CARD[:at] + other + CARD[at + 1 :]) == Reason.PASS_INVALID


def test_pass_of_another_city_is_not_read(settings: pytest.FixtureRequest) -> None:
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert why(CARD) == Reason.PASS_INVALID


def test_signature_of_another_purpose_does_not_open() -> None:
    from duikou.booking.models import Booking
    from duikou.booking.tickets import manage_token

    assert why(f"P1.{manage_token(Booking())}") == Reason.PASS_INVALID


@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    assert why(text) == Reason.PASS_INVALID
    body = base64.urlsafe_b64encode(text.encode()).decode()
    assert why(f"P1.{body}.{body}") == Reason.PASS_INVALID


def test_key_belongs_to_who_sent_it() -> None:
    assert passes.claim_key("a", "1") == passes.claim_key("a", "1")
    assert passes.claim_key("a", "1") != passes.claim_key("b", "1")
    assert passes.claim_key("a", "b1") != passes.claim_key("ab", "1")
    assert len(passes.claim_key("a", "k" * 10_000)) == 40

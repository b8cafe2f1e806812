"""One-time codes by API: sent, exchanged for a proof, and the proof used."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from duikou.base.actor import COMMAND
from duikou.booking import proofs
from duikou.booking.api.callers import buckets
from duikou.booking.models import Booking, ContactCode, Offer, Slot
from duikou.directory.actions.connections import give_token
from duikou.directory.models import ApiToken
from duikou.fairs.models import Post
from tests.fairs.factories import make_fair, make_post, make_stand

pytestmark = pytest.mark.django_db
PERSON = {"name": "王芳", "contact": "13900001111"}


@pytest.fixture(autouse=True)
def _rested() -> None:
    buckets.empty()


@pytest.fixture
def post() -> Post:
    """A post of a fair that asks for a proof."""
    fair = make_fair()
    post = make_post(fair, stand=make_stand(fair, times=2), index=False)
    Offer.objects.update(verified_contact=True)
    return post


@pytest.fixture
def token() -> str:
    return give_token(name="Portal", organisation=None, scopes=ApiToken.Scope.values, by=COMMAND)[1]


def call(where: str, proof: str, body: Any) -> Any:
    headers = {"Authorization": f"Bearer {proof}", "Accept-Language": "en"}
    return Client().post(f"/api/v1{where}", json.dumps(body), content_type="application/json", headers=headers)


def proof_of(post: Post, token: str, contact: str = PERSON["contact"]) -> str:
    offer = str(post.fair.offer.public_id)
    sent = call("/contact-codes", token, {"offer": offer, "contact": contact})
    assert sent.status_code == 202, sent.content
    assert set(sent.json()) == {"id", "expires_at"}
    digits = proofs.digits_of(ContactCode.objects.get().public_id)
    given = call(f"/contact-codes/{sent.json()['id']}/proof", token, {"offer": offer, "digits": digits})
    assert given.status_code == 201, given.content
    return str(given.json()["proof"])


def wanted(post: Post, **more: Any) -> dict[str, Any]:
    slot = Slot.objects.filter(offer=post.fair.offer).order_by("pk").first()
    assert slot is not None
    return {"slot": str(slot.public_id), "about": str(post.public_id), "person": PERSON, **more}


def test_booking_without_a_proof_is_a_problem_of_its_own_type(post: Post, token: str) -> None:
    answer = call("/bookings", token, wanted(post))
    assert answer.status_code == 403
    assert answer.json()["type"] == "/api/v1/problems/contact_unproven"
    assert Client().get("/api/v1/problems/contact_unproven").status_code == 200
    assert not Booking.objects.exists()


def test_booking_with_a_proof_is_made(post: Post, token: str) -> None:
    assert call("/bookings", token, wanted(post, proof=proof_of(post, token))).status_code == 201


def test_proof_of_another_contact_books_nothing(post: Post, token: str) -> None:
    proof = proof_of(post, token, "13900002222")
    assert call("/bookings", token, wanted(post, proof=proof)).json()["reason"] == "contact_unproven"


def test_pass_needs_the_proof_and_books_then_by_itself(post: Post, token: str) -> None:
    body = {"offer": str(post.fair.offer.public_id), "person": PERSON}
    assert call("/passes", token, body).json()["reason"] == "contact_unproven"
    card = call("/passes", token, {**body, "proof": proof_of(post, token)}).json()["pass"]
    mine = wanted(post)
    del mine["person"]
    assert call("/bookings", card, mine).status_code == 201


def test_waiting_list_needs_the_proof(post: Post, token: str) -> None:
    Slot.objects.update(taken=1)
    assert call("/waiting-entries", token, wanted(post)).json()["reason"] == "contact_unproven"
    assert call("/waiting-entries", token, wanted(post, proof=proof_of(post, token))).status_code == 201


@pytest.mark.parametrize(("digits", "reason"), [("000000x", "code_wrong"), ("", "code_wrong"), ("٣٤٥", "code_wrong")])
def test_wrong_digits_are_told_with_the_tries_that_are_left(post: Post, token: str, digits: str, reason: str) -> None:
    offer = str(post.fair.offer.public_id)
    sent = call("/contact-codes", token, {"offer": offer, "contact": PERSON["contact"]}).json()
    answer = call(f"/contact-codes/{sent['id']}/proof", token, {"offer": offer, "digits": digits})
    assert (answer.status_code, answer.json()["reason"], answer.json()["left"]) == (422, reason, 4)


def test_contact_that_is_none_is_refused(post: Post, token: str) -> None:
    answer = call("/contact-codes", token, {"offer": str(post.fair.offer.public_id), "contact": "nobody"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.contact"


def test_offer_says_whether_it_asks(post: Post) -> None:
    answer = Client().get(f"/api/v1/offers/{post.fair.offer.public_id}")
    assert answer.json()["verified_contact"] is True

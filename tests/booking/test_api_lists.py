"""Passes, waiting lists and check-ins by API."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking import passes, tickets
from duikou.booking.api.callers import buckets
from duikou.booking.models import Booking, CheckIn, Slot, Standing, WaitingEntry
from duikou.booking.queries import find_faults
from duikou.directory.actions.connections import give_token
from duikou.directory.models import ApiToken, Person
from duikou.fairs.models import Fair, Interview, Post, WaitedPost
from duikou.journal.models import Answered
from tests.fairs.factories import make_fair, make_person, make_post, make_stand

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
PERSON = {"name": "王芳", "contact": "13900001111"}
OTHER = {"name": "李四", "contact": "13900002222"}


@pytest.fixture(autouse=True)
def _rested() -> None:
    buckets.empty()


@pytest.fixture
def post() -> Post:
    fair = make_fair()
    return make_post(fair, stand=make_stand(fair, times=2, capacity=1), index=False)


@pytest.fixture
def token() -> str:
    return give_token(name="Portal", organisation=None, scopes=ApiToken.Scope.values, by=COMMAND)[1]


def slots(post: Post) -> list[Slot]:
    assert post.stand is not None
    return list(Slot.objects.filter(resource=post.stand.resource).order_by("starts_at"))


def call(where: str, proof: str, body: Any = None, *, key: str = "", method: str = "POST") -> Any:
    headers = {"Authorization": f"Bearer {proof}", "Accept-Language": "en"}
    if key:
        headers["Idempotency-Key"] = key
    text = "" if body is None else json.dumps(body)
    return Client().generic(method, f"{ROOT}{where}", text, content_type="application/json", headers=headers)


def book(post: Post, token: str, person: dict[str, str], at: int = 0) -> dict[str, Any]:
    said = {"slot": str(slots(post)[at].public_id), "about": str(post.public_id), "person": person}
    answer = call("/bookings", token, said)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


# Passes


def test_pass_is_given_once_for_a_person_and_books(post, token):
    said = {"offer": str(post.fair.offer.public_id), "person": PERSON}
    first, again = (call("/passes", token, said) for _ in range(2))
    assert first.status_code == 201
    assert first.json() == again.json()
    booked = call("/bookings", first.json()["pass"], {"slot": str(slots(post)[0].public_id)})
    assert booked.status_code == 201
    assert Booking.objects.get().person == Person.objects.get()


def test_pass_given_back_unused_erases_its_person(post, token):
    said = {"offer": str(post.fair.offer.public_id), "person": PERSON}
    card = call("/passes", token, said).json()["pass"]
    assert call("/passes/give-back", card).json() == {"erased": True}
    assert (Person.objects.count(), Standing.objects.count()) == (0, 0)
    assert call("/bookings", card, {"slot": str(slots(post)[0].public_id)}).json()["reason"] == "unknown_person"


def test_pass_of_a_cancelled_fair_is_refused(post, token):
    from duikou.booking.models import Offer

    said = {"offer": str(post.fair.offer.public_id), "person": PERSON}
    Offer.objects.update(state=Offer.State.CANCELLED)
    assert call("/passes", token, said).json()["reason"] == "cancelled"
    assert Person.objects.count() == 0


# Waiting lists


def test_waiting_is_joined_moves_up_and_says_so(post, token):
    held = book(post, token, PERSON)
    said = {"slot": held["slot"], "about": str(post.public_id), "person": OTHER}
    joined = call("/waiting-entries", token, said)
    assert (joined.status_code, joined.json()["position"], joined.json()["state"]) == (201, 1, "waiting")
    assert WaitedPost.objects.get().post == post
    assert Client().get(joined.json()["page"]).status_code == 200
    mine = f"/waiting-entries/{joined.json()['id']}"
    assert call(mine, joined.json()["key"], method="GET").json()["why"]
    call(f"/bookings/{held['id']}/cancel", held["key"])
    after = call(mine, joined.json()["key"], method="GET").json()
    assert (after["state"], after["position"]) == ("promoted", 0)
    assert str(Booking.objects.get(state="confirmed").public_id) == after["booking"]
    assert call(f"{mine}/leave", joined.json()["key"]).json()["reason"] == "not_waiting"
    assert find_faults() == []


def test_equal_requests_join_once_and_another_body_is_refused(post, token):
    held = book(post, token, PERSON)
    said = {"slot": held["slot"], "about": str(post.public_id), "person": OTHER}
    first, again = (call("/waiting-entries", token, said, key="k") for _ in range(2))
    assert first.json() == again.json()
    other = call("/waiting-entries", token, {**said, "online": True}, key="k")
    assert (other.status_code, other.json()["reason"]) == (422, "key_reused")
    assert WaitingEntry.objects.count() == 1
    kept = json.dumps(list(Answered.objects.values_list("key", "answer")))
    assert "李四" not in kept
    assert "13900002222" not in kept


def test_refusal_is_not_kept_under_its_key_and_keeps_nobody(post, token):
    said = {"slot": str(slots(post)[0].public_id), "about": str(post.public_id), "person": OTHER}
    assert call("/waiting-entries", token, said, key="k").json()["reason"] == "places_free"
    assert (Answered.objects.count(), Person.objects.count()) == (0, 0)
    book(post, token, PERSON)
    assert call("/waiting-entries", token, said, key="k").status_code == 201


def test_waiting_for_any_time_of_a_post(post, token):
    for at, person in enumerate((PERSON, {**PERSON, "name": "赵六"})):
        book(post, token, person, at)
    joined = call("/waiting-entries", token, {"about": str(post.public_id), "person": OTHER})
    assert joined.json()["slot"] is None
    nothing = call("/waiting-entries", token, {"person": OTHER})
    assert nothing.json()["errors"][0]["field"] == "body.slot"


def test_waiting_with_a_pass_and_leaving(post, token):
    book(post, token, PERSON)
    card = passes.issue(post.fair.offer, make_person())
    joined = call("/waiting-entries", card, {"slot": str(slots(post)[0].public_id)})
    assert joined.status_code == 201
    own = joined.json()["key"]
    left = call(f"/waiting-entries/{joined.json()['id']}/leave", own)
    assert left.json()["state"] == "left"
    assert call(f"/waiting-entries/{joined.json()['id']}/leave", own).json() == left.json()


# Check-ins


@pytest.fixture
def today(token) -> Post:
    fair = make_fair(state=Fair.State.RUNNING, starts_at=clock.now() + timedelta(minutes=30))
    return make_post(fair, stand=make_stand(fair, times=2, capacity=1), index=False)


def test_ticket_code_and_id_check_in_and_twice_is_harmless(today, token):
    said = book(today, token, PERSON)
    booking = Booking.objects.get()
    ways = (
        {"ticket": tickets.ticket_text(booking)},
        {"code": said["code"].lower(), "offer": str(today.fair.offer.public_id)},
        {"booking": said["id"]},
    )
    answers = [call("/check-ins", token, way) for way in ways]
    assert [one.status_code for one in answers] == [201, 201, 201]
    assert [one.json()["first"] for one in answers] == [True, False, False]
    assert len({one.json()["at"] for one in answers}) == 1
    assert CheckIn.objects.get().method == "scan"
    assert CheckIn.objects.get().by.startswith("token:")


def test_same_key_says_again_that_it_was_the_first(today, token):
    said = book(today, token, PERSON)
    first, again = (call("/check-ins", token, {"booking": said["id"]}, key="scan 1") for _ in range(2))
    assert first.json() == again.json()
    assert first.json()["first"] is True


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({}, 422, "invalid"),
        ({"ticket": "D1.x.y"}, 422, "bad_ticket"),
        ({"ticket": "hello"}, 422, "bad_ticket"),
        ({"ticket": "\u0000"}, 422, "invalid"),
        ({"code": "ABCDEF"}, 422, "invalid"),
        ({"booking": "00000000-0000-7000-8000-000000000000"}, 404, "not_found"),
        ({"code": "K7H4PX", "offer": "00000000-0000-7000-8000-000000000000"}, 404, "not_found"),
    ],
)
def test_what_is_no_ticket_is_refused(token, body, status, reason):
    answer = call("/check-ins", token, body)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)


def test_too_early_and_cancelled_are_refused_with_their_reason(post, token):
    said = book(post, token, PERSON)
    assert call("/check-ins", token, {"booking": said["id"]}).json()["reason"] == "too_early"
    call(f"/bookings/{said['id']}/cancel", said["key"])
    assert call("/check-ins", token, {"booking": said["id"]}).json()["reason"] == "not_live"
    assert CheckIn.objects.count() == 0


def test_booking_has_its_interview(post, token):
    book(post, token, PERSON)
    assert Interview.objects.get().post == post

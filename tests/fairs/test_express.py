"""The express lane: a pass and a time in, a booking out, for a form without JavaScript as for the API."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duikou.base import clock
from duikou.base.lean import Answer, Asked, Later, answer_of
from duikou.booking import combiner, passes
from duikou.booking.models import Booking, Offer, Slot
from duikou.booking.queries import find_faults
from duikou.booking.refusals import Reason, refusal
from duikou.fairs.models import Fair, Interview, Post
from duikou.fairs.views import express
from duikou.fairs.views.express import PATH
from tests.fairs.factories import make_fair, make_person, make_post, make_stand

pytestmark = pytest.mark.django_db


def with_times(fair: Fair, times: int, **values: Any) -> Post:
    return make_post(fair, stand=make_stand(fair, times=times, capacity=2, **values), index=False)


@pytest.fixture
def post() -> Post:
    return with_times(make_fair(), 4, online=False)


def slots(post: Post) -> list[Slot]:
    assert post.stand is not None
    return list(Slot.objects.filter(resource=post.stand.resource).order_by("starts_at"))


def card(post: Post) -> str:
    return passes.issue(post.fair.offer, make_person())


def send(client: Client, post: Post, /, *, at: Slot | None = None, key: str = "", **fields: Any) -> Any:
    chosen = at or slots(post)[0]
    said = {"post": str(post.public_id), "slot": str(chosen.public_id), **fields}
    headers = {"Idempotency-Key": key, "Accept-Language": "en"} if key else {"Accept-Language": "en"}
    return client.post(PATH, json.dumps(said), content_type="application/json", headers=headers)


def test_pass_and_time_make_a_booking_with_its_interview(client: Client, post: Post) -> None:
    answer = send(client, post, **{"pass": card(post)})
    booking = Booking.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": str(booking.public_id),
        "code": booking.code,
        "state": "confirmed",
        "slot": str(booking.slot.public_id),
        "online": False,
        "manage": answer["Location"],
    }
    assert client.get(answer["Location"]).status_code == 200
    assert Interview.objects.get().post == post
    assert "no-store" in answer["Cache-Control"]
    assert find_faults() == []


def test_same_key_gives_the_same_answer_and_books_once(client: Client, post: Post) -> None:
    mine = card(post)
    first, again = (send(client, post, key="k1", **{"pass": mine}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert Booking.objects.count() == 1


def test_same_key_with_another_wish_is_refused(client: Client, post: Post) -> None:
    mine, times = card(post), slots(post)
    send(client, post, key="k1", **{"pass": mine})
    other = send(client, post, at=times[1], key="k1", **{"pass": mine})
    assert (other.status_code, other.json()["reason"]) == (422, "key_reused")
    assert other["Content-Type"] == "application/problem+json"
    assert other.json()["type"] == "/api/v1/problems/key_reused"


def test_key_of_another_person_is_another_key(client: Client, post: Post) -> None:
    for person in range(2):
        assert send(client, post, key="k1", at=slots(post)[person], **{"pass": card(post)}).status_code == 201


def test_full_time_is_said_so(client: Client, post: Post) -> None:
    Slot.objects.update(capacity=1)
    send(client, post, **{"pass": card(post)})
    answer = send(client, post, **{"pass": card(post)})
    assert (answer.status_code, answer.json()["reason"], answer.json()["left"]) == (409, "full", 0)
    assert answer.json()["detail"].startswith("All places at this time are taken")


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        ({"pass": "P1.a.b"}, 403, "pass_invalid"),
        ({}, 403, "pass_invalid"),
        ({"pass": ["x"]}, 403, "pass_invalid"),
        ({"slot": "00000000-0000-7000-8000-000000000000"}, 404, "unknown_slot"),
        ({"slot": "'; drop table"}, 404, "unknown_slot"),
        ({"slot": "\u0000" * 36}, 404, "unknown_slot"),
        ({"post": "x" * 36}, 404, "unknown_slot"),
        ({"post": {"a": 1}}, 404, "unknown_slot"),
        ({"how": "online"}, 422, "online_not_offered"),
    ],
)
def test_bad_input_is_a_problem_and_books_nothing(
    client: Client, post: Post, fields: dict[str, Any], status: int, reason: str
) -> None:
    good = {"pass": card(post)} if fields and "pass" not in fields else {}
    answer = send(client, post, **{**good, **fields})
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert not Booking.objects.exists()


def test_pass_of_another_fair_is_refused(client: Client, post: Post) -> None:
    other = with_times(make_fair(), 1)
    assert send(client, post, **{"pass": card(other)}).json()["reason"] == "pass_elsewhere"


def test_pass_of_an_erased_person_books_nothing(client: Client, post: Post) -> None:
    person = make_person()
    mine = passes.issue(post.fair.offer, person)
    person.delete()
    assert send(client, post, **{"pass": mine}).json()["reason"] == "unknown_person"


def test_before_the_opening_a_pass_does_not_book(client: Client, post: Post) -> None:
    Offer.objects.update(opens_at=clock.now() + timedelta(minutes=1))
    answer = send(client, post, **{"pass": card(post)})
    assert (answer.status_code, answer.json()["reason"]) == (409, "not_open_yet")
    assert answer.json()["opens_at"]


def test_time_of_another_stand_is_refused(client: Client, post: Post) -> None:
    other = with_times(post.fair, 1)
    assert send(client, post, at=slots(other)[0], **{"pass": card(post)}).json()["reason"] == "unknown_slot"


def test_post_that_is_not_published_cannot_be_booked(client: Client, post: Post) -> None:
    Post.objects.update(state=Post.State.DRAFT)
    assert send(client, post, **{"pass": card(post)}).json()["reason"] == "unknown_slot"


@pytest.mark.parametrize("body", ["", "[1]", "{", '"x"', "null", "\x00", '{"a":' + "[" * 9_000])
def test_what_is_no_object_is_refused(client: Client, body: str) -> None:
    answer = client.post(PATH, body, content_type="application/json")
    assert (answer.status_code, answer.json()["reason"]) == (400, "unreadable")


def test_too_much_and_wrong_method_are_refused(client: Client) -> None:
    assert client.post(PATH, b"x" * 20_000, content_type="application/json").status_code == 413
    got = client.get(PATH)
    assert (got.status_code, got["Allow"]) == (405, "POST")


def form(client: Client, post: Post, **fields: str) -> Any:
    said = {"post": str(post.public_id), "slot": str(slots(post)[0].public_id), **fields}
    body = "&".join(f"{name}={value}" for name, value in said.items())
    return client.post(PATH, body, content_type="application/x-www-form-urlencoded")


def test_form_leads_to_the_ticket(client: Client, post: Post) -> None:
    answer = form(client, post, **{"pass": card(post), "key": "f1"})
    assert answer.status_code == 303
    ticket = client.get(answer["Location"])
    assert Booking.objects.get().code[:3] in ticket.content.decode()


def test_refused_form_leads_back_to_the_times_and_says_why(client: Client, post: Post) -> None:
    Slot.objects.filter(pk=slots(post)[0].pk).update(capacity=1)
    form(client, post, **{"pass": card(post)})
    answer = form(client, post, **{"pass": card(post)})
    where = urlsplit(answer["Location"])
    assert (answer.status_code, where.path) == (303, f"/fairs/{post.fair.slug}/posts/{post.public_id}/book")
    assert parse_qs(where.query)["no"] == ["full"]
    page = client.get(answer["Location"], headers={"Accept-Language": "en"}).content.decode()
    assert str(refusal(Reason.FULL)) in page


def test_busy_form_can_be_sent_again_from_where_one_is(
    client: Client, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(combiner, "claim", lambda *_a, **_k: refusal(Reason.BUSY, seconds=2))
    mine = card(post)
    answer = form(client, post, **{"pass": mine, "key": "f1"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert f'name="pass" value="{mine}"' in answer.content.decode()
    assert send(client, post, **{"pass": mine})["Retry-After"] == "2"


def test_fair_that_was_cancelled_takes_no_bookings(client: Client, post: Post) -> None:
    Fair.objects.update(state=Fair.State.CANCELLED)
    Offer.objects.update(state=Offer.State.CANCELLED)
    assert send(client, post, **{"pass": card(post)}).json()["reason"] == "cancelled"


def test_at_once_it_asks_no_database(post: Post) -> None:
    """On the event loop there is none to ask: a post or time that is not at hand is left to a thread that may wait."""
    body = json.dumps({"pass": card(post), "post": str(post.public_id), "slot": str(slots(post)[0].public_id)}).encode()
    asked = Asked("POST", body, "application/json")
    with CaptureQueriesContext(connection) as queries:
        assert express.book(asked, at_once=True) is None
    assert len(queries) == 0
    assert answer_of(express.book, asked).status == 201
    with CaptureQueriesContext(connection) as queries:
        assert isinstance(express.book(asked, at_once=True), Later)
    assert len(queries) == 0


def test_refused_form_asks_no_database_for_the_way_back(post: Post) -> None:
    said = f"pass=no&post={post.public_id}&slot={slots(post)[0].public_id}".encode()
    asked = Asked("POST", said, "application/x-www-form-urlencoded")
    answer_of(express.book, asked)
    with CaptureQueriesContext(connection) as queries:
        answer = express.book(asked, at_once=True)
    assert isinstance(answer, Answer)
    assert (answer.status, len(queries)) == (303, 0)


def test_odd_letters_in_a_key_are_a_key(client: Client, post: Post) -> None:
    assert send(client, post, **{"pass": card(post), "key": "\ud800"}).status_code == 201

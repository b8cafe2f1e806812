"""Bookings by API: made with a token or a pass, once for a key; read, moved and cancelled with their own key."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking import passes
from duikou.booking.api.callers import buckets
from duikou.booking.models import Booking, Offer, Slot
from duikou.booking.queries import find_faults
from duikou.config.front import Front
from duikou.config.wsgi import application
from duikou.directory.actions.connections import give_token
from duikou.directory.models import ApiToken, Person
from duikou.fairs.models import Fair, Interview, Post
from duikou.journal.models import Entry
from tests import loops
from tests.fairs.factories import make_fair, make_person, make_post, make_stand

pytestmark = pytest.mark.django_db
PATH = "/api/v1/bookings"
PERSON = {"name": "王芳", "contact": "139 0000 1111"}


@pytest.fixture(autouse=True)
def _rested() -> None:
    buckets.empty()


@pytest.fixture
def fair() -> Fair:
    return make_fair()


@pytest.fixture
def post(fair: Fair) -> Post:
    return make_post(fair, stand=make_stand(fair, times=4, capacity=2), index=False)


@pytest.fixture
def token(fair: Fair) -> str:
    return give_token(name="Portal", organisation=fair.organiser, scopes=ApiToken.Scope.values, by=COMMAND)[1]


def slots(post: Post) -> list[Slot]:
    assert post.stand is not None
    return list(Slot.objects.filter(resource=post.stand.resource).order_by("starts_at"))


def call(method: str, where: str, proof: str, body: Any = None, *, key: str = "", language: str = "en") -> Any:
    headers = {"Authorization": f"Bearer {proof}", "Accept-Language": language}
    if key:
        headers["Idempotency-Key"] = key
    text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
    return Client().generic(method, where, text, content_type="application/json", headers=headers)


def book(post: Post, proof: str, /, *, at: int = 0, key: str = "", **fields: Any) -> Any:
    said = {"slot": str(slots(post)[at].public_id), "about": str(post.public_id), **fields}
    return call("POST", PATH, proof, said, key=key)


def test_token_books_for_a_person_who_is_kept_sealed_with_an_interview(post, token):
    answer = book(post, token, person=PERSON)
    assert answer.status_code == 201
    booking, said = Booking.objects.get(), answer.json()
    assert said["id"] == str(booking.public_id)
    assert answer["Location"] == f"{PATH}/{said['id']}"
    assert Client().get(said["page"]).status_code == 200
    assert Interview.objects.get(booking=booking).post == post
    person = Person.objects.get()
    assert (person.name, person.contact, person.contact_language) == ("王芳", "+8613900001111", "zh-hans")
    assert Entry.objects.get(what="booking.confirmed").who.startswith("token:")
    assert "王芳" not in answer.content.decode()
    assert "13900001111" not in answer.content.decode()
    assert find_faults() == []


def test_pass_books_for_its_holder_and_names_nobody(post, fair):
    card = passes.issue(fair.offer, make_person())
    assert book(post, card).status_code == 201
    refused = book(post, card, at=1, person=PERSON)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "body.person")


def test_same_key_gives_the_same_answer_and_another_body_is_refused(post, token):
    first, again = (book(post, token, key="k", person=PERSON) for _ in range(2))
    assert first.content == again.content
    other = book(post, token, at=1, key="k", person=PERSON)
    assert (other.status_code, other.json()["reason"]) == (422, "key_reused")
    somebody = book(post, token, key="k", person={**PERSON, "name": "李四"})
    assert (somebody.status_code, somebody.json()["reason"]) == (422, "key_reused")
    assert Booking.objects.count() == 1


def test_same_key_of_another_token_is_another_key(post, token, fair):
    other = give_token(name="x", organisation=None, scopes=ApiToken.Scope.values, by=COMMAND)[1]
    assert book(post, token, key="k", person=PERSON).status_code == 201
    assert book(post, other, key="k", person={**PERSON, "name": "李四"}).status_code == 201
    assert Booking.objects.count() == 2


def test_refusals_say_why_and_keep_nobody(post, token):
    for number in range(2):
        assert book(post, token, person={"name": f"人{number}", "contact": "13900001111"}).status_code == 201
    answer = book(post, token, person={"name": "晚来的", "contact": "13900009999"})
    assert (answer.status_code, answer.json()["reason"], answer.json()["left"]) == (409, "full", 0)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Client().get(answer.json()["type"]).status_code == 200
    assert Person.objects.count() == 2
    Offer.objects.update(opens_at=clock.now() + timedelta(hours=1))
    early = book(post, token, at=1, person=PERSON)
    assert (early.status_code, early.json()["reason"]) == (409, "not_open_yet")


@pytest.mark.parametrize(
    ("change", "status", "reason", "field"),
    [
        ({"slot": "7"}, 422, "invalid", "body.slot"),
        ({"slot": None}, 422, "invalid", "body.slot"),
        ({"slot": "00000000-0000-7000-8000-000000000000"}, 404, "unknown_slot", ""),
        ({"about": "00000000-0000-7000-8000-000000000000"}, 404, "unknown_subject", ""),
        ({"seats": 0}, 422, "invalid", "body.seats"),
        ({"seats": 2}, 422, "bad_seats", ""),
        ({"seats": 10**30}, 422, "invalid", "body.seats"),
        ({"online": "perhaps"}, 422, "invalid", "body.online"),
        ({"ethnicity": "x"}, 422, "invalid", "body.ethnicity"),
        ({"person": None}, 422, "invalid", "body.person"),
        ({"person": {**PERSON, "contact": "no"}}, 422, "invalid", "body.person.contact"),
        ({"person": {**PERSON, "contact": "a\u202e@b.cn"}}, 422, "invalid", "body.person.contact"),
        ({"person": {**PERSON, "name": ""}}, 422, "invalid", "body.person.name"),
        ({"person": {**PERSON, "name": "王\u0000芳"}}, 422, "invalid", "body.person.name"),
        ({"person": {**PERSON, "name": "\u202e王芳"}}, 422, "invalid", "body.person.name"),
        ({"person": {**PERSON, "id_number": "1"}}, 422, "invalid", "body.person.id_number"),
        ({"person": {**PERSON, "name": "字" * 81}}, 422, "invalid", "body.person.name"),
        ({"person": {**PERSON, "name": "\ud800"}}, 400, "unreadable", ""),
    ],
)
def test_bad_input_is_named_and_not_repeated(post, token, change, status, reason, field):
    answer = book(post, token, **{"person": PERSON, **change})
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    if field:
        assert answer.json()["errors"][0]["field"] == field
    assert "王芳" not in answer.content.decode()
    assert (Booking.objects.count(), Person.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        (" ", "application/json", 400),
        ("[]", "application/json", 422),
        ('{"slot": ' + "[" * 5000 + "]" * 5000 + "}", "application/json", 400),
        ("\xff", "application/json", 400),
        ("slot=1", "application/x-www-form-urlencoded", 415),
        ("{}", "text/plain", 415),
        ('{"slot": "' + "x" * 10_000_000 + '"}', "application/json", 413),
    ],
)
def test_what_cannot_be_read_is_a_problem(post, token, body, kind, status):
    headers = {"Authorization": f"Bearer {token}"}
    answer = Client().generic("POST", PATH, body.encode("latin-1"), content_type=kind, headers=headers)
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_key_that_is_too_long_is_refused(post, token):
    answer = book(post, token, key="k" * 10_000, person=PERSON)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "header.Idempotency-Key")
    assert book(post, token, key="k" * 255, person=PERSON).status_code == 201


def test_own_key_reads_moves_and_cancels_and_opens_nothing_else(post, token):
    mine, theirs = (book(post, token, person={**PERSON, "name": name}).json() for name in ("王芳", "李四"))
    assert call("GET", f"{PATH}/{theirs['id']}", mine["key"]).status_code == 403
    assert call("POST", f"{PATH}/{theirs['id']}/cancel", mine["key"]).status_code == 403
    assert call("GET", f"{PATH}/00000000-0000-7000-8000-000000000000", mine["key"]).status_code == 403
    moved = call("POST", f"{PATH}/{mine['id']}/move", mine["key"], {"slot": str(slots(post)[2].public_id)})
    assert (moved.status_code, moved.json()["sequence"], moved.json()["code"]) == (200, 1, mine["code"])
    again = call("POST", f"{PATH}/{mine['id']}/move", mine["key"], {"slot": str(slots(post)[2].public_id)})
    assert again.json() == moved.json()
    cancelled = call("POST", f"{PATH}/{mine['id']}/cancel", mine["key"])
    assert cancelled.json()["state"] == "cancelled"
    assert call("POST", f"{PATH}/{mine['id']}/cancel", mine["key"]).json() == cancelled.json()
    assert (
        call("POST", f"{PATH}/{mine['id']}/move", mine["key"], {"slot": str(slots(post)[1].public_id)}).json()["reason"]
        == "not_live"
    )
    assert call("GET", f"{PATH}/{theirs['id']}", theirs["key"]).json()["state"] == "confirmed"
    assert find_faults() == []


def test_move_to_another_stand_or_a_full_time_is_refused_and_changes_nothing(post, token, fair):
    mine = book(post, token, person=PERSON).json()
    elsewhere = make_post(fair, index=False)
    for at, to in enumerate([slots(elsewhere)[0], slots(post)[3]]):
        if at:
            Slot.objects.filter(pk=to.pk).update(capacity=0)
        answer = call("POST", f"{PATH}/{mine['id']}/move", mine["key"], {"slot": str(to.public_id)})
        assert answer.status_code in (404, 409)
    assert call("GET", f"{PATH}/{mine['id']}", mine["key"]).json()["sequence"] == 0


def test_after_cancel_until_a_person_cannot_cancel_and_a_system_of_the_office_can(post, token):
    mine = book(post, token, person=PERSON).json()
    Offer.objects.update(cancel_until_minutes=10**6)
    late = call("POST", f"{PATH}/{mine['id']}/cancel", mine["key"])
    assert (late.status_code, late.json()["reason"]) == (409, "too_late_to_cancel")
    assert call("POST", f"{PATH}/{mine['id']}/cancel", token).json()["state"] == "cancelled"


def test_bookings_of_an_offer_are_read_on_without_names(post, token, fair):
    made = [book(post, token, at=at % 3, person={**PERSON, "name": f"人{at}"}).json()["id"] for at in range(5)]
    seen: list[str] = []
    cursor = ""
    while True:
        page = call("GET", f"{PATH}?offer={fair.offer.public_id}&limit=2{cursor}", token).json()
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == made
    assert call("GET", PATH, token).json()["errors"][0]["field"] == "query.offer"


@pytest.mark.parametrize("proof", ["", "P1.x.y", "P1." + "A" * 500, "dk1_short", "\x00", "é" * 40, "x.y", "." * 90])
def test_proof_that_is_none_opens_nothing(post, proof):
    answer = book(post, proof, person=PERSON)
    assert answer.status_code in (401, 403)
    assert Booking.objects.count() == 0


def test_forged_foreign_and_expired_passes_are_refused(post, fair, monkeypatch):
    person = make_person()
    card, foreign = passes.issue(fair.offer, person), passes.issue(make_fair().offer, person)
    forged = card[:-2] + ("AA" if not card.endswith("AA") else "BB")
    assert book(post, forged).json()["reason"] == "pass_invalid"
    assert book(post, foreign).json()["reason"] == "pass_elsewhere"
    later = fair.offer.closes_at + timedelta(seconds=1)
    monkeypatch.setattr("duikou.base.clock.now", lambda: later)
    assert book(post, card).json()["reason"] == "pass_expired"


def test_too_many_requests_with_one_pass_are_told_when_to_come_back(post, fair, monkeypatch):
    monkeypatch.setattr("duikou.booking.api.callers.PER_MINUTE_OF_ONE", 3)
    card = passes.issue(fair.offer, make_person(), proven=True)
    answers = [call("GET", PATH, card) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[3]["Retry-After"]) <= 20
    assert call("GET", PATH, passes.issue(fair.offer, make_person(), proven=True)).status_code == 200


def test_problems_are_said_in_the_language_asked_for(post, token):
    said = {language: call("GET", PATH, token, language=language).json()["errors"][0] for language in ("en", "zh-hans")}
    assert said["en"]["detail"] != said["zh-hans"]["detail"]


@pytest.mark.django_db(transaction=True)
def test_two_hundred_equal_requests_at_once_book_once_and_are_answered_alike(post, token):
    body = json.dumps({"slot": str(slots(post)[0].public_id), "about": str(post.public_id), "person": PERSON}).encode()
    front = Front(application, threads=4)
    scope = {
        "type": "http", "method": "POST", "path": PATH, "query_string": b"", "http_version": "1.1", "scheme": "http",
        "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 9), "headers": [
            (b"authorization", f"Bearer {token}".encode()), (b"content-type", b"application/json"),
            (b"idempotency-key", b"one wish"),
        ],
    }  # fmt: skip

    async def one() -> tuple[int, bytes]:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await front(scope, receive, send)
        return sent[0]["status"], sent[1]["body"]

    async def crowd() -> list[tuple[int, bytes]]:
        return await asyncio.gather(*(one() for _ in range(200)))

    answers = loops.run(crowd())
    assert {status for status, _body in answers} == {201}
    assert len({content for _status, content in answers}) == 1
    assert Booking.objects.count() == 1
    assert Person.objects.count() == 1
    assert find_faults() == []


def test_pass_got_for_a_name_and_contact_that_one_knows_opens_nothing_of_theirs(post, fair, token):
    mine = book(post, token, person=PERSON).json()
    holder = Booking.objects.get(public_id=mine["id"]).person
    theirs = passes.issue(fair.offer, holder)
    where = f"{PATH}/{mine['id']}"
    assert call("GET", PATH, theirs).status_code == 403
    assert call("GET", where, theirs).status_code == 403
    assert call("POST", f"{where}/cancel", theirs).status_code == 403
    assert call("POST", f"{where}/person/copy", theirs, {"contact": PERSON["contact"]}).status_code == 403
    assert call("DELETE", f"{where}/person", theirs).status_code == 403
    assert Booking.objects.get(public_id=mine["id"]).state == Booking.State.CONFIRMED
    proven = passes.issue(fair.offer, holder, proven=True)
    assert [one["id"] for one in call("GET", PATH, proven).json()["items"]] == [mine["id"]]
    assert call("GET", where, mine["key"]).status_code == 200

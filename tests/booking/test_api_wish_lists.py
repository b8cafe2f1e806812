"""Draws and lists of wishes by API: read, put, replaced, taken back, by the same rules as the forms."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking import proofs, tickets
from duikou.booking.api.callers import buckets
from duikou.booking.draw import check
from duikou.booking.models import ContactCode, Draw, DrawEntry, Offer, Wish
from duikou.directory.actions.connections import give_token
from duikou.directory.models import ApiToken, Person
from duikou.fairs.models import Fair, Post, WishedPost
from duikou.journal.models import Answered, Entry, Message
from tests.fairs.drawing import a_fair_drawn, draw_of, drawn, entered, frozen, pass_deadline
from tests.fairs.factories import make_fair, make_post, make_stand

pytestmark = pytest.mark.django_db
PERSON = {"name": "王芳", "contact": "13900001111"}
OTHER = {"name": "李四", "contact": "13900002222"}


@pytest.fixture(autouse=True)
def _rested() -> None:
    buckets.empty()


@pytest.fixture
def token() -> str:
    return give_token(name="Portal", organisation=None, scopes=ApiToken.Scope.values, by=COMMAND)[1]


def call(method: str, where: str, proof: str = "", body: Any = None, **headers: str) -> Any:
    sent = {"Accept-Language": "en", **headers}
    if proof:
        sent["Authorization"] = f"Bearer {proof}"
    text = "" if body is None else json.dumps(body)
    return Client().generic(method, f"/api/v1{where}", text, content_type="application/json", headers=sent)


def wanted(fair: Fair, posts: list[Post], **more: Any) -> dict[str, Any]:
    return {
        "offer": str(fair.offer.public_id),
        "wishes": [str(one.public_id) for one in posts],
        "person": PERSON,
        **more,
    }


def put(fair: Fair, posts: list[Post], token: str, **more: Any) -> dict[str, Any]:
    answer = call("POST", "/wish-lists", token, wanted(fair, posts, **more))
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def reason(answer: Any) -> str:
    return str(answer.json()["reason"])


def about(made: dict[str, Any]) -> list[str]:
    return [one["about"] for one in made["wishes"]]


def test_list_is_put_by_a_portal_and_read_changed_and_taken_back_with_its_own_key(token: str) -> None:
    fair, posts = a_fair_drawn()
    answer = call("POST", "/wish-lists", token, wanted(fair, posts[:2]))
    made = answer.json()
    mine = f"/wish-lists/{made['id']}"
    entry = DrawEntry.objects.get()
    assert (answer.status_code, made["state"], made["code"]) == (201, "wishing", entry.code)
    assert about(made) == [str(one.public_id) for one in posts[:2]]
    assert made["key"] == tickets.entry_token(entry)
    assert Client().get(made["page"]).status_code == 200
    assert list(WishedPost.objects.order_by("wish__rank").values_list("post", flat=True)) == [
        posts[0].pk,
        posts[1].pk,
    ]
    assert Message.objects.filter(template="wishes_kept").count() == 1
    read = call("GET", mine, made["key"])
    assert (read.status_code, read.json()["key"], about(read.json())) == (200, None, about(made))
    turned = {"wishes": [str(posts[2].public_id), str(posts[0].public_id)]}
    for _ in range(2):  # sent twice is harmless
        answer = call("PUT", mine, made["key"], turned)
        assert (answer.status_code, about(answer.json())) == (200, turned["wishes"])
    assert Wish.objects.count() == 2
    assert call("DELETE", mine, made["key"]).status_code == 204
    assert call("DELETE", mine, made["key"]).status_code == 204
    assert call("GET", mine, made["key"]).status_code == 403
    assert not DrawEntry.objects.exists()
    assert not Person.objects.exists()


def test_equal_requests_put_one_list_and_another_body_is_refused(token: str) -> None:
    fair, posts = a_fair_drawn()
    said = wanted(fair, posts[:1])
    first, again = (call("POST", "/wish-lists", token, said, **{"Idempotency-Key": "one"}) for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    assert DrawEntry.objects.count() == 1
    other = call("POST", "/wish-lists", token, {**said, "person": OTHER}, **{"Idempotency-Key": "one"})
    assert (other.status_code, reason(other)) == (422, "key_reused")
    kept = repr(list(Answered.objects.values()))
    assert PERSON["name"] not in kept
    assert PERSON["contact"] not in kept


def test_name_and_contact_alone_change_no_list_that_exists(token: str) -> None:
    fair, posts = a_fair_drawn()
    made = put(fair, posts[:1], token)
    answer = call("POST", "/wish-lists", token, wanted(fair, posts[1:2]))
    assert (answer.status_code, reason(answer)) == (409, "entered_before")
    theirs = put(fair, posts[:1], token, person=OTHER)
    for method, body in (("GET", None), ("PUT", {"wishes": [str(posts[2].public_id)]}), ("DELETE", None)):
        assert call(method, f"/wish-lists/{made['id']}", theirs["key"], body).status_code == 403
    assert about(call("GET", f"/wish-lists/{made['id']}", made["key"]).json()) == [str(posts[0].public_id)]


@pytest.mark.parametrize(
    ("more", "status", "why", "field"),
    [
        ({"wishes": []}, 422, "invalid", "body.wishes"),
        ({"wishes": ["x"]}, 422, "invalid", "body.wishes"),
        ({"wishes": ["00000000-0000-4000-8000-000000000000"]}, 404, "unknown_subject", ""),
        ({"wishes": "elsewhere"}, 404, "unknown_subject", ""),
        ({"wishes": "twice"}, 422, "invalid", "body.wishes"),
        ({"wishes": "too many"}, 422, "wishes_too_many", ""),
        ({"person": {"name": "", "contact": "x"}}, 422, "invalid", "body.person.name"),
        ({"person": {"name": "A", "contact": "nobody"}}, 422, "invalid", "body.person.contact"),
        ({"person": None}, 422, "invalid", "body.person"),
        ({"rank": 1}, 422, "invalid", "body.rank"),
        ({"offer": "00000000-0000-4000-8000-000000000000"}, 404, "not_found", ""),
        ({"offer": "plain"}, 404, "not_found", ""),
    ],
)
def test_bad_input_is_named_and_nothing_is_kept(
    token: str, more: dict[str, Any], status: int, why: str, field: str
) -> None:
    fair, posts = a_fair_drawn(stands=4)
    plain = make_fair()
    foreign = make_post(plain, stand=make_stand(plain), index=False)
    second = make_post(fair, stand=posts[0].stand, index=False)
    special = {
        "elsewhere": [str(foreign.public_id)],
        "twice": [str(posts[0].public_id), str(second.public_id)],
        "too many": [str(one.public_id) for one in posts],
        "plain": str(plain.offer.public_id),
    }
    sent = {name: special.get(value, value) if isinstance(value, str) else value for name, value in more.items()}
    answer = call("POST", "/wish-lists", token, {**wanted(fair, posts[:1]), **sent})
    assert (answer.status_code, reason(answer)) == (status, why), answer.content
    if field:
        assert field in [one["field"].rpartition(".0")[0] or one["field"] for one in answer.json()["errors"]]
    assert not DrawEntry.objects.exists()
    assert not Person.objects.exists()


def test_conditions_are_shown_and_confirmed_as_on_the_form(token: str) -> None:
    fair, posts = a_fair_drawn()
    Draw.objects.update(conditions={"en": "A nurse’s certificate"})
    read = call("GET", f"/offers/{fair.offer.public_id}/draw").json()
    assert read["conditions"] == "A nurse’s certificate"
    answer = call("POST", "/wish-lists", token, wanted(fair, posts[:1]))
    assert [one["field"] for one in answer.json()["errors"]] == ["body.meets_conditions"]
    put(fair, posts[:1], token, meets_conditions=True)
    assert "certificate" not in repr(list(Entry.objects.values()))


def test_offer_that_asks_for_it_gets_a_contact_that_is_shown(token: str) -> None:
    fair, posts = a_fair_drawn()
    Offer.objects.update(verified_contact=True)
    said = wanted(fair, posts[:1])
    assert reason(call("POST", "/wish-lists", token, said)) == "contact_unproven"
    offer = said["offer"]
    sent = call("POST", "/contact-codes", token, {"offer": offer, "contact": PERSON["contact"]})
    digits = proofs.digits_of(ContactCode.objects.get().public_id)
    given = call("POST", f"/contact-codes/{sent.json()['id']}/proof", token, {"offer": offer, "digits": digits})
    proof = given.json()["proof"]
    assert reason(call("POST", "/wish-lists", token, {**said, "person": OTHER, "proof": proof})) == "contact_unproven"
    made = put(fair, posts[:1], token, proof=proof)
    again = put(fair, posts[1:2], token, proof=proof)
    assert made["id"] == again["id"], "who has shown the contact changes the list that is there"
    assert about(again) == [str(posts[1].public_id)]


def test_after_the_deadline_nothing_is_put_changed_or_taken_back(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn()
    made = put(fair, posts[:1], token)
    pass_deadline(monkeypatch, fair)
    mine = f"/wish-lists/{made['id']}"
    assert reason(call("POST", "/wish-lists", token, wanted(fair, posts[:1], person=OTHER))) == "wishes_over"
    assert reason(call("PUT", mine, made["key"], {"wishes": [str(posts[1].public_id)]})) == "wishes_over"
    assert reason(call("DELETE", mine, token)) == "wishes_over"
    assert about(call("GET", mine, made["key"]).json()) == [str(posts[0].public_id)]


def test_token_of_another_office_opens_no_list() -> None:
    fair, posts = a_fair_drawn()
    entry = entered(fair, posts[:1])
    elsewhere = make_fair(organiser=_office_elsewhere()).organiser
    theirs = give_token(name="x", organisation=elsewhere, scopes=ApiToken.Scope.values, by=COMMAND)[1]
    mine = f"/wish-lists/{entry.public_id}"
    for method, where, body in (
        ("POST", "/wish-lists", wanted(fair, posts[:1])),
        ("GET", mine, None),
        ("PUT", mine, {"wishes": [str(posts[1].public_id)]}),
        ("DELETE", mine, None),
    ):
        answer = call(method, where, theirs, body)
        assert (answer.status_code, reason(answer)) == (403, "not_allowed")
        assert call(method, where, "", body).status_code == 401
    assert Wish.objects.count() == 1


def _office_elsewhere() -> Any:
    from tests.fairs.factories import make_office

    return make_office("Another office")


def test_draw_is_read_step_by_step_with_its_file(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    where = f"/offers/{fair.offer.public_id}/draw"
    made = put(fair, posts[:2], token)
    read = call("GET", where)
    said = read.json()
    draw = draw_of(fair)
    assert (said["state"], said["sha256"], said["file"], said["ranked"]) == ("wishing", None, None, True)
    assert said["id"] == str(draw.public_id)
    assert said["ranks_until"] > said["wishes_until"]
    assert read["ETag"]
    assert call("GET", where, **{"If-None-Match": read["ETag"]}).status_code in (200, 304)
    assert reason(call("GET", f"{where}/file")) == "not_found"
    draw = frozen(fair, monkeypatch)
    assert call("GET", where).json()["sha256"] == draw.list_sha256
    listed = call("GET", f"{where}/file")
    assert listed["Content-Type"] == "text/plain; charset=utf-8"
    assert made["code"] in listed.content.decode()
    assert "王" not in listed.content.decode()


def test_what_came_of_each_wish_is_told_to_its_own_key(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn(times=1)
    made = put(fair, posts[:1], token)
    drawn(fair, monkeypatch)
    where = f"/offers/{fair.offer.public_id}/draw"
    said = call("GET", where).json()
    assert (said["state"], said["seed"][:5]) == ("drawn", "dice:")
    file = call("GET", f"{where}/file").content
    assert check(file, sha256=said["sha256"]).fault == ""
    mine = call("GET", f"/wish-lists/{made['id']}", made["key"]).json()
    won = mine["wishes"][0]
    assert (won["outcome"], won["round"], won["stood"], won["among"], won["places"]) == ("won", 1, 1, 1, 1)
    assert won["booking"] == str(Wish.objects.get().booking.public_id)  # type: ignore[union-attr]


def test_draw_that_was_called_off_before_anything_was_published_is_none() -> None:
    fair, _posts = a_fair_drawn()
    where = f"/offers/{fair.offer.public_id}/draw"
    Draw.objects.update(state=Draw.State.CALLED_OFF)
    assert call("GET", where).status_code == 404
    plain = make_fair()
    assert call("GET", f"/offers/{plain.offer.public_id}/draw").status_code == 404


def test_order_of_an_employer_is_told_once_the_list_is_frozen(token: str) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    made = put(fair, posts[:1], token)
    Wish.objects.update(named=1)
    mine = f"/wish-lists/{made['id']}"
    assert call("GET", mine, made["key"]).json()["wishes"][0]["named"] is None
    Draw.objects.update(
        state=Draw.State.FROZEN, list_sha256="0" * 64, frozen_at=clock.now(), source_at=clock.now() + timedelta(hours=1)
    )
    assert call("GET", mine, made["key"]).json()["wishes"][0]["named"] == 1

"""Booking at a fair that asks for a code: the screens, without any script."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from duikou.booking import proofs
from duikou.booking.models import Booking, ContactCode, Offer, WaitingEntry
from duikou.directory.models import Person
from duikou.fairs.models import Post
from tests.fairs import factories

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


@pytest.fixture
def post() -> Post:
    """A post at a fair that asks for a code."""
    made = factories.make_post(factories.make_fair())
    Offer.objects.update(verified_contact=True)
    return made


def where(post: Post) -> str:
    return reverse("fairs:book", args=[post.fair.slug, post.public_id])


def typed(post: Post, **more: str) -> dict[str, str]:
    assert post.stand is not None
    assert post.stand.resource is not None
    slot = post.stand.resource.slots.order_by("pk").first()
    assert slot is not None
    who = {"name": "张三", "contact": "138 0000 1111", "language": "en", "how": "on_site"}
    return {"slot": str(slot.public_id), "do": "book", **who, **more}


def hidden(answer: Any) -> dict[str, str]:
    """The fields that the page of the code carries on."""
    return {name: value for name, value in HIDDEN.findall(answer.content.decode()) if "csrf" not in name}


def digits() -> str:
    return proofs.digits_of(ContactCode.objects.latest("pk").public_id)


def test_code_is_asked_for_and_then_the_booking_is_made(visitor: Client, post: Post) -> None:
    page = visitor.post(where(post), typed(post))
    said = page.content.decode()
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "+86138****1111" in said
    assert not Booking.objects.exists()
    done = visitor.post(where(post), {**hidden(page), "digits": digits(), "do": "prove"})
    assert done.status_code == 302
    assert done["Location"].startswith("/b/")
    assert Booking.objects.get().person == Person.objects.get()
    assert not ContactCode.objects.exists()


@pytest.mark.parametrize("wrong", ["", "12", "abcdef", "1234567", "٣٤٥٦٧٨"])
def test_code_that_is_none_is_refused_in_words_and_keeps_what_was_typed(
    visitor: Client, post: Post, wrong: str
) -> None:
    page = visitor.post(where(post), typed(post))
    again = visitor.post(where(post), {**hidden(page), "digits": wrong, "do": "prove"})
    assert again.status_code == 422
    assert hidden(again) == hidden(page)
    assert ContactCode.objects.get().tries == 0


def test_wrong_code_says_how_many_tries_are_left(visitor: Client, post: Post) -> None:
    page = visitor.post(where(post), typed(post))
    wrong = f"{(int(digits()) + 1) % 1_000_000:06}"
    again = visitor.post(where(post), {**hidden(page), "digits": wrong, "do": "prove"})
    assert again.status_code == 422
    assert "you have 4 more tries" in again.content.decode()
    done = visitor.post(where(post), {**hidden(again), "digits": digits(), "do": "prove"})
    assert done.status_code == 302


def test_another_code_can_be_sent_three_times(visitor: Client, post: Post) -> None:
    page = visitor.post(where(post), typed(post))
    for _again in range(2):
        page = visitor.post(where(post), {**hidden(page), "do": "send-again"})
        assert page.status_code == 200
    refused = visitor.post(where(post), {**hidden(page), "do": "send-again"})
    assert refused.status_code == 429
    assert "Use the latest one" in refused.content.decode()
    done = visitor.post(where(post), {**hidden(refused), "digits": digits(), "do": "prove"})
    assert done.status_code == 302


def test_contact_changed_after_the_code_needs_a_new_one(visitor: Client, post: Post) -> None:
    page = visitor.post(where(post), typed(post))
    changed = {**hidden(page), "contact": "13900002222", "digits": digits(), "do": "prove"}
    answer = visitor.post(where(post), changed)
    assert "+86139****2222" in answer.content.decode()
    assert not Booking.objects.exists()


def test_time_taken_meanwhile_keeps_the_proof_for_another(visitor: Client, post: Post) -> None:
    page = visitor.post(where(post), typed(post))
    assert post.stand is not None
    assert post.stand.resource is not None
    first, second = list(post.stand.resource.slots.order_by("pk"))[:2]
    factories.make_booking(first)
    gone = visitor.post(where(post), {**hidden(page), "digits": digits(), "do": "prove"})
    assert gone.status_code == 409
    proof = re.search(r'name="proof" value="([^"]+)"', gone.content.decode())
    assert proof is not None
    done = visitor.post(where(post), typed(post, slot=str(second.public_id), proof=proof[1]))
    assert done.status_code == 302
    assert Booking.objects.filter(slot=second).exists()


def test_waiting_list_asks_for_the_code_too(visitor: Client, post: Post) -> None:
    assert post.stand is not None
    assert post.stand.resource is not None
    post.stand.resource.slots.update(taken=1)
    page = visitor.post(where(post), typed(post, do="wait", wait_for="any"))
    assert "Join the waiting list" in page.content.decode()
    assert not WaitingEntry.objects.exists()
    done = visitor.post(where(post), {**hidden(page), "digits": digits(), "do": "prove"})
    assert done.status_code == 302
    assert WaitingEntry.objects.exists()


def test_pass_before_the_opening_asks_for_the_code(visitor: Client, post: Post) -> None:
    page_of = reverse("fairs:ready", args=[post.fair.slug])
    assert "Get my pass" in visitor.get(page_of).content.decode()
    page = visitor.post(page_of, {"name": "张三", "contact": "13800001111", "language": "en"})
    assert not Person.objects.exists()
    done = visitor.post(page_of, {**hidden(page), "digits": digits(), "do": "prove"}, follow=True)
    assert "You are ready" in done.content.decode()


def test_pass_by_hand_is_refused_at_the_express_lane_without_its_proof(visitor: Client, post: Post) -> None:
    Offer.objects.update(verified_contact=False)
    page_of = reverse("fairs:ready", args=[post.fair.slug])
    visitor.post(page_of, {"name": "张三", "contact": "13800001111", "language": "en"})
    Offer.objects.update(verified_contact=True)
    card = visitor.cookies["duikou_passes"].value
    sent = {"pass": card, "post": str(post.public_id), "slot": typed(post)["slot"]}
    form = "application/x-www-form-urlencoded"
    answer = visitor.post(reverse("fairs:express"), urlencode(sent), content_type=form)
    answer = visitor.get(answer["Location"])
    said = answer.content.decode()
    assert "Get a code sent to it" in said
    assert "You have a pass" not in said
    assert not Booking.objects.exists()


def test_fair_that_does_not_ask_books_at_once(visitor: Client, post: Post) -> None:
    Offer.objects.update(verified_contact=False)
    assert visitor.post(where(post), typed(post))["Location"].startswith("/b/")


def test_flood_of_codes_from_a_network_is_slowed_down_and_goes_on(
    visitor: Client, post: Post, monkeypatch: Any
) -> None:
    from duikou.base import paced

    monkeypatch.setattr(paced, "_turn", lambda *_args, **_more: 30.0)
    page = visitor.post(where(post), typed(post))
    assert page.status_code == 429
    assert not ContactCode.objects.exists()
    monkeypatch.setattr(paced, "proof_of_work", type("Solved", (), {"solved": staticmethod(lambda *_a: True)}))
    kept = re.search(r'name="typed" value="([^"]+)"', page.content.decode())
    assert kept is not None
    asked = visitor.post(where(post), {"typed": kept[1]})
    assert asked.status_code == 200
    assert ContactCode.objects.count() == 1


def test_office_chooses_whether_a_fair_asks(office_client: Client, post: Post) -> None:
    page = office_client.get(reverse("fairs:office-fair-edit", args=[post.fair.slug])).content.decode()
    assert "Ask for a code before booking" in page
    fair = post.fair
    data = {
        "title_zh-hans": "示例", "starts_at": "2030-01-01T09:00", "ends_at": "2030-01-01T15:00",
        "on_site": "on", "verified_contact": "",
    }  # fmt: skip
    office_client.post(reverse("fairs:office-fair-edit", args=[fair.slug]), data)
    fair.offer.refresh_from_db()
    assert fair.offer.verified_contact is False
    office_client.post(reverse("fairs:office-fair-edit", args=[fair.slug]), {**data, "verified_contact": "on"})
    fair.offer.refresh_from_db()
    assert fair.offer.verified_contact is True


@pytest.mark.parametrize("page", ["fairs:book", "fairs:ready"])
@pytest.mark.parametrize(
    "now",
    [{"verified_contact": False}, {"state": Offer.State.CLOSED}, {"state": Offer.State.CANCELLED}],
    ids=["asks_for_none", "closed", "cancelled"],
)
def test_no_code_is_sent_where_none_is_asked_for(visitor: Client, post: Post, page: str, now: dict[str, Any]) -> None:
    path = where(post) if page == "fairs:book" else reverse(page, args=[post.fair.slug])
    for wish in ({}, {"do": "send-again"}, {"do": "send-again", "then": "wait"}):
        Offer.objects.update(**now)
        answer = visitor.post(path, {**typed(post), "contact": "13800001111", **wish})
        assert answer.status_code < 500
    assert not ContactCode.objects.exists()


@pytest.mark.parametrize("page", ["fairs:book", "fairs:ready"])
@pytest.mark.parametrize("contact", ["", "x", "1" * 3000])
def test_code_wanted_again_for_no_contact_is_refused_in_words(
    visitor: Client, post: Post, page: str, contact: str
) -> None:
    path = where(post) if page == "fairs:book" else reverse(page, args=[post.fair.slug])
    answer = visitor.post(path, {**typed(post), "contact": contact, "do": "send-again", "then": "book"})
    assert answer.status_code == 422
    assert not ContactCode.objects.exists()


def test_code_wanted_again_is_written_in_a_language_that_there_is(visitor: Client, post: Post) -> None:
    visitor.post(where(post), typed(post, do="send-again", language="../../x" * 100))
    assert ContactCode.objects.get().contact_language in ("zh-hans", "en")

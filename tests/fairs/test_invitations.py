"""A fair for invited people: the office gives, a body hands on, somebody accepts or does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking import actions as engine
from duikou.booking.models import Allotment, Booking, Invitation, Offer, Slot
from duikou.directory.models import Organisation
from duikou.fairs.models import Fair, Interview, Post
from duikou.fairs.views import invited
from tests.fairs import factories

pytestmark = pytest.mark.django_db
CODE = re.compile(r'<span class="code small">([0-9A-Z-]+)</span>')


@pytest.fixture
def post() -> Post:
    """A post at a fair for invited people."""
    made = factories.make_post(factories.make_fair())
    Offer.objects.update(mode=Offer.Mode.NOMINATION)
    made.fair.offer.refresh_from_db()
    return made


@pytest.fixture
def fair(post: Post) -> Fair:
    return post.fair


@pytest.fixture
def school() -> Organisation:
    return factories.make_office("示例：职业技术学院")


@pytest.fixture
def allotment(fair: Fair, school: Organisation) -> Allotment:
    return engine.give_invitations(fair.offer, body=school, count=5, valid_until=fair.ends_at, by=COMMAND)


@pytest.fixture
def code(allotment: Allotment) -> str:
    return engine.make_slips(allotment, count=1, by=COMMAND)[0]


def page_of(post: Post) -> str:
    return reverse("fairs:book", args=[post.fair.slug, post.public_id])


def typed(post: Post, name: str = "张三", at: int = 0) -> dict[str, str]:
    assert post.stand is not None
    slot = list(Slot.objects.filter(resource=post.stand.resource).order_by("starts_at"))[at]
    return {"slot": str(slot.public_id), "name": name, "contact": "13800001111", "language": "en", "do": "book"}


def test_fair_for_the_invited_says_so_and_books_nothing_without(visitor: Client, post: Post) -> None:
    said = visitor.get(page_of(post)).content.decode()
    assert "for people with an invitation" in said
    assert "I have an invitation" in said
    answer = visitor.post(page_of(post), typed(post))
    assert answer.status_code == 409
    assert not Booking.objects.exists()
    assert visitor.post(page_of(post), {**typed(post), "do": "wait", "wait_for": "any"}).status_code == 409


def test_invitation_shows_what_it_is_and_from_whom_and_then_books(visitor: Client, post: Post, code: str) -> None:
    shown = visitor.post(reverse("fairs:invited"), {"secret": code})
    said = shown.content.decode()
    assert "示例：职业技术学院 invites you" in said
    assert str(post.fair) in said
    assert not Booking.objects.exists()
    assert "Invited by 示例：职业技术学院" in visitor.get(page_of(post)).content.decode()
    answer = visitor.post(page_of(post), typed(post))
    assert answer["Location"].startswith("/b/")
    assert Interview.objects.get().post == post
    assert Booking.objects.get().channel == "invited"
    again = visitor.post(page_of(post), typed(post))
    assert again["Location"].startswith("/b/")
    assert Booking.objects.count() == 1


def test_invitation_used_by_somebody_else_meanwhile_says_so(visitor: Client, post: Post, code: str) -> None:
    other = Client(headers={"accept-language": "en"})
    for client in (visitor, other):
        client.post(reverse("fairs:invited"), {"secret": code})
    assert other.post(page_of(post), typed(post, "李四")).status_code == 302
    answer = visitor.post(page_of(post), typed(post, "张三", at=1))
    assert answer.status_code == 409
    assert "opens nothing" in answer.content.decode()
    assert Booking.objects.count() == 1


def test_wrong_used_taken_back_declined_and_late_codes_are_answered_alike(
    post: Post, allotment: Allotment, clock_at: Callable[..., None]
) -> None:
    used, back, no, late = engine.make_slips(allotment, count=4, by=COMMAND)
    client = Client(headers={"accept-language": "en"})
    client.post(reverse("fairs:invited"), {"secret": used})
    client.post(page_of(post), typed(post))
    engine.take_back_invitations(allotment, by=COMMAND, code=back)
    client.post(reverse("fairs:invited"), {"secret": no, "do": "decline"})

    def answer(secret: str) -> str:
        fresh = Client(headers={"accept-language": "en"})
        page = fresh.post(reverse("fairs:invited"), {"secret": secret})
        assert page.status_code == 422
        assert invited.INVITED.name not in fresh.cookies
        said = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
        return said.replace(secret, "…")

    answers = {answer(secret) for secret in (used, back, no, "AAAA-AAAA-AAAA")}
    clock_at(allotment.valid_until)
    assert len(answers | {answer(late)}) == 1


def test_reading_the_page_of_an_invitation_uses_nothing(visitor: Client, code: str) -> None:
    visitor.get(reverse("fairs:invited"))
    visitor.post(reverse("fairs:invited"), {"secret": code})
    visitor.post(reverse("fairs:invited"), {"secret": code})
    assert Invitation.objects.get().state == "open"


def test_declining_leaves_nothing_and_takes_the_browsers_cookie(visitor: Client, post: Post, code: str) -> None:
    visitor.post(reverse("fairs:invited"), {"secret": code})
    answer = visitor.post(reverse("fairs:invited"), {"secret": code, "do": "decline"}, follow=True)
    assert "Nobody is told why" in answer.content.decode()
    assert visitor.post(page_of(post), typed(post)).status_code == 409


def test_many_wrong_codes_from_a_network_are_slowed_down(visitor: Client) -> None:
    answers = [visitor.post(reverse("fairs:invited"), {"secret": "AAAAAAAAAAAA"}).status_code for _ in range(21)]
    assert answers[:20] == [422] * 20
    assert answers[20] == 429


@pytest.mark.parametrize("secret", ["", "x" * 401])
def test_no_code_is_refused_in_words(visitor: Client, secret: str) -> None:
    assert visitor.post(reverse("fairs:invited"), {"secret": secret}).status_code == 422


def test_forged_cookie_is_no_invitation(visitor: Client, post: Post, code: str) -> None:
    visitor.cookies[invited.INVITED.name] = bytes(Invitation.objects.get().code_hash).hex() + ":1:forged"
    assert visitor.post(page_of(post), typed(post)).status_code == 409


# The office and the body


def test_office_gives_a_body_a_number_and_makes_slips(office_client: Client, fair: Fair) -> None:
    where = reverse("fairs:office-invitations", args=[fair.slug])
    answer = office_client.post(where, {"body": "示例：新学院", "count": "3"})
    allotment = Allotment.objects.get()
    assert answer["Location"] == reverse("fairs:invitations", args=[allotment.public_id])
    assert (allotment.given, str(allotment.body), allotment.valid_until) == (3, "示例：新学院", fair.offer.closes_at)
    slips = office_client.post(answer["Location"], {"do": "slips", "count": "2"})
    codes = CODE.findall(slips.content.decode())
    assert len(codes) == 2
    assert slips.content.decode().count("<svg viewBox") >= 2
    assert "no-store" in slips["Cache-Control"]
    shown = Client().post(reverse("fairs:invited"), {"secret": codes[0]})
    assert shown.status_code == 200
    listed = office_client.get(answer["Location"]).content.decode()
    assert codes[0] not in listed
    assert "1 more slip can be made" in listed


@pytest.mark.parametrize(
    ("body", "number", "until"),
    [("", "3", ""), ("示例：学院", "0", ""), ("示例：学院", "many", ""), ("示例：学院", "3", "2020-01-01T10:00")],
)
def test_bad_gifts_are_refused_in_words(office_client: Client, fair: Fair, body: str, number: str, until: str) -> None:
    where = reverse("fairs:office-invitations", args=[fair.slug])
    answer = office_client.post(where, {"body": body, "count": number, "valid_until": until})
    assert answer.status_code == 422
    assert not Allotment.objects.exists()


def test_people_of_the_body_hand_on_their_own_and_see_no_names(
    client_with: Callable[..., Client], post: Post, allotment: Allotment, school: Organisation, code: str
) -> None:
    client = Client()
    client.post(reverse("fairs:invited"), {"secret": code})
    client.post(page_of(post), typed(post))
    body = client_with("line_body", organisation=school)
    assert str(post.fair) in body.get(reverse("fairs:work")).content.decode()
    page = body.get(reverse("fairs:invitations", args=[allotment.public_id]))
    said = page.content.decode()
    assert page.status_code == 200
    assert "张三" not in said
    assert "Accepted</dt><dd>1<" in said
    made = body.post(reverse("fairs:invitations", args=[allotment.public_id]), {"do": "slips", "count": "1"})
    assert len(CODE.findall(made.content.decode())) == 1


def test_body_takes_unused_ones_back_and_learns_nothing_of_a_code(
    client_with: Callable[..., Client], allotment: Allotment, school: Organisation, code: str
) -> None:
    body = client_with("line_body", organisation=school)
    where = reverse("fairs:invitations", args=[allotment.public_id])
    answers = [
        re.sub(r"csrf\w+. value=.\w+", "", body.post(where, {"do": "take-back", "secret": secret}).headers["Location"])
        for secret in (code, code, "nonsense")
    ]
    assert len(set(answers)) == 1
    assert Invitation.objects.get().state == "taken_back"


@pytest.mark.parametrize("number", ["", "0", "201", "x"])
def test_bad_numbers_of_slips_are_refused_in_words(office_client: Client, allotment: Allotment, number: str) -> None:
    where = reverse("fairs:invitations", args=[allotment.public_id])
    assert office_client.post(where, {"do": "slips", "count": number}).status_code == 422
    assert not Invitation.objects.exists()


def test_others_do_not_hand_it_on(client_with: Callable[..., Client], visitor: Client, allotment: Allotment) -> None:
    where = reverse("fairs:invitations", args=[allotment.public_id])
    assert visitor.get(where).status_code == 302
    assert client_with("line_body", organisation=factories.make_office("示例：别校")).get(where).status_code == 404
    assert client_with("door").get(where).status_code == 403
    assert client_with("office", organisation=factories.make_office("示例：别的局")).get(where).status_code == 404


def test_api_and_express_lane_refuse_without_an_invitation(post: Post) -> None:
    from duikou.directory.actions.connections import give_token
    from duikou.directory.models import ApiToken

    _token, secret = give_token(name="x", organisation=None, scopes=ApiToken.Scope.values, by=COMMAND)
    sent: dict[str, Any] = {
        "slot": typed(post)["slot"],
        "about": str(post.public_id),
        "person": {"name": "张三", "contact": "13800001111"},
    }
    headers = {"Authorization": f"Bearer {secret}"}
    answer = Client().post("/api/v1/bookings", sent, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["reason"]) == (403, "not_invited")
    assert not Booking.objects.exists()
    assert clock.now() < post.fair.ends_at

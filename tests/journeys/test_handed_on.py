"""What is handed on without accounts, in Chromium: a door link, a one-time code, an invitation; with and without
scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking import actions as engine
from duikou.booking import proofs
from duikou.booking.models import Booking, ContactCode, Offer
from duikou.fairs.models import Post
from tests.browser import DESK, PHONE, looks_well
from tests.fairs import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Pages = Callable[..., Any]


@pytest.fixture
def post() -> Post:
    """A post of a running fair, with times that are still to come."""
    fair = factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=20))
    return factories.make_post(fair, stand=factories.make_stand(fair, times=12), index=False)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_office_makes_a_door_link_and_a_telephone_opens_it(
    new_page: Pages, office_client: Client, post: Post, size: Any
) -> None:
    page = new_page(size=size, client=office_client)
    page.goto(reverse("fairs:office-door-links", args=[post.fair.slug]))
    page.get_by_label("Post at the door").fill("East gate")
    page.get_by_role("button", name="Make the link").click()
    page.locator("dd.address").first.wait_for()
    looks_well(page, "door-link-made")
    link = page.locator("dd.address").first.inner_text()
    page.goto(reverse("fairs:office-door-links", args=[post.fair.slug]))
    looks_well(page, "door-links")
    asked: list[str] = []
    telephone = new_page(size=size)
    telephone.on("request", lambda request: asked.append(request.url + request.headers.get("referer", "")))
    telephone.goto(link)
    looks_well(telephone, "door-open")
    secret = link.partition("#")[2]
    assert secret not in telephone.url, "the secret is taken out of the address"
    telephone.get_by_role("button", name="Open this door").click()
    telephone.wait_for_url("**/door")
    looks_well(telephone, "door-by-link")
    assert "East gate" in telephone.content()
    assert not [one for one in asked if secret in one], "no address or referrer held the secret"


def test_door_link_is_typed_without_scripts(new_page: Pages, post: Post) -> None:
    _link, secret = engine.make_door_link(post.fair.offer, label="East gate", by=COMMAND)
    page = new_page(javascript=False)
    page.goto(reverse("fairs:open-door") + "#" + secret)
    page.get_by_label("Code of the door link").fill(f"{secret[:15]} {secret[15:]}".lower())
    page.get_by_role("button", name="Open this door").click()
    page.wait_for_url("**/door")
    page.locator("#look-up").wait_for()
    assert "East gate" in page.content()
    assert secret not in page.url, "the address does not carry it on from page to page"


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_code_is_typed_back_and_books(new_page: Pages, post: Post, language: str, javascript: bool) -> None:
    Offer.objects.update(verified_contact=True)
    page = new_page(javascript=javascript, language=language)
    page.goto(reverse("fairs:book", args=[post.fair.slug, post.public_id]))
    page.locator("input[name=slot]:not([disabled])").first.check(force=True)
    page.locator("input[name=name]").fill("王小芳")
    page.locator("input[name=contact]").fill("13800001111")
    page.locator("button[value=book]").click()
    page.locator("input[name=digits]").wait_for()
    looks_well(page, f"prove-{language}", scripts=javascript)
    page.locator("input[name=digits]").fill("12")
    page.locator("button[value=prove]").click()
    page.locator(".errors").wait_for()
    looks_well(page, f"prove-wrong-{language}", scripts=javascript)
    page.locator("input[name=digits]").fill(proofs.digits_of(ContactCode.objects.get().public_id))
    page.locator("button[value=prove]").click()
    page.wait_for_url("**/b/**")
    assert Booking.objects.filter(channel="web").count() == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_school_hands_on_an_invitation_and_somebody_accepts(
    new_page: Pages, client_with: Callable[..., Client], post: Post, language: str
) -> None:
    Offer.objects.update(mode=Offer.Mode.NOMINATION)
    school = factories.make_office("示例：职业技术学院")
    given = engine.give_invitations(post.fair.offer, body=school, count=5, valid_until=post.fair.ends_at, by=COMMAND)
    page = new_page(language=language, client=client_with("line_body", organisation=school, language=language))
    page.goto(reverse("fairs:invitations", args=[given.public_id]))
    looks_well(page, f"hand-on-{language}")
    page.locator("input[name=count]").fill("2")
    page.locator("button[value=slips]").click()
    page.locator(".slip").first.wait_for()
    looks_well(page, f"slips-{language}")
    link = page.locator(".slip .address").first.inner_text()
    telephone = new_page(language=language)
    telephone.goto(reverse("fairs:book", args=[post.fair.slug, post.public_id]))
    looks_well(telephone, f"not-invited-{language}")
    telephone.goto(link)
    telephone.locator("main form button").click()
    telephone.locator("button[value=decline]").wait_for()
    looks_well(telephone, f"invitation-{language}")
    telephone.goto(reverse("fairs:book", args=[post.fair.slug, post.public_id]))
    telephone.locator("input[name=slot]:not([disabled])").first.check(force=True)
    telephone.locator("input[name=name]").fill("王小芳")
    telephone.locator("input[name=contact]").fill("13800001111")
    telephone.locator("button[value=book]").click()
    telephone.wait_for_url("**/b/**")
    assert Booking.objects.filter(channel="invited").count() == 1

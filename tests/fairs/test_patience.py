"""The public forms that are paced, as people meet them: by a browser that works, and by one without scripts."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.booking.models import Booking
from duikou.directory.models import Account
from tests.base.test_paced import proof_of
from tests.browser import PHONE, assert_accessible, assert_fits, shot
from tests.fairs.factories import make_fair
from tests.fairs.seeker import CONTACT, a_post, book, times

GUESS = {"code": "AAAA-AAAA", "contact": "13900001111"}


def crowd(client: Client, where: str, values: dict[str, str]) -> int:
    """How many forms went through before one was asked for patience."""
    for number in range(300):
        answer = client.post(where, values)
        if answer.status_code == 429 and "typed" in answer.content.decode():
            return number
    return 300


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("route", "burst"), [("booking:find", 30), ("fairs:open-door", 30), ("fairs:join", 10), ("fairs:ready", 120)]
)
def test_forms_that_write_without_a_proof_are_paced(
    visitor: Client, route: str, burst: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duikou.base.buckets.time", SimpleNamespace(monotonic=lambda: 1_000.0))
    fair = make_fair()
    where = reverse(route, args=[] if route in ("booking:find", "fairs:open-door") else [fair.slug])
    assert crowd(visitor, where, {}) == burst


@pytest.mark.django_db
def test_bookings_are_never_asked_for_patience(visitor: Client) -> None:
    post = a_post()
    assert crowd(visitor, reverse("fairs:book", args=[post.fair.slug, post.public_id]), {}) == 300


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("zh-hans", False), ("zh-hans", True)])
def test_booking_is_found_in_the_middle_of_a_flood(
    new_page: Any, visitor: Client, language: str, scripts: bool
) -> None:
    post = a_post()
    book(visitor, post, times(post)[0])
    booking = Booking.objects.get()
    page = new_page(javascript=scripts, size=PHONE, language=language)
    page.goto(reverse("booking:find"))
    page.fill("[name=code]", booking.code)
    page.fill("[name=contact]", CONTACT)
    crowd(visitor, reverse("booking:find"), {})  # now: a flood that has just ended drains within seconds
    if scripts:
        begun = time.monotonic()
        page.click("main button.btn")
        page.wait_for_url("**/b/**")
        assert time.monotonic() - begun < 5
        return
    page.click("main button.btn")
    assert page.locator("[name=typed]").count()
    shot(page, f"patience-{language}")
    time.sleep(2)
    page.click("main button.btn")
    page.wait_for_url("**/b/**")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_page_of_patience_is_accessible(new_page: Any, visitor: Client, language: str) -> None:
    crowd(visitor, reverse("booking:find"), {})
    page = new_page(size=PHONE, language=language)
    page.route("**/riddle*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(reverse("booking:find"))
    page.click("main button.btn")
    assert page.locator("[name=typed]").count()
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"patience-waiting-{language}")


@pytest.mark.django_db
def test_sign_up_in_the_middle_of_a_flood_keeps_what_was_typed(visitor: Client, monkeypatch: Any) -> None:
    fair = make_fair()
    where = reverse("fairs:join", args=[fair.slug])
    crowd(visitor, where, {})
    values = {
        "name": "示例：新来的厂", "uscc": "91620200MA71CPUN3U", "username": "hr@example.cn", "tables": "1",
        "password": "quite a long secret", "again": "quite a long secret", "interview_minutes": "10", "on_site": "on",
    }  # fmt: skip
    page = visitor.post(where, values).content.decode()
    assert not Account.objects.exists()
    typed = re.search(r'name="typed" value="([^"]+)"', page)[1]
    riddle = re.search(r'data-riddle="([^"]+)"', page)[1].replace("&quot;", '"')
    answer = visitor.post(where, {"typed": typed, "proof": proof_of(riddle)})
    assert (answer.status_code, answer.headers.get("Location")) == (302, reverse("fairs:stand", args=[fair.slug]))
    assert Account.objects.get().check_password("quite a long secret")

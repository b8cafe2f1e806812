"""From an invitation to the first page, in Chromium: by phone and at a desk, with and without scripts; and a lost
password renewed by a link."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from duikou.journal.outbox import deliver_due
from tests.browser import DESK, PHONE, assert_accessible, assert_fits, shot
from tests.fairs.factories import make_fair, make_stand

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long sentence of nothing"

WAYS = [
    pytest.param("en", PHONE, True, id="en-phone"),
    pytest.param("zh-hans", PHONE, False, id="zh-phone-no-scripts"),
    pytest.param("zh-hans", DESK, True, id="zh-desk"),
]


@pytest.fixture
def mails(settings: Any, live_server: Any) -> None:
    """The city can send mail, with links to the server of the test."""
    settings.ADDRESS = live_server.url
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def look(page: Any, name: str, scripts: bool) -> None:
    """What every page must hold: nothing for axe to find, no wider than its window; a picture is kept if asked for."""
    if scripts:
        assert_accessible(page)
        assert_fits(page)
    shot(page, f"invited-{name}")


def link_in_last_mail() -> str:
    deliver_due()
    return re.search(r"http\S+", mail.outbox[-1].body)[0]


@pytest.mark.parametrize(("language", "size", "scripts"), WAYS)
def test_invited_becomes_an_account_and_renews_a_lost_password(
    new_page: Callable[..., Any], administrator_client: Client, mails: None, language: str, size: Any, scripts: bool
) -> None:
    employer = make_stand(make_fair()).employer
    way = f"{language}-{size['width']}{'' if scripts else '-plain'}"
    staff = new_page(javascript=scripts, size=size, language=language, client=administrator_client)
    staff.goto("/accounts")
    look(staff, f"{way}-accounts", scripts)
    staff.click("a[href='/invitations/new']")
    staff.select_option("[name=role]", "employer")
    staff.select_option("[name=organisation]", str(employer.pk))
    staff.fill("[name=email]", "hr@example.org")
    staff.select_option("select[name=language]", language)
    look(staff, f"{way}-invite", scripts)
    staff.click("form.form button.btn")
    look(staff, f"{way}-invitations", scripts)

    page = new_page(javascript=scripts, size=size, language=language)
    page.goto(link_in_last_mail())
    look(page, f"{way}-invitation", scripts)
    page.click("form.form button.btn")
    look(page, f"{way}-refused", scripts)
    page.fill("[name=display_name]", "李明")
    for name in ("password", "again"):
        page.fill(f"[name={name}]", PASSWORD)
    page.click("form.form button.btn")
    page.wait_for_url("**/work")
    assert str(employer) in page.inner_text("main")
    look(page, f"{way}-first-page", scripts)
    page.goto("/account/email")
    assert "hr@example.org" in page.inner_text("main")
    look(page, f"{way}-address", scripts)

    forgetful = new_page(javascript=scripts, size=size, language=language)
    forgetful.goto("/sign-in")
    forgetful.click("a[href='/lost-password']")
    forgetful.fill("[name=who]", "HR@example.org")
    look(forgetful, f"{way}-lost", scripts)
    forgetful.click("form.form button.btn")
    look(forgetful, f"{way}-asked", scripts)
    forgetful.goto(link_in_last_mail())
    for name in ("password", "again"):
        forgetful.fill(f"[name={name}]", f"{PASSWORD} at all")
    look(forgetful, f"{way}-new-password", scripts)
    forgetful.click("form.form button.btn")
    forgetful.wait_for_url("**/sign-in")
    page.goto("/account")
    assert "/sign-in" in page.url, "the other device is still signed in"


def test_link_to_hand_over_fits_a_phone_and_a_slip(new_page: Callable[..., Any], administrator_client: Client) -> None:
    page = new_page(client=administrator_client)
    page.goto("/invitations/new")
    page.select_option("[name=role]", "door")
    page.click("form.form button.btn")
    assert page.locator(".qr svg").is_visible()
    look(page, "slip", True)
    page.emulate_media(media="print")
    assert page.locator(".qr svg").is_visible()
    assert not page.locator(".banner").first.is_visible()
    shot(page, "invited-slip-printed")

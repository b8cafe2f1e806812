"""Signing in to work for the city in Chromium: a second factor is set up and asked for."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from duikou.base.actor import COMMAND
from duikou.directory import actions
from duikou.directory.models import Account, Grant
from tests.browser import DESK, PHONE, assert_accessible, assert_fits, shot

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Pages = Callable[..., Any]
PASSWORD = "a long enough secret"


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    settings.SECOND_FACTORS = settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True


@pytest.fixture
def clerk() -> Account:
    office = actions.add_organisation(name="示例：市就业局", kind="office", by=COMMAND)[0]
    return actions.add_account_with_role(
        username="clerk",
        display_name="王科员",
        password=PASSWORD,
        role=Grant.Role.OFFICE,
        organisation=office,
        by=COMMAND,
    )


def looks_well(page: Any, name: str) -> None:
    """Fits its window, is accessible (axe is a script), and is kept as a picture."""
    shot(page, name)
    assert_fits(page)
    if "plain" not in name:
        assert_accessible(page)


def enter(page: Any) -> None:
    page.goto("/sign-in")
    page.fill("#id_login", "clerk")
    page.fill("#id_password", PASSWORD)
    page.click("form:has(#id_password) button.btn")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize(("size", "language"), [(PHONE, "zh-hans"), (DESK, "en")], ids=["phone", "desk"])
def test_an_app_is_set_up_and_asked_for(new_page: Pages, clerk: Account, javascript: bool, size: Any, language: str):
    page = new_page(javascript=javascript, size=size, language=language)
    name = f"sign-in-{language}-{'scripts' if javascript else 'plain'}"
    page.goto("/sign-in")
    looks_well(page, f"{name}-1")
    enter(page)
    looks_well(page, f"{name}-2-must")
    page.click("a[href='/account/second/app']")
    secret = re.search(r"[A-Z2-7]{32}", page.content())[0]  # type: ignore[index]
    looks_well(page, f"{name}-3-app")
    page.fill("#id_code", "12")
    page.click("form:has(#id_code) button.btn")
    looks_well(page, f"{name}-4-wrong")
    page.fill("#id_code", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.click("form:has(#id_code) button.btn")
    looks_well(page, f"{name}-5-codes")
    spare = page.locator(".codes code").first.inner_text()
    page.goto("/account")
    looks_well(page, f"{name}-6-account")
    page.goto("/account/second/")
    looks_well(page, f"{name}-7-second")
    other = new_page(javascript=javascript, size=size, language=language)
    enter(other)
    looks_well(other, f"{name}-8-one-more")
    other.fill("#id_code", spare)
    other.click("form:has(#id_code) button.btn")
    other.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto("/account")
    looks_well(page, f"{name}-9-two-browsers")


def test_a_passkey_is_set_up_and_opens_without_the_password(new_page: Pages, clerk: Account):
    page = new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    enter(page)
    page.click("a[href='/account/second/passkey']")
    looks_well(page, "passkey-1-add")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/account/second/codes")
    page.goto("/account/second/")
    looks_well(page, "passkey-2-second")
    page.locator("details.menu summary").last.click()
    page.click(".menu-list button")
    page.goto("/sign-in")
    page.click("#passkey_login")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto("/account")
    assert "with a passkey" in page.content()
    page.context.clear_cookies()
    enter(page)
    page.wait_for_url("**/sign-in/code")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(lambda address: "/sign-in" not in address)


def test_a_passkey_that_is_not_taken_says_so(new_page: Pages, clerk: Account):
    page = new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})
    page.goto("/sign-in")
    page.click("#passkey_login")
    page.wait_for_selector("[data-passkey-fault]:visible")
    looks_well(page, "passkey-3-fault")

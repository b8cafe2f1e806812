"""Signing in and out, and one's own account."""

import html
import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from duikou.config import settings as config_settings
from duikou.directory.models import Session
from tests.base.test_paced import proof_of
from tests.directory.conftest import PASSWORD


def test_sign_in_with_the_right_password_goes_where_it_was_asked_for(client, administrator):
    answer = client.post("/sign-in", {"login": "ADMIN", "password": PASSWORD, "next": "/account"})
    assert (answer.status_code, answer["Location"]) == (302, "/account")
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("username", ["admin", "nobody"])
def test_sign_in_with_a_wrong_password_says_the_same_for_known_and_unknown_names(client, administrator, username):
    answer = client.post("/sign-in", {"login": username, "password": "wrong"}, headers={"accept-language": "en"})
    assert "do not fit together" in answer.text
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_sign_in_never_redirects_to_another_site(client, administrator, target):
    answer = client.post("/sign-in", {"login": "admin", "password": PASSWORD, "next": target})
    assert answer["Location"] == "/start"


def test_sign_in_to_a_closed_account_is_refused(client, administrator):
    administrator.is_active = False
    administrator.save()
    client.post("/sign-in", {"login": "admin", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_password_is_kept_as_argon2(settings):
    settings.PASSWORD_HASHERS = config_settings.PASSWORD_HASHERS
    assert make_password("x").startswith("argon2")


def test_sign_out_by_get_changes_nothing(client, administrator):
    client.force_login(administrator)
    assert client.get("/sign-out").status_code == 405
    assert "_auth_user_id" in client.session
    assert client.post("/sign-out").status_code == 302
    assert "_auth_user_id" not in client.session


def test_account_page_signed_out_leads_to_sign_in_and_back(client, db):
    assert client.get("/account")["Location"] == "/sign-in?next=/account"


def test_account_changes_are_kept(client, clerk):
    client.force_login(clerk)
    answer = client.post("/account", {"own": "1", "display_name": "李\u200b 四", "email": "", "language": "en"})
    assert answer.status_code == 302
    clerk.refresh_from_db()
    assert (clerk.display_name, clerk.language) == ("李 四", "en")


def test_account_with_bad_input_says_so_and_keeps_nothing(client, clerk):
    client.force_login(clerk)
    answer = client.post("/account", {"own": "1", "display_name": "\u200b", "email": "x", "language": "xx"})
    assert answer.status_code == 422
    clerk.refresh_from_db()
    assert clerk.display_name == "Table"


def test_password_change_needs_the_present_one_and_keeps_this_session(client, clerk):
    client.force_login(clerk)
    new = {"change": "1", "password": "quite another secret", "again": "quite another secret"}
    assert client.post("/account", {**new, "present": "wrong"}).status_code == 422
    assert client.post("/account", {**new, "present": PASSWORD}).status_code == 302
    assert client.get("/account").status_code == 200
    clerk.refresh_from_db()
    assert clerk.check_password("quite another secret")


def test_sign_in_never_leads_back_to_itself(client, clerk):
    client.force_login(clerk)
    assert client.get("/sign-in", {"next": "/sign-in"})["Location"] == "/start"


@pytest.mark.parametrize(("role", "page"), [("auditor", "/journal"), ("door", "/work"), ("", "/account")])
def test_work_begins_at_the_first_page_of_ones_own_menu(client_with, role, page):
    assert client_with(role).get("/start")["Location"] == page


def test_whoever_is_not_signed_in_begins_nowhere(client, db):
    assert client.get("/start")["Location"] == "/sign-in?next=/start"


PATIENCE = (r'name="typed" value="([^"]+)"', r'data-riddle="([^"]+)"')


@pytest.fixture
def still(monkeypatch):
    """The paces of networks see no time pass."""
    monkeypatch.setattr("duikou.base.buckets.time", SimpleNamespace(monotonic=lambda: 1_000.0))


def test_network_that_tries_many_names_goes_on_at_a_pace_and_gets_in_all_the_same(client, administrator, still):
    for number in range(120):
        assert client.post("/sign-in", {"login": f"name{number}", "password": "x"}).status_code == 422
    page = client.post("/sign-in", {"login": "admin", "password": PASSWORD, "next": "/account"})
    assert page.status_code == 429
    assert PASSWORD not in page.text
    typed, riddle = (html.unescape(re.search(part, page.text)[1]) for part in PATIENCE)
    goes_on = client.post("/sign-in", {"typed": typed, "proof": proof_of(riddle)})
    assert goes_on["Location"] == "/account"
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert other.post("/sign-in", {"login": "admin", "password": "x"}).status_code == 422


def test_a_network_cannot_fill_the_table_of_sessions(client, db, still):
    for _number in range(300):
        answer = Client().get("/sign-in/passkey", headers={"accept": "application/json"})
    assert answer.status_code == 429
    assert Session.objects.count() == 120

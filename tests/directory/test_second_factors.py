"""Second factors: set up, asked for, lost; and that nobody works for the city without one."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection
from django.test import Client

from duikou.base.actor import Actor
from duikou.directory.actions.decisions import approve
from duikou.directory.models import Account, Decision, Grant
from duikou.directory.sessions import SINCE
from duikou.journal.models import Entry
from tests.directory.conftest import PASSWORD


def code_of(secret: str, later: int = 0) -> str:
    """The code that an app with this secret shows now, or so many steps later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    settings.SECOND_FACTORS = True


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def set_up_app(client: Client, on_commit: Any) -> str:
    """Set up an app by the pages; gives its secret."""
    shown: str = client.get("/account/second/app").context["form"].secret
    with on_commit(execute=True):
        answer = client.post("/account/second/app", {"code": code_of(shown)})
    assert answer["Location"] == "/account/second/codes"
    return shown


@pytest.fixture
def secret(administrator: Account) -> str:
    secret = generate_totp_secret()
    TOTP.activate(administrator, secret)
    return secret


def sign_in(client: Client, name: str = "admin", **more: str) -> Any:
    return client.post("/sign-in", {"login": name, "password": PASSWORD, **more})


def an_hour_ago(client: Client, account: Account) -> None:
    """Let the client be one that signed in an hour ago."""
    client.force_login(account)
    session = client.session
    session[SINCE] = time.time() - 3600
    session.save()


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_who_works_for_the_city_is_sent_to_set_one_up_and_gets_no_further(client, administrator):
    assert sign_in(client)["Location"] == "/start"
    for page in ("/accounts", "/account", "/work", "/city", "/journal"):
        assert client.get(page)["Location"] == "/account/second/", page
    assert "Set one up, then your pages open" in client.get("/account/second/").text


def test_an_employer_may_go_without(client, clerk):
    sign_in(client, "table")
    assert client.get("/account").status_code == 200


def test_a_role_for_the_city_given_meanwhile_asks_at_the_next_page(client, clerk):
    sign_in(client, "table")
    Grant.objects.create(account=clerk, role=Grant.Role.DOOR, granted_at=clerk.created_at)
    assert client.get("/account")["Location"] == "/account/second/"


def test_an_app_is_set_up_right_after_signing_in_and_opens_the_pages(client, administrator):
    sign_in(client)
    page = client.get("/account/second/app")
    shown = page.context["form"].secret
    assert shown in page.text
    assert client.post("/account/second/app", {"code": "000000"}).status_code == 422
    assert client.post("/account/second/app", {"code": code_of(shown)})["Location"] == "/account/second/codes"
    assert client.get("/accounts").status_code == 200
    codes = client.get("/account/second/codes").context["codes"]
    assert len(set(codes)) == 10


def test_the_picture_holds_the_secret_the_name_of_the_city_and_the_user_name(client, administrator):
    sign_in(client)
    page = client.get("/account/second/app")
    address = page.context["totp_url"]
    assert address.startswith("otpauth://totp/admin?secret=")
    assert "issuer=Duikou" in address
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")


def test_with_an_app_the_password_alone_lets_nobody_in(client, administrator, secret):
    assert sign_in(client, next="/accounts")["Location"] == "/sign-in/code"
    assert not is_in(client)
    assert client.get("/accounts")["Location"] == "/sign-in?next=/accounts"
    assert client.post("/sign-in/code", {"code": "12345"}).status_code == 422
    assert not is_in(client)
    assert client.post("/sign-in/code", {"code": code_of(secret)})["Location"] == "/accounts"
    assert client.get("/accounts").status_code == 200


def test_without_the_password_no_code_is_asked_for(client, administrator, secret):
    assert client.get("/sign-in/code")["Location"] == "/sign-in"
    assert client.post("/sign-in/code", {"code": code_of(secret)})["Location"] == "/sign-in"
    assert not is_in(client)


def test_a_code_is_good_once(client, administrator, secret):
    code = code_of(secret)
    sign_in(client)
    client.post("/sign-in/code", {"code": code})
    other = Client()
    sign_in(other)
    assert other.post("/sign-in/code", {"code": code}).status_code == 422
    assert not is_in(other)


def test_a_spare_code_lets_in_once_when_the_phone_is_lost(client, administrator, django_capture_on_commit_callbacks):
    sign_in(client)
    set_up_app(client, django_capture_on_commit_callbacks)
    spare = client.get("/account/second/codes").context["codes"][0]
    first, second = Client(), Client()
    for other in (first, second):
        sign_in(other)
        other.post("/sign-in/code", {"code": spare})
    assert (is_in(first), is_in(second)) == (True, False)


def test_guessing_codes_is_stopped_even_for_the_right_one(client, administrator, secret):
    sign_in(client)
    for _ in range(10):
        client.post("/sign-in/code", {"code": "000000"})
    answer = client.post("/sign-in/code", {"code": code_of(secret)})
    assert answer.status_code == 422
    assert "Too many tries" in answer.text
    assert not is_in(client)


def test_an_old_session_must_show_again_who_it_is_before_anything_is_changed(client, administrator, secret):
    an_hour_ago(client, administrator)
    again = "/account/again/password?next=%2Faccount%2Fsecond%2Fapp%2Fremove"
    assert client.get("/account/second/app/remove")["Location"] == again
    assert client.get("/account/second/codes").status_code == 302
    assert client.post("/account/second/app/remove").status_code == 302
    assert Authenticator.objects.filter(user=administrator).exists()
    assert client.post(again, {"password": "wrong"}).status_code == 422
    assert client.post(again, {"password": PASSWORD})["Location"] == "/account/second/", "what was asked for is done"
    assert not Authenticator.objects.filter(user=administrator).exists()
    assert client.get("/accounts")["Location"] == "/account/second/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_spare_codes_without_a_second_factor_are_answered_with_what_to_do_first(client, administrator, method):
    sign_in(client)
    answer = getattr(client, method)("/account/second/codes/new", follow=True)
    assert answer.redirect_chain == [("/account/second/", 302)]
    assert "Set up an app or a passkey first" in answer.content.decode()
    assert not Authenticator.objects.filter(user=administrator).exists()


def test_it_can_be_shown_by_a_code_too(client, administrator, secret):
    an_hour_ago(client, administrator)
    answer = client.post("/account/again/code?next=/account/second/codes/new", {"code": code_of(secret)})
    assert answer["Location"] == "/account/second/codes/new"
    assert client.post("/account/second/codes/new")["Location"] == "/account/second/codes"


def test_secrets_are_sealed_on_disk_and_in_sessions(client, administrator, secret):
    sign_in(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert secret not in str(cursor.fetchall())
        cursor.execute("SELECT session_key, session_data FROM directory_session")
        kept = str(cursor.fetchall())
    assert "s1:" in kept
    assert "admin" not in kept
    assert client.session.session_key not in kept


def test_an_administrator_takes_lost_factors_away_and_the_owner_begins_anew(client, administrator, clerk, secret):
    chief = Client(headers={"accept-language": "en"})
    boss = Account.objects.create(username="boss", display_name="Boss", created_at=administrator.created_at)
    Grant.objects.create(account=boss, role=Grant.Role.ADMINISTRATOR, granted_at=administrator.created_at)
    TOTP.activate(boss, generate_totp_secret())
    chief.force_login(boss)
    client.force_login(administrator)
    assert "Second factor lost" in chief.get("/accounts").text
    chief.post(f"/accounts/{administrator.public_id}/second")
    assert client.get("/accounts").status_code == 200  # a second person decides about an administrator's
    third = Account.objects.create(username="third", created_at=administrator.created_at)
    Grant.objects.create(account=third, role=Grant.Role.APPROVER, granted_at=administrator.created_at)
    approve(decision=Decision.objects.get(), by=Actor("account", str(third.public_id)))
    assert client.get("/accounts")["Location"] == "/sign-in?next=/accounts"
    sign_in(client)
    assert client.get("/accounts")["Location"] == "/account/second/"
    chief.post(f"/accounts/{boss.public_id}/second")
    assert Authenticator.objects.filter(user=boss).exists(), "nobody takes away their own"


def test_the_journal_says_what_was_done_and_no_secret(client, administrator, django_capture_on_commit_callbacks):
    sign_in(client)
    shown = set_up_app(client, django_capture_on_commit_callbacks)
    kinds = list(Entry.objects.filter(which=f"account:{administrator.public_id}").values_list("what", "details"))
    assert {kind for kind, _ in kinds} >= {"account.signed_in", "account.factor_added"}
    assert shown not in str(kinds)


def test_somebody_elses_passkey_is_not_found(client, administrator, clerk):
    key = Authenticator.objects.create(user=clerk, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    sign_in(client)
    for what in ("rename", "remove"):
        assert client.post(f"/account/second/passkeys/{key.pk}/{what}", {"name": "y"}).status_code in (302, 404)
    key.refresh_from_db()
    assert key.data["name"] == "x"


@pytest.mark.parametrize(
    "credential", ["", "{", "{}", "[]", '"x"', '{"response": {}}', '{"id": 1, "response": null}', "9" * 9000]
)
def test_a_forged_passkey_lets_nobody_in(client, administrator, secret, credential):
    client.get("/sign-in/passkey", headers={"accept": "application/json"})
    answer = client.post("/sign-in/passkey", {"credential": credential})
    assert answer.status_code in (302, 422), answer.status_code
    sign_in(client)
    answer = client.post("/sign-in/code", {"credential": credential})
    assert answer.status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize("nested", ["[", '{"a":'])
def test_a_credential_nested_without_end_is_refused(client: Client, db: None, nested: str) -> None:
    answer = client.post("/sign-in/passkey", {"credential": nested * 10_000})
    assert answer.status_code in (302, 422)


def as_told(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


HEAD = b"\xa3cfmtdnonegattStmt\xa0hauthData"
SAID = [b"{}", b"[]", b"[" * 3000, b"\xff", b'{"type":"webauthn.create","challenge":"AA","origin":1}']
ODD = [b"", b"\x9f", b"\x1b\xff", b"\xfb", b"\x81" * 2000, HEAD + b"X\x05abcde", HEAD + b"X\x25" + bytes(37)]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("said", SAID, ids=range(len(SAID)))
def test_a_credential_of_odd_bytes_is_refused(client: Client, clerk: Account, said: bytes, odd: bytes) -> None:
    whose = {"clientDataJSON": as_told(said), "userHandle": as_told(str(clerk.pk).encode())}
    response = {**whose, "attestationObject": as_told(odd), "authenticatorData": as_told(odd), "signature": ""}
    told = json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response})
    client.get("/sign-in/passkey", headers={"accept": "application/json"})
    assert client.post("/sign-in/passkey", {"credential": told}).status_code in (302, 422)
    sign_in(client, "table")
    client.get("/account/second/passkey")
    assert client.post("/account/second/passkey", {"credential": told, "name": "x"}).status_code == 422

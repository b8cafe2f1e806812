"""Tokens and webhooks on the office's screens: given out, taken back, told, seen by those whose they are."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.directory import tokens
from duikou.directory.actions.connections import add_webhook, give_token, take_back_token, try_webhook
from duikou.directory.models import Account, ApiToken, Delivery, Grant, Organisation, Webhook
from duikou.journal.models import Entry
from tests.fairs.factories import make_office

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r"dk1_[\w-]{43}")
NEW_TOKEN, NEW_WEBHOOK, PAGE = "/connections/tokens/new", "/connections/webhooks/new", "/connections"


@pytest.fixture
def office() -> Organisation:
    return make_office()


def client_of(role: str, organisation: Organisation | None = None, *, language: str = "en") -> Client:
    account = Account.objects.create(username=f"{role}-{organisation}", display_name="x", created_at=clock.now())
    Grant.objects.create(account=account, role=role, organisation=organisation, granted_at=clock.now())
    client = Client(headers={"accept-language": language})
    client.force_login(account)
    return client


def token_of(office: Organisation | None = None, **values: Any) -> tuple[ApiToken, str]:
    return give_token(
        **{"name": "Portal", "organisation": office, "scopes": ["bookings:create"], "by": COMMAND, **values}
    )


def test_token_is_shown_once_and_kept_as_a_hash_only(office):
    client = client_of(Grant.Role.OFFICE, office)
    said = {"name": "省平台", "organisation": str(office.public_id), "scopes": ["bookings:create"], "per_minute": "600"}
    page = client.post(NEW_TOKEN, said).content.decode()
    (secret,) = set(TOKEN.findall(page))
    token = ApiToken.objects.get()
    assert (token.name, token.organisation, token.scopes, token.per_minute) == ("省平台", office, said["scopes"], 600)
    found = tokens.token_of(secret)
    assert found is not None
    assert found.opens(office.pk, "bookings:create")
    kept = repr(list(ApiToken.objects.values())) + repr(list(Entry.objects.values()))
    assert secret not in kept
    assert secret[4:] not in kept
    assert not TOKEN.findall(client.get(PAGE).content.decode())


def test_token_opens_its_scopes_for_its_organisation_only(office):
    _row, secret = token_of(office)
    token = tokens.token_of(secret)
    assert token is not None
    assert token.opens(office.pk, "bookings:create")
    assert not token.opens(office.pk, "bookings:read")
    assert not token.opens(make_office("示例：别的局").pk, "bookings:create")
    _row, everywhere = token_of(None)
    opened = tokens.token_of(everywhere)
    assert opened is not None
    assert opened.opens(office.pk, "bookings:create")


@pytest.mark.parametrize("text", ["", "dk1_", "dk1_" + "A" * 43, "dk1_" + "A" * 5000, "dk1_\x00", "dk1_" + "é" * 43])
def test_text_that_is_no_token_opens_nothing(text):
    assert tokens.token_of(text) is None


def test_token_that_is_taken_back_opens_nothing_at_once(office, django_capture_on_commit_callbacks):
    row, secret = token_of(office)
    assert tokens.token_of(secret) is not None
    with django_capture_on_commit_callbacks(execute=True):
        client_of(Grant.Role.OFFICE, office).post(f"/connections/tokens/{row.public_id}/take-back")
    assert tokens.token_of(secret) is None
    row.refresh_from_db()
    before = row.revoked_at
    take_back_token(token=row, by=COMMAND)
    row.refresh_from_db()
    assert row.revoked_at == before
    assert Entry.objects.filter(what="token.taken_back").count() == 1


def test_token_taken_back_elsewhere_is_known_here_for_five_seconds_at_most(office, monkeypatch):
    row, secret = token_of(office)
    assert tokens.token_of(secret) is not None
    ApiToken.objects.filter(pk=row.pk).update(revoked_at=clock.now())  # by another process
    later = __import__("time").monotonic() + tokens.KNOWN_SECONDS + 0.1
    monkeypatch.setattr("duikou.base.recent.time.monotonic", lambda: later)
    assert tokens.token_of(secret) is None


def test_day_of_last_use_is_noted(office):
    row, secret = token_of(office)
    tokens.token_of(secret)
    row.refresh_from_db()
    assert row.used_on == clock.now().date()


def test_office_sees_its_own_and_an_administrator_all(office):
    other = make_office("示例：别的局")
    token_of(office, name="Mine")
    token_of(other, name="Theirs")
    token_of(None, name="Everywhere")
    seen = client_of(Grant.Role.OFFICE, office).get(PAGE).content.decode()
    assert "Mine" in seen
    assert "Theirs" not in seen
    assert "Everywhere" not in seen
    seen = client_of(Grant.Role.ADMINISTRATOR).get(PAGE).content.decode()
    assert all(name in seen for name in ("Mine", "Theirs", "Everywhere"))


def test_office_cannot_give_out_what_opens_another_office_or_the_city(office):
    other = make_office("示例：别的局")
    client = client_of(Grant.Role.OFFICE, office)
    for whose in ("", str(other.public_id), "nonsense"):
        said = {"name": "x", "organisation": whose, "scopes": ["bookings:create"], "per_minute": "600"}
        assert client.post(NEW_TOKEN, said).status_code == 422
    assert ApiToken.objects.count() == 0
    said = {"name": "x", "organisation": "", "scopes": ["bookings:create"], "per_minute": "600"}
    assert client_of(Grant.Role.ADMINISTRATOR).post(NEW_TOKEN, said).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"per_minute": "0"},
        {"per_minute": ""},
    ],
)
def test_bad_input_gives_no_token(office, change):
    good = {"name": "x", "organisation": str(office.public_id), "scopes": ["bookings:create"], "per_minute": "600"}
    assert client_of(Grant.Role.OFFICE, office).post(NEW_TOKEN, {**good, **change}).status_code == 422
    assert ApiToken.objects.count() == 0


def test_webhook_is_added_tried_stopped_and_forgotten(office):
    client = client_of(Grant.Role.OFFICE, office)
    said = {
        "url": "https://portal.example/hook",
        "organisation": str(office.public_id),
        "events": ["booking.confirmed", "booking.cancelled"],
    }
    page = client.post(NEW_WEBHOOK, said, follow=True).content.decode()
    hook = Webhook.objects.get()
    assert hook.secret in page
    assert hook.secret.startswith("whsec_")
    where = f"/connections/webhooks/{hook.public_id}/change"
    client.post(where, {"what": "try"})
    assert Delivery.objects.get().event == "duikou.test"
    client.post(where, {"what": "stop"})
    assert not Webhook.objects.get().active
    client.post(where, {"what": "resume"})
    assert Webhook.objects.get().active
    client.post(where, {"what": "nonsense"})
    client.post(where, {"what": "remove"})
    assert Webhook.objects.count() == 0


def test_delivery_is_sent_again_by_its_own_office_only(office):
    hook = add_webhook(url="https://a.example/", organisation=office, events=[], by=COMMAND)
    delivery = try_webhook(hook=hook, by=COMMAND)
    Delivery.objects.update(state=Delivery.State.FAILED, problem="HTTP 500", tries=10)
    where = f"/connections/deliveries/{delivery.public_id}/again"
    assert client_of(Grant.Role.OFFICE, make_office("示例：别的局")).post(where).status_code == 404
    assert (
        "HTTP 500"
        in client_of(Grant.Role.OFFICE, office).get(f"/connections/webhooks/{hook.public_id}/").content.decode()
    )
    client_of(Grant.Role.ADMINISTRATOR).post(where)
    assert Delivery.objects.get().state == Delivery.State.WAITING


@pytest.mark.parametrize(
    "url", ["http://portal.example/", "https://user:pw@portal.example/", "https://", "javascript:alert(1)", "x", ""]
)
def test_webhook_to_what_is_no_address_is_refused(office, url):
    said = {"url": url, "organisation": str(office.public_id), "events": ["booking.confirmed"]}
    assert client_of(Grant.Role.OFFICE, office).post(NEW_WEBHOOK, said).status_code == 422
    assert Webhook.objects.count() == 0


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_empty_pages_say_what_to_do_next(office, language):
    client = client_of(Grant.Role.OFFICE, office, language=language)
    for where in (PAGE, NEW_TOKEN, NEW_WEBHOOK):
        page = client.get(where)
        assert page.status_code == 200
        assert "no-store" in page.headers["Cache-Control"]

"""The screens of other systems: who sees what, what is shown once, and what is refused."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duikou.base.actor import COMMAND
from duikou.directory.actions import connections as actions
from duikou.directory.models import ApiToken, Delivery, Organisation, Webhook
from duikou.journal.models import Entry
from tests.browser import DESK, PHONE, assert_accessible, assert_fits, shot

pytestmark = pytest.mark.django_db
PAGE, NEW_TOKEN, NEW_HOOK = "/connections", "/connections/tokens/new", "/connections/webhooks/new"
SECRET = re.compile(r"dk1_[\w-]{43}")


@pytest.fixture
def office(organisation: Callable[..., Organisation]) -> Organisation:
    return organisation("示例：人社局", "office")


@pytest.fixture
def other(organisation: Callable[..., Organisation]) -> Organisation:
    return organisation("示例：文化馆", "office")


@pytest.fixture
def clerk(client_with: Callable[..., Client], office: Organisation) -> Client:
    """A client of the office of one organisation."""
    return client_with("office", office)


def a_token(of: Organisation | None, name: str = "Portal") -> ApiToken:
    return actions.give_token(name=name, organisation=of, scopes=["bookings:create"], by=COMMAND)[0]


def a_hook(of: Organisation | None, url: str = "https://portal.example/hook") -> Webhook:
    return actions.add_webhook(url=url, organisation=of, events=["booking.confirmed"], by=COMMAND)


def token_form(of: Organisation | None, **values: Any) -> dict[str, Any]:
    return {
        "name": "Portal", "organisation": str(of.public_id) if of else "all", "scopes": ["bookings:create"],
        "per_minute": "600", **values,
    }  # fmt: skip


def hook_form(of: Organisation | None, **values: Any) -> dict[str, Any]:
    return {
        "url": "https://portal.example/hook", "organisation": str(of.public_id) if of else "all",
        "events": ["booking.confirmed", "waiting.left"], **values,
    }  # fmt: skip


def addresses(token: ApiToken, hook: Webhook, delivery: Delivery) -> list[tuple[str, str, dict[str, str]]]:
    """Every screen and button: method, address, data."""
    return [
        ("get", PAGE, {}),
        ("get", NEW_TOKEN, {}),
        ("post", NEW_TOKEN, token_form(None)),
        ("post", reverse("directory:take-back", args=[token.public_id]), {}),
        ("get", NEW_HOOK, {}),
        ("post", NEW_HOOK, hook_form(None)),
        ("get", reverse("directory:webhook", args=[hook.public_id]), {}),
        *(
            ("post", reverse("directory:change-webhook", args=[hook.public_id]), {"what": what})
            for what in ("try", "stop", "resume", "remove")
        ),
        ("post", reverse("directory:send-again", args=[delivery.public_id]), {}),
    ]


def state() -> tuple[Any, ...]:
    """All there is, to see that nothing changed."""
    return (
        list(ApiToken.objects.order_by("pk").values()),
        list(Webhook.objects.order_by("pk").values()),
        list(Delivery.objects.order_by("pk").values()),
        Entry.objects.count(),
    )


# Works


def test_token_is_given_out_and_shown_once_and_written_down_nowhere(
    clerk: Client, office: Organisation, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = clerk.post(NEW_TOKEN, token_form(office))
    (secret,) = set(SECRET.findall(answer.text))
    assert answer.headers["Cache-Control"] == "no-store"
    token = ApiToken.objects.get()
    assert (token.name, token.organisation, token.scopes, token.per_minute) == (
        "Portal", office, ["bookings:create"], 600,
    )  # fmt: skip
    assert not SECRET.search(clerk.get(PAGE).text + clerk.get(NEW_TOKEN).text)
    assert secret not in caplog.text
    with connection.cursor() as cursor:
        for table in (name for name in connection.introspection.table_names() if not name.startswith("index_")):
            cursor.execute(f'SELECT * FROM "{table}"')
            stored = [bytes(one) if isinstance(one, memoryview) else one for row in cursor.fetchall() for one in row]
            assert secret not in repr(stored), table


def test_administrator_gives_a_token_for_all_of_the_city(administrator_client: Client, office: Organisation) -> None:
    assert administrator_client.post(NEW_TOKEN, token_form(None)).status_code == 200
    assert ApiToken.objects.get().organisation is None


def test_office_of_the_whole_city_may_do_the_same_and_sees_all(office_client: Client, office: Organisation) -> None:
    a_token(office, "Of one")
    assert office_client.post(NEW_TOKEN, token_form(None, name="Of all")).status_code == 200
    page = office_client.get(PAGE).text
    assert "Of one" in page
    assert "Of all" in page


def test_token_is_taken_back(clerk: Client, office: Organisation) -> None:
    token = a_token(office)
    assert clerk.post(reverse("directory:take-back", args=[token.public_id]))["Location"] == PAGE
    token.refresh_from_db()
    assert token.revoked_at is not None
    page = clerk.get(PAGE).text
    assert "taken back" in page
    assert "Take back" not in page


def test_webhook_is_added_tried_stopped_resumed_and_forgotten(clerk: Client, office: Organisation) -> None:
    where = clerk.post(NEW_HOOK, hook_form(office))["Location"]
    hook = Webhook.objects.get()
    assert (hook.url, hook.organisation, hook.events) == (
        "https://portal.example/hook", office, ["booking.confirmed", "waiting.left"],
    )  # fmt: skip
    assert hook.secret in clerk.get(where).text
    change = reverse("directory:change-webhook", args=[hook.public_id])
    for what, active in (("try", True), ("stop", False), ("stop", False), ("resume", True), ("nonsense", True)):
        assert clerk.post(change, {"what": what})["Location"] == where
        hook.refresh_from_db()
        assert hook.active is active
    assert "duikou.test" in clerk.get(where).text
    assert clerk.post(change, {"what": "remove"})["Location"] == PAGE
    assert not Webhook.objects.exists()
    assert list(Entry.objects.order_by("pk").values_list("what", flat=True)) == [
        "webhook.added", "webhook.tried", "webhook.stopped", "webhook.resumed", "webhook.removed",
    ]  # fmt: skip


def test_delivery_is_sent_again(clerk: Client, office: Organisation) -> None:
    hook = a_hook(office)
    delivery = actions.try_webhook(hook=hook, by=COMMAND)
    Delivery.objects.update(state=Delivery.State.FAILED, tries=10)
    clerk.post(reverse("directory:send-again", args=[delivery.public_id]))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == (Delivery.State.WAITING, 0)


def test_stopped_webhook_offers_no_button_that_would_do_nothing(clerk: Client, office: Organisation) -> None:
    hook = a_hook(office)
    actions.try_webhook(hook=hook, by=COMMAND)
    Webhook.objects.update(active=False, why_stopped="its address is gone")
    page = clerk.get(reverse("directory:webhook", args=[hook.public_id])).text
    assert "Send again" not in page
    assert "Send a test" not in page
    assert "its address is gone" in page


# Signed out, wrong organisation, wrong role


def test_signed_out_leads_to_sign_in_and_changes_nothing(visitor: Client, office: Organisation) -> None:
    token, hook = a_token(office), a_hook(office)
    delivery = actions.try_webhook(hook=hook, by=COMMAND)
    before = state()
    for method, address, data in addresses(token, hook, delivery):
        answer = getattr(visitor, method)(address, data)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/sign-in"), address
    assert state() == before


@pytest.mark.parametrize("role", ["door", "employer", ""])
def test_wrong_role_is_forbidden_and_changes_nothing(
    client_with: Callable[..., Client], office: Organisation, role: str
) -> None:
    client = client_with(role, office if role else None)
    token, hook = a_token(office), a_hook(office)
    delivery = actions.try_webhook(hook=hook, by=COMMAND)
    before = state()
    for method, address, data in addresses(token, hook, delivery):
        assert getattr(client, method)(address, data).status_code == 403, address
    assert state() == before


@pytest.mark.parametrize("whose", ["another organisation", "all of the city"])
def test_wrong_organisation_sees_nothing_and_changes_nothing(clerk: Client, other: Organisation, whose: str) -> None:
    of = other if whose == "another organisation" else None
    token, hook = a_token(of, "Not theirs"), a_hook(of, "https://not-theirs.example/")
    delivery = actions.try_webhook(hook=hook, by=COMMAND)
    before = state()
    for method, address, data in addresses(token, hook, delivery):
        if address in (PAGE, NEW_TOKEN, NEW_HOOK):
            continue
        assert getattr(clerk, method)(address, data).status_code == 404, address
    page = clerk.get(PAGE).text
    assert "Not theirs" not in page
    assert "not-theirs" not in page
    for form, address in ((token_form(of), NEW_TOKEN), (hook_form(of), NEW_HOOK)):
        answer = clerk.post(address, form)
        assert answer.status_code == 422
        assert "organisation" in answer.context["form"].errors
    assert state() == before


def test_unknown_things_are_not_found(clerk: Client) -> None:
    for name in ("take-back", "change-webhook", "send-again"):
        assert clerk.post(reverse(f"directory:{name}", args=[uuid4()])).status_code == 404
    assert clerk.get(reverse("directory:webhook", args=[uuid4()])).status_code == 404


def test_nothing_changes_by_get(clerk: Client, office: Organisation) -> None:
    token, hook = a_token(office), a_hook(office)
    delivery = actions.try_webhook(hook=hook, by=COMMAND)
    before = state()
    for method, address, _data in addresses(token, hook, delivery):
        if method == "post" and address not in (NEW_TOKEN, NEW_HOOK):
            assert clerk.get(address, {"what": "remove"}).status_code == 405
    assert state() == before


# Bad input


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"per_minute": "0"}, "per_minute"),
        ({"per_minute": "9" * 30}, "per_minute"),
        ({"per_minute": "many"}, "per_minute"),
        ({"organisation": "x"}, "organisation"),
        ({"organisation": ""}, "organisation"),
    ],
)
def test_bad_token_is_not_given_out_and_the_field_is_marked(
    clerk: Client, office: Organisation, wrong: dict[str, Any], where: str
) -> None:
    answer = clerk.post(NEW_TOKEN, token_form(office, **wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [where]
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        *(
            ({"url": url}, "url")
            for url in (
                "", "portal.example", "http://portal.example/", "ftp://portal.example/", "https://u:p@portal.example/",
                "javascript:alert(1)", "https://", "https://portal.example:x/", "https://portal.example/\r\nX: 1",
                "https://portal.example/" + "x" * 400, "https://[::1",
            )
        ),
        ({"events": []}, "events"),
        ({"events": ["account.granted"]}, "events"),
        ({"organisation": ""}, "organisation"),
    ],
)  # fmt: skip
def test_bad_webhook_is_not_added_and_the_field_is_marked(
    clerk: Client, office: Organisation, wrong: dict[str, Any], where: str
) -> None:
    answer = clerk.post(NEW_HOOK, hook_form(office, **wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [where]
    assert not Webhook.objects.exists()


def test_address_of_a_webhook_is_shown_as_text(clerk: Client, office: Organisation) -> None:
    hook = a_hook(office, "https://portal.example/?<script>alert(1)</script>")
    for address in (PAGE, reverse("directory:webhook", args=[hook.public_id])):
        assert "<script>alert" not in clerk.get(address).text


# Many


def test_page_takes_the_same_queries_for_one_and_for_many(clerk: Client, office: Organisation) -> None:
    counts = []
    for number in range(3):
        a_token(office, f"Portal {number}")
        a_hook(office)
        clerk.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            clerk.get(PAGE)
        counts.append(len(captured))
    assert len(set(counts)) == 1


# In a browser


def with_a_log(hook: Webhook) -> None:
    """Deliveries of every state."""
    states = [
        ("waiting", 3, "the certificate is not valid for this host"),
        ("failed", 10, "HTTP 500"),
        ("sent", 1, ""),
        ("sent", 2, ""),
        ("waiting", 0, ""),
    ]
    for state_, tries, problem in states:
        one = actions.try_webhook(hook=hook, by=COMMAND)
        Delivery.objects.filter(pk=one.pk).update(
            state=state_, tries=tries, problem=problem, event="booking.check_in_undone" if tries else one.event
        )


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_screens_look_well(
    new_page: Callable[..., Any], administrator_client: Client, office: Organisation, size: Any, language: str
) -> None:
    long = "https://portal.huanghe-people-services.example/receivers/duikou/v1/events?tenant=jiayuguan&kind=bookings"
    hook = a_hook(office, long)
    with_a_log(hook)
    a_hook(None)
    Webhook.objects.filter(organisation=None).update(active=False, why_stopped="its address is gone")
    taken_back = a_token(office, "城市一卡通小程序")
    actions.take_back_token(token=taken_back, by=COMMAND)
    actions.give_token(name="Jiuquan neighbours’ portal", organisation=None, scopes=list(ApiToken.Scope), by=COMMAND)
    page = new_page(client=administrator_client, size=size, language=language)
    for name, address in (
        ("connections", PAGE),
        ("token-new", NEW_TOKEN),
        ("webhook-new", NEW_HOOK),
        ("webhook", reverse("directory:webhook", args=[hook.public_id])),
    ):
        page.goto(address)
        _looks_well(page, f"{name}-{language}-{size['width']}")
    page.locator("details.fold").first.evaluate("one => one.open = true")
    _looks_well(page, f"webhook-secret-{language}-{size['width']}")
    page.goto(NEW_TOKEN)
    page.fill("[name=name]", "Portal")
    page.check("[name=scopes] >> nth=0")
    page.click("main form .btn >> nth=0")
    page.wait_for_selector("pre")
    _looks_well(page, f"token-given-{language}-{size['width']}")
    page.goto(NEW_HOOK)
    page.click("main form .btn >> nth=0")
    page.wait_for_selector("[aria-invalid=true]")
    _looks_well(page, f"webhook-refused-{language}-{size['width']}")


def _looks_well(page: Any, name: str) -> None:
    shot(page, name)
    assert_fits(page)
    assert_accessible(page)

"""The table in Chromium while the network comes and goes: taps are kept, shown, sent in order, and none is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Ticket
from duikou.directory.models import Session
from duikou.fairs.models import Interview, SentStep, Stand
from tests.browser import DESK, PHONE, follow, looks_well
from tests.fairs import factories
from tests.fairs.test_door_journeys import KEYS, says, until
from tests.fairs.test_table import arrive

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NewPage = Callable[..., Any]


@pytest.fixture
def stand(employer_client: Any) -> Stand:
    """The signed-in employer's stand at a fair that began twenty minutes ago."""
    fair = factories.make_fair(state="running", starts_at=clock.now() - timedelta(minutes=20), title="春季招聘会")
    return factories.make_stand(fair, employer_client.organisation, times=6)


@pytest.fixture
def people(stand: Stand) -> list[Booking]:
    """Three people who are here."""
    return [arrive(stand, nth, name) for nth, name in ((1, "王小芳"), (2, "李雷"), (3, "韩梅梅"))]


def opened(new_page: NewPage, client: Client, stand: Stand, where: str = "table", **how: Any) -> Any:
    """The employer's device with this page, kept for when the network is gone."""
    page = new_page(client=client, **how)
    page.goto(reverse(f"fairs:{where}", args=[stand.fair.slug]))
    begun(page)
    until(page, "navigator.serviceWorker.controller !== null")
    return page


def begun(page: Any) -> None:
    page.wait_for_selector("html[data-table=open]", state="attached")


def row(page: Any, booking: Booking) -> Any:
    return page.locator(f'[data-row="{booking.public_id}"]')


def outcomes() -> dict[int, str]:
    return dict(Interview.objects.values_list("booking", "outcome"))


def test_table_goes_on_without_a_network_and_tells_what_was_noted_when_it_is_back(
    new_page: NewPage, employer_client: Client, stand: Stand, people: list[Booking]
) -> None:
    number = engine.take_number(stand.fair.offer, by=COMMAND)
    assert isinstance(number, Ticket)
    engine.call(number, resource=stand.resource, by=COMMAND)
    page = opened(new_page, employer_client, stand)
    says(page, "#ready", "goes on when the network is gone: 4 people")
    looks_well(page, "table-usual")
    page.context.set_offline(True)
    # A tap on the usual page leads to the one that stays, which has kept it.
    page.locator(f"#b-{people[0].public_id}").get_by_role("button", name="Call").click()
    begun(page)
    says(page, "#line", "Offline.")
    says(page, "#calling", "nothing was done")
    for booking, answer in ((people[0], "Hired"), (people[1], "Not this time")):
        row(page, booking).get_by_role("button", name="Start the talk").click()
        row(page, booking).get_by_role("button", name=answer).click()
    says(page, "#line", "Offline, 4 waiting.")
    row(page, people[1]).get_by_role("button", name="One step back").click()
    row(page, people[1]).get_by_role("button", name="Second interview").click()
    page.locator(f'[data-row="{number.public_id}"]').get_by_role("button", name="Start the talk").click()
    page.locator(f'[data-row="{number.public_id}"]').get_by_role("button", name="The talk is over").click()
    says(page, "#line", "Offline, 8 waiting.")
    says(page, f'[data-row="{people[1].public_id}"]', "kept on this device, not yet sent")
    looks_well(page, "table-offline")
    page.reload()
    begun(page)
    says(page, "#line", "Offline, 8 waiting.")
    for name in ("王小芳", "李雷", "13912345678"):
        assert name not in page.content(), "no name is kept"
    assert set(outcomes().values()) == {"unknown"}
    page.context.set_offline(False)
    says(page, "#line", "Connected.")
    assert outcomes() == {people[0].pk: "hired", people[1].pk: "second", people[2].pk: "unknown"}
    number.refresh_from_db()
    assert number.state == "done"
    assert list(SentStep.objects.order_by("id").values_list("step", flat=True)) == [
        "start", "hired", "start", "not_now", "back_outcome", "second", "start", "done",
    ]  # fmt: skip
    looks_well(page, "table-back")
    page.get_by_role("link", name="Go on at the usual table").click()
    begun(page)
    says(page, "#ready", "goes on when the network is gone")


def test_usual_table_sends_its_taps_and_shows_what_came_of_them(
    new_page: NewPage, employer_client: Client, stand: Stand, people: list[Booking]
) -> None:
    page = opened(new_page, employer_client, stand, size=DESK)
    for answer in ("Start the talk", "Hired"):
        with page.expect_navigation():
            page.get_by_role("button", name=answer).first.click()
        begun(page)
    assert outcomes()[people[0].pk] == "hired"
    assert SentStep.objects.filter(result="noted").count() == 2
    looks_well(page, "table-usual-desk")


def test_two_devices_at_one_table_that_differ_are_listed_for_the_employer_and_the_office(
    new_page: NewPage, employer_client: Client, office_client: Client, stand: Stand, people: list[Booking]
) -> None:
    devices = [opened(new_page, employer_client, stand, where="table-device") for _ in range(2)]
    for page, answer in zip(devices, ("Hired", "Not this time"), strict=True):
        page.context.set_offline(True)
        row(page, people[0]).get_by_role("button", name="Start the talk").click()
        row(page, people[0]).get_by_role("button", name=answer).click()
        says(page, "#line", "Offline, 2 waiting.")
    for page in devices:
        page.context.set_offline(False)
        says(page, "#line", "Connected.")
    assert outcomes()[people[0].pk] == "not_now"
    devices[1].reload()
    says(devices[1], "#odd", "1 did not fit")
    follow(devices[1], devices[1].locator("#odd a"))
    looks_well(devices[1], "table-odd-phone")
    desk = new_page(client=office_client, size=DESK)
    desk.goto(reverse("fairs:office-notes", args=[stand.fair.slug]))
    assert "Not this time" not in desk.content()
    looks_well(desk, "table-odd-office")


def test_session_that_ended_keeps_what_was_tapped_until_somebody_signs_in_again(
    new_page: NewPage, employer_client: Any, stand: Stand, people: list[Booking]
) -> None:
    page = opened(new_page, employer_client, stand, where="table-device")
    Session.objects.all().delete()
    row(page, people[0]).get_by_role("button", name="Start the talk").click()
    says(page, "#line", "Sign in again: 1 notes are kept")
    row(page, people[0]).get_by_role("button", name="Hired").click()
    says(page, "#line", "Sign in again: 2 notes are kept")
    looks_well(page, "table-sign-in")
    assert not SentStep.objects.exists()
    client = Client()
    client.force_login(employer_client.account)
    name = settings.SESSION_COOKIE_NAME
    held = {"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}
    page.context.add_cookies([held])
    page.reload()
    begun(page)
    says(page, "#line", "Connected.")
    assert outcomes()[people[0].pk] == "hired"


def test_device_whose_storage_is_full_says_so_and_loses_nothing(
    new_page: NewPage, live_server: Any, employer_client: Client, stand: Stand, people: list[Booking]
) -> None:
    page = new_page(client=employer_client)
    asking = page.context.new_cdp_session(page)
    asking.send("Storage.overrideQuotaForOrigin", {"origin": live_server.url, "quotaSize": 1})
    page.goto(reverse("fairs:table-device", args=[stand.fair.slug]))
    begun(page)
    says(page, "#trouble", "the list could not be kept")
    page.context.set_offline(True)
    row(page, people[0]).get_by_role("button", name="Start the talk").click()
    says(page, "#line", "Offline, 1 waiting.")
    says(page, "#trouble", "1 notes are kept by this open page alone")
    page.context.set_offline(False)
    says(page, "#line", "Connected.")
    assert Interview.objects.get(booking=people[0]).started_at


def test_table_of_an_account_whose_role_was_taken_back_wipes_itself_and_what_it_sends_is_listed(
    new_page: NewPage, employer_client: Any, stand: Stand, people: list[Booking]
) -> None:
    page = opened(new_page, employer_client, stand, where="table-device")
    page.context.set_offline(True)
    row(page, people[0]).get_by_role("button", name="Start the talk").click()
    says(page, "#line", "Offline, 1 waiting.")
    employer_client.account.grants.all().delete()
    page.context.set_offline(False)
    says(page, "#line", "This table is shut for you")
    until(
        page,
        f'async () => !(await ({KEYS})("duikou-table-{stand.fair.slug}")).some((one) => /^(waits|list)/.test(one))',
    )
    until(page, "async () => !(await caches.keys()).length")
    assert SentStep.objects.get().result == "shut"
    assert not Interview.objects.get(booking=people[0]).started_at


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_table_on_a_device_fits_in_both_languages(
    new_page: NewPage, employer_client: Client, stand: Stand, people: list[Booking], language: str
) -> None:
    size = PHONE if language == "zh-hans" else DESK
    page = opened(new_page, employer_client, stand, where="table-device", language=language, size=size)
    row(page, people[0]).locator("button").first.click()
    until(page, f"async () => document.querySelectorAll('[data-row=\"{people[0].public_id}\"] button').length > 3")
    looks_well(page, f"table-device-{language}")

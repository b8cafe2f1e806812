"""A day at the fair in Chromium: door, table, office; on a telephone and a desk, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.booking import tickets
from duikou.booking.models import Booking, Slot
from duikou.fairs.models import Fair, Interview, Stand
from tests.browser import DESK, PHONE, WAYS, follow, looks_well
from tests.fairs import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Pages = Callable[..., Any]


@pytest.fixture
def fair() -> Fair:
    """A running fair, twenty minutes after it began."""
    title = {"zh-hans": "示例：高校毕业生专场招聘会", "en": "Example: fair for graduates"}
    return factories.make_fair(state="running", title=title, starts_at=clock.now() - timedelta(minutes=20))


@pytest.fixture
def stand(fair: Fair, employer_client: Any) -> Stand:
    """The signed-in employer's stand with a post and twelve times."""
    stand = factories.make_stand(fair, employer_client.organisation, times=12)
    factories.make_post(fair, stand=stand)
    return stand


@pytest.fixture
def booking(stand: Stand) -> Booking:
    """Somebody who booked a time ten minutes from now."""
    booking = factories.make_booking(
        list(Slot.objects.filter(resource=stand.resource))[3], factories.make_person("王小芳")
    )
    Interview.objects.create(booking=booking, fair=stand.fair, stand=stand, post=stand.posts.get())
    return booking


@pytest.mark.parametrize(("language", "size", "javascript"), WAYS)
def test_day_at_the_fair(
    new_page: Pages,
    door_client: Client,
    employer_client: Client,
    office_client: Client,
    fair: Fair,
    booking: Booking,
    stand: Stand,
    size: Any,
    language: str,
    javascript: bool,
) -> None:
    kind = {"javascript": javascript, "size": size, "language": language}
    mark = f"{language}-{size['width']}"

    door = new_page(client=door_client, **kind)
    door.goto(reverse("fairs:door", args=[fair.slug]))
    door.fill("#text", tickets.ticket_text(booking))
    door.press("#text", "Enter")
    door.wait_for_selector(".door-card")
    assert "王小芳" in door.inner_text(".door-card")
    booking.refresh_from_db()
    assert booking.attendance == "arrived"

    door.goto(reverse("fairs:door-walk-in", args=[fair.slug]))
    door.locator(".slots label").first.click()
    door.fill("#id_name", "阿依古丽·买买提")
    door.fill("#id_contact", "13912345678")
    if javascript:
        looks_well(door, f"door-walk-in-{mark}")
    door.locator("form.form button.btn").click()
    door.wait_for_selector(".door-card")
    if javascript:
        looks_well(door, f"door-card-{mark}")

    table = new_page(client=employer_client, **kind)
    table.goto(reverse("fairs:table", args=[fair.slug]))
    if javascript:
        looks_well(table, f"table-next-{mark}")
    person = table.locator(f"#b-{booking.public_id}")
    follow(table, person.locator("button[value=call]"))
    follow(table, person.locator("button[value=start]"))
    table.wait_for_selector(".talk.big button[value=interested]")
    if javascript:
        looks_well(table, f"table-talking-{mark}")
    follow(table, table.locator(".talk.big button[value=interested]"))
    assert Interview.objects.get(booking=booking).outcome == "interested"
    assert "+861380000" in table.locator(f"#b-{booking.public_id}").inner_text()
    if javascript:
        looks_well(table, f"table-done-{mark}")

    office = new_page(client=office_client, **kind)
    office.goto(reverse("fairs:office-fair", args=[fair.slug]))
    figures = office.inner_text(".stats")
    assert "2" in figures
    if javascript:
        looks_well(office, f"office-fair-{mark}")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_other_screens_of_the_floor_look_well(
    new_page: Pages,
    door_client: Client,
    employer_client: Client,
    office_client: Client,
    visitor: Client,
    fair: Fair,
    booking: Booking,
    stand: Stand,
    size: Any,
    language: str,
) -> None:
    asked = Stand.objects.create(fair=fair, employer=factories.make_employer(state="pending"), created_at=clock.now())
    screens: list[tuple[Client | None, str, list[Any], str]] = [
        (office_client, "office-fairs", [], ""),
        (office_client, "office-fair-new", [], ""),
        (office_client, "office-fair-cancel", [fair.slug], ""),
        (office_client, "office-fair-step", [fair.slug, "closed"], ""),
        (office_client, "office-stands", [fair.slug], ""),
        (office_client, "office-stand", [fair.slug, asked.pk], ""),
        (office_client, "office-posts", [fair.slug], ""),
        (office_client, "work", [], ""),
        (door_client, "door", [fair.slug], ""),
        (door_client, "door-roll", [fair.slug], ""),
        (employer_client, "stand", [fair.slug], ""),
        (employer_client, "post-new", [fair.slug], ""),
        (None, "join", [fair.slug], ""),
    ]
    pages = {client: new_page(client=client, size=size, language=language) for client, *_rest in screens}
    for client, name, parts, query in screens:
        page = pages[client]
        answer = page.goto(reverse(f"fairs:{name}", args=parts) + query)
        assert answer.status == 200, name
        # axe takes most of the time: it looks once in each language and once at each size.
        looks_well(page, f"{name}-{language}-{size['width']}", scripts=(language == "en") == (size == PHONE))

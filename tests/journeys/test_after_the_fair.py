"""After the talks in Chromium: what came of it, said by both; on a telephone and a desk, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duikou.base import clock
from duikou.booking.models import Booking, CheckIn
from duikou.directory.models import Person
from duikou.fairs.follow_up_links import follow_up_path
from duikou.fairs.models import Fair, FollowUp, FollowUpCount, Interview, Stand
from tests.browser import DESK, PHONE, WAYS, follow, looks_well
from tests.fairs import factories
from tests.fairs.seeker import address

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Pages = Callable[..., Any]
TITLE = {"zh-hans": "示例：高校毕业生专场招聘会", "en": "Example: fair for graduates"}


@pytest.fixture
def fair() -> Fair:
    """A running fair that began two hours ago."""
    return factories.make_fair(state="running", title=TITLE, starts_at=clock.now() - timedelta(hours=2))


def talked(stand: Stand, outcome: str, said: str = "") -> Booking:
    """A talk that is over, with what both sides say of it."""
    booking = factories.make_booking(stand, attendance="arrived")
    now = clock.now()
    CheckIn.objects.create(booking=booking, at=now, by="test", method="scan")
    post = stand.posts.first() or factories.make_post(stand.fair, stand=stand)
    noted = {} if outcome == "unknown" else {"started_at": now, "ended_at": now, "outcome_at": now}
    said_at = now if said else None
    Interview.objects.create(
        booking=booking, fair=stand.fair, stand=stand, post=post, outcome=outcome, said=said, said_at=said_at, **noted
    )
    return booking


@pytest.mark.parametrize(("language", "size", "javascript"), WAYS)
def test_what_came_of_a_talk(
    new_page: Pages,
    door_client: Client,
    office_client: Client,
    fair: Fair,
    size: Any,
    language: str,
    javascript: bool,
) -> None:
    kind = {"javascript": javascript, "size": size, "language": language}
    mark = f"{language}-{size['width']}"
    stand = factories.make_stand(fair, times=8, capacity=8)
    for outcome, said, number in (("hired", "hired", 6), ("second", "", 9), ("unknown", "offered", 7)):
        for _one in range(number):
            talked(stand, outcome, said)
    booking, silent = talked(stand, "offered"), talked(stand, "unknown")

    seeker = new_page(**kind)
    seeker.goto(address("manage", booking))
    looks_well(seeker, f"ticket-after-{mark}", scripts=javascript)
    follow(seeker, seeker.locator(f'a[href="{address("came-of-it", booking)}"]'))
    looks_well(seeker, f"came-of-it-{mark}", scripts=javascript)
    follow(seeker, seeker.locator('button[value="agree"]'))
    looks_well(seeker, f"came-of-it-said-{mark}", scripts=javascript)
    assert Interview.objects.get(booking=booking).said == "offered"
    seeker.goto(address("came-of-it", silent))
    follow(seeker, seeker.locator("main form button.btn"))
    looks_well(seeker, f"came-of-it-wrong-{mark}", scripts=javascript)
    seeker.locator('input[value="no_talk"]').check()
    follow(seeker, seeker.locator("main form button.btn"))
    assert Interview.objects.get(booking=silent).said == "no_talk"

    door = new_page(client=door_client, **kind)
    door.goto(f"{reverse('fairs:door', args=[fair.slug])}?booking={booking.public_id}")
    follow(door, door.locator(f'a[href="{reverse("fairs:door-came-of-it", args=[fair.slug, booking.public_id])}"]'))
    looks_well(door, f"came-of-it-slip-{mark}", scripts=javascript)
    follow(door, door.locator('button[value="withhold"]'))
    assert Interview.objects.get(booking=booking).said == "withheld"

    office = new_page(client=office_client, **kind)
    office.goto(reverse("fairs:office-fair", args=[fair.slug]))
    looks_well(office, f"office-both-sides-{mark}", scripts=javascript)


@pytest.mark.parametrize(
    ("size", "language", "javascript"), [(PHONE, "zh-hans", False), (DESK, "en", True)], ids=["phone", "desk"]
)
def test_how_somebody_gets_on(
    new_page: Pages, office_client: Client, fair: Fair, size: Any, language: str, javascript: bool
) -> None:
    kind = {"javascript": javascript, "size": size, "language": language}
    mark = f"{language}-{size['width']}"
    stand = factories.make_stand(fair, times=8, capacity=8)
    booking = talked(stand, "hired")
    person = booking.person
    assert person is not None
    Person.objects.filter(pk=person.pk).update(contact="ayi@example.org")

    seeker = new_page(**kind)
    seeker.goto(address("came-of-it", booking))
    looks_well(seeker, f"may-ask-{mark}", scripts=javascript)
    seeker.locator('form:has(button[value="agree"]) input[name="ask"]').check()
    follow(seeker, seeker.locator('button[value="agree"]'))
    looks_well(seeker, f"may-ask-said-{mark}", scripts=javascript)
    row = FollowUp.objects.get()
    follow(seeker, seeker.locator(f'a[href="{follow_up_path(row)}"]'))
    looks_well(seeker, f"how-it-goes-before-{mark}", scripts=javascript)
    FollowUp.objects.update(since=timezone.localdate(clock.now()) - timedelta(days=31))
    seeker.reload()
    looks_well(seeker, f"how-it-goes-{mark}", scripts=javascript)
    follow(seeker, seeker.locator('button[value="yes"]'))
    looks_well(seeker, f"how-it-goes-answered-{mark}", scripts=javascript)
    assert FollowUpCount.objects.get().yes == 1
    follow(seeker, seeker.locator('main a[href$="about-me"]'))
    looks_well(seeker, f"how-it-goes-about-me-{mark}", scripts=javascript)
    seeker.goto(follow_up_path(row))
    follow(seeker, seeker.locator('form[action$="stop"] button'))
    looks_well(seeker, f"how-it-went-{mark}", scripts=javascript)
    assert not FollowUp.objects.exists()
    seeker.goto(follow_up_path(row))
    looks_well(seeker, f"how-it-goes-gone-{mark}", scripts=javascript)

    FollowUpCount.objects.update(asked=23, yes=12, no=6, withheld=2)
    office = new_page(client=office_client, **kind)
    office.goto(reverse("fairs:office-fair", args=[fair.slug]))
    looks_well(office, f"office-how-it-goes-{mark}", scripts=javascript)

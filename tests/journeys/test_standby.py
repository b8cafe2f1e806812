"""Somebody does not come: a number at the fair is told, takes the place by a tap, and what came of the talk is noted;
on a telephone without scripts and at a desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking import own_links
from duikou.booking.models import Booking, Ticket
from duikou.fairs.actions import numbers, standby
from duikou.fairs.models import Interview, Stand
from tests.browser import DESK, PHONE, follow, looks_well
from tests.fairs import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "language", "scripts"), [(PHONE, "zh-hans", False), (DESK, "en", True)])
def test_place_that_nobody_came_for(
    new_page: Callable[..., Any],
    door_client: Client,
    employer_client: Any,
    size: Any,
    language: str,
    scripts: bool,
) -> None:
    title = {"zh-hans": "示例：高校毕业生专场招聘会", "en": "Example: fair for graduates"}
    fair = factories.make_fair(state="running", title=title, starts_at=clock.now() - timedelta(minutes=6))
    stand = factories.make_stand(fair, employer_client.organisation, times=1, interview_minutes=20)
    Stand.objects.filter(pk=stand.pk).update(here_at=clock.now())
    factories.make_booking(stand)
    ticket = numbers.hand_out(fair=fair, stands=[stand], by=COMMAND)
    assert isinstance(ticket, Ticket)
    assert standby.hold_out_places() == 1
    kind, mark = {"javascript": scripts, "size": size, "language": language}, f"{language}-{size['width']}"

    door = new_page(client=door_client, **kind)
    door.goto(reverse("fairs:door-queue", args=[fair.slug]))
    looks_well(door, f"standby-door-{mark}", scripts=scripts)

    board = new_page(**kind)
    board.goto(reverse("fairs:board", args=[fair.slug]))
    looks_well(board, f"standby-board-{mark}", scripts=scripts)

    person = new_page(**kind)
    person.goto(own_links.number_path(ticket))
    looks_well(person, f"standby-number-{mark}", scripts=scripts)
    person.locator(".banner a").click()
    looks_well(person, f"standby-chance-{mark}", scripts=scripts)
    person.locator("button[value=take]").click()
    assert person.locator(".state.done").is_visible()
    looks_well(person, f"standby-taken-{mark}", scripts=scripts)
    booking = Booking.objects.get(channel="standby")

    table = new_page(client=employer_client, **kind)
    table.goto(reverse("fairs:table", args=[fair.slug]))
    table.locator("button[value=next]").click()
    follow(table, table.locator("button[value=start]").first)
    looks_well(table, f"standby-table-{mark}", scripts=scripts)
    follow(table, table.locator(".talk.big button[value=interested]"))
    assert Interview.objects.get(booking=booking).outcome == "interested"

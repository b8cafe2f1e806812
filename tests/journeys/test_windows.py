"""Chromium at the windows of a centre: a newcomer without scripts books and cancels; a number is taken and called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking.models import Booking, Ticket
from duikou.desk.actions import hours, laying
from duikou.desk.actions.centres import make_numbers_link
from duikou.desk.models import Centre
from tests.browser import DESK, PHONE, assert_accessible, assert_fits, shot
from tests.desk.factories import make_service, make_topic, make_window, span
from tests.desk.test_laying import make_desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def centre() -> Centre:
    """A centre that is open all of today and tomorrow."""
    made = make_desk(slug="one", access="step_free")
    make_window(made, "2", {"zh-hans": "证照窗口", "en": "Papers"})
    what = {"zh-hans": "户口簿\n疫苗接种证", "en": "Household register\nVaccination card"}
    make_service(made, "入学咨询", topics=[make_topic("school")], what_to_bring=what, languages=["zh-Hans", "bo"])
    today = timezone.localdate(clock.now())
    for day in (today, today + timedelta(days=1)):
        spans = (span("00:01-23:59") if day == today else span("09:00-12:00"),)
        hours.add_special_days(centre=made, starts_on=day, ends_on=day, kind="hours", spans=spans, by=COMMAND)
    laying.lay_days()
    return make_numbers_link(centre=made, by=COMMAND)


def test_newcomer_without_scripts_books_a_window_and_cancels(new_page: Callable[..., Any], centre: Centre) -> None:
    page = new_page(javascript=False, size=PHONE, language="zh-hans")
    page.goto("/appointments/")
    assert_fits(page)
    shot(page, "appointments-topics-phone")
    page.click("text=上学与教育")
    shot(page, "appointments-windows-phone")
    assert_fits(page)
    page.click("main .windows a")
    page.locator(".days a").nth(1).click()
    shot(page, "appointments-times-phone")
    assert_fits(page)
    page.locator("input[name=slot]").first.check(force=True)
    page.fill("input[name=name]", "王小芳")
    page.fill("input[name=contact]", "13912345678")
    page.click("button[value=book]")
    page.locator("text=疫苗接种证").wait_for()
    shot(page, "appointments-ticket-phone")
    assert_fits(page)
    page.click("a.danger")
    page.click("main button.danger")
    page.locator("text=您取消了").wait_for()
    assert Booking.objects.get().state == "cancelled"


def test_number_from_the_tablet_is_called_by_a_window_and_shown_on_the_board(
    new_page: Callable[..., Any], client_with: Callable[..., Any], centre: Centre
) -> None:
    tablet, board = new_page(javascript=False, size=DESK, language="zh-hans"), new_page(size=DESK, language="zh-hans")
    tablet.goto(f"/centres/one/number/{centre.numbers_key}")
    shot(tablet, "tablet-desk")
    tablet.locator("main form button").first.click()
    tablet.locator("text=A001").wait_for()
    shot(tablet, "tablet-taken-desk")
    board.goto("/centres/one/board")
    staff = client_with("centre", organisation=centre.organisation)
    window = new_page(client=staff, size=PHONE, language="zh-hans")
    window.goto(f"/desk/one/window/{centre.windows.order_by('number')[0].public_id}/")
    shot(window, "window-phone")
    assert_fits(window)
    assert_accessible(window)
    window.click("button[value=next]")
    board.locator(".call:first-child:has-text('A001')").wait_for(timeout=15_000)
    shot(board, "centre-board-desk")
    shot(window, "window-called-phone")
    window.click("button[value=serve]")
    window.click("button[value=done]")
    assert Ticket.objects.get().state == "done"
    window.goto("/desk/one/")
    shot(window, "desk-phone")
    assert_fits(window)

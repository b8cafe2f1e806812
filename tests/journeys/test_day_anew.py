"""Between the draw and the day in Chromium: the office plans the day anew, seeing first what would happen, and people
say when they can be there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duikou.booking.models import Booking, Slot
from duikou.fairs import links
from tests.browser import DESK, PHONE, follow, looks_well
from tests.fairs import factories
from tests.fairs.drawing import a_fair_drawn, busy_at, drawn, entered, one_without_a_time

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TITLE = {"zh-hans": "示例：高校毕业生专场招聘会", "en": "Example: fair for graduates"}
CASES = [("zh-hans", PHONE, True), ("en", DESK, False)]


@pytest.mark.parametrize(("language", "size", "javascript"), CASES, ids=["phone", "desk"])
def test_office_looks_at_the_plan_and_does_it(
    new_page: Callable[..., Any],
    client_with: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    size: Any,
    javascript: bool,
) -> None:
    fair, _posts, late = one_without_a_time(monkeypatch, title=TITLE)
    (free,) = Slot.objects.filter(offer=fair.offer, taken=0)
    busy_at(free, late)
    name = f"day-anew-{language}"
    office = client_with("office", organisation=factories.make_office(), language=language)
    page = new_page(javascript=javascript, size=size, language=language, client=office)
    page.goto(reverse("fairs:office-draw", args=[fair.slug]))
    looks_well(page, f"{name}-1-console", scripts=javascript)
    follow(page, page.locator("a[href$='/draw/day']"))
    assert page.locator("table").count() == 2  # who gets a time, and who is moved for it
    looks_well(page, f"{name}-2-plan", scripts=javascript)
    page.select_option("[name=most]", "0")
    follow(page, page.locator("form[method=get] button"))
    assert page.locator("input[name=digest]").count() == 0
    looks_well(page, f"{name}-3-nobody-moved", scripts=javascript)
    page.select_option("[name=most]", "20")
    follow(page, page.locator("form[method=get] button"))
    follow(page, page.locator("main form[method=post] button"))
    looks_well(page, f"{name}-4-done", scripts=javascript)
    assert Booking.objects.get(won_by__entry=late).state == "confirmed"
    mine = new_page(javascript=javascript, size=size, language=language)
    mine.goto(links.entry_path(late))
    looks_well(mine, f"{name}-5-entry", scripts=javascript)


@pytest.mark.parametrize(("language", "size", "javascript"), CASES, ids=["phone", "desk"])
def test_somebody_says_when_they_can_be_there_and_the_office_plans_by_it(
    new_page: Callable[..., Any],
    client_with: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    size: Any,
    javascript: bool,
) -> None:
    begins = datetime.combine(timezone.localdate() + timedelta(days=7), time(9), timezone.get_default_timezone())
    fair, posts = a_fair_drawn(starts_at=begins, ends_at=begins + timedelta(hours=7), title=TITLE)
    entry = entered(fair, posts[:1])
    name = f"hours-{language}"
    page = new_page(javascript=javascript, size=size, language=language)
    page.goto(links.entry_path(entry))
    looks_well(page, f"{name}-1-entry", scripts=javascript)
    follow(page, page.locator("a[href$='/hours']"))
    page.fill("[name=there_from]", "12:00")
    page.fill("[name=there_until]", "10:00")
    looks_well(page, f"{name}-2-form", scripts=javascript)
    follow(page, page.locator("main form button"))
    assert page.locator(".errors").count() == 1
    looks_well(page, f"{name}-3-refused", scripts=javascript)
    page.fill("[name=there_from]", "")
    page.fill("[name=there_until]", "15:00")
    follow(page, page.locator("main form button"))
    assert "15:00" in page.locator("#hours + p").inner_text()
    drawn(fair, monkeypatch)
    follow(page, page.locator("a[href$='/hours']"))
    page.fill("[name=there_from]", "09:10")
    page.fill("[name=there_until]", "")
    follow(page, page.locator("main form button"))
    assert page.locator("ol.wishes .banner.warn").count() == 1  # the time is at nine
    looks_well(page, f"{name}-4-beside", scripts=javascript)

    office = client_with("office", organisation=factories.make_office(), language=language)
    desk = new_page(javascript=javascript, size=size, language=language, client=office)
    desk.goto(reverse("fairs:office-draw-hours", args=[fair.slug]))
    looks_well(desk, f"{name}-5-counter", scripts=javascript)
    desk.goto(reverse("fairs:office-draw-day", args=[fair.slug]))
    looks_well(desk, f"{name}-6-plan", scripts=javascript)
    follow(desk, desk.locator("main form[method=post] button"))
    page.goto(links.entry_path(entry))
    assert page.locator("ol.wishes .banner.warn").count() == 0
    looks_well(page, f"{name}-7-moved", scripts=javascript)

"""Between the draw and the day in Chromium: the office plans the day anew, seeing first what would happen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.booking.models import Booking, Slot
from duikou.fairs import links
from tests.browser import DESK, PHONE, follow, looks_well
from tests.fairs import factories
from tests.fairs.drawing import busy_at, one_without_a_time

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

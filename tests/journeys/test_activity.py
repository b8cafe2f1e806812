"""An activity in Chromium: written, signed up for by families without scripts, waited for, let in, told of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse_lazy
from django.utils import timezone

from duikou.activities.models import Activity
from duikou.base import clock
from tests.activities.factories import make_body, make_channel, make_kind
from tests.browser import DESK, PHONE, follow, looks_well
from tests.directory.photos import drawn

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Pages = Callable[..., Any]
MINE, COVERAGE = reverse_lazy("activities:work"), reverse_lazy("activities:coverage")


def test_from_an_announcement_to_its_report(
    new_page: Pages, client_with: Callable[..., Any], clock_at: Callable[..., None]
) -> None:
    body = make_body()
    make_kind(), make_channel()
    begin = timezone.localtime(clock.now() + timedelta(days=4)).replace(hour=15, minute=0, second=0, microsecond=0)

    staff = new_page(size=DESK, client=client_with("centre", body))
    staff.goto(str(MINE))
    looks_well(staff, "activities-mine-none")
    follow(staff, staff.get_by_role("link", name="New activity").first)
    for name, text in {
        "title_zh-hans": "亲子剪纸课", "title_en": "Paper cutting", "place_name_zh-hans": "祁连社区二楼",
        "what_to_bring_zh-hans": "小剪刀", "starts_at": f"{begin:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begin + timedelta(hours=2):%Y-%m-%dT%H:%M}", "places": "5", "seats_max": "4",
    }.items():  # fmt: skip
        staff.fill(f"[name={name}]", text)
    staff.select_option("[name=kind]", index=1)
    staff.select_option("[name=channel]", index=1)
    staff.check("[name=check_in]")
    looks_well(staff, "activity-form")
    follow(staff, staff.get_by_role("button", name="Keep"))
    follow(staff, staff.get_by_role("button", name="Publish"))
    looks_well(staff, "activity-kept")
    kept = staff.url

    family = new_page(javascript=False, size=PHONE, language="zh-hans")
    family.goto("/activities/")
    looks_well(family, "activities", scripts=False)
    follow(family, family.get_by_role("link", name="亲子剪纸课"))
    looks_well(family, "activity", scripts=False)
    there = family.url
    follow(family, family.get_by_role("link", name="报名"))
    sign_up(family, "王小芳", "fang@example.org", 3)
    looks_well(family, "activity-ticket", scripts=False)
    assert family.get_by_text("亲子剪纸课").first.is_visible()
    ticket = family.url
    code = family.locator(".code").inner_text()

    large = new_page(javascript=False, size=PHONE, language="zh-hans")
    large.goto(there)
    follow(large, large.get_by_role("link", name="报名"))
    sign_up(large, "马大勇", "yong@example.org", 4)
    assert large.get_by_text("剩下的名额不够").first.is_visible()
    looks_well(large, "activity-too-few", scripts=False)
    follow(large, large.locator("button[value=wait]"))
    looks_well(large, "activity-waiting", scripts=False)
    waiting = large.url

    staff.goto(kept)
    follow(staff, staff.get_by_role("link", name="Change"))
    staff.fill("[name=places]", "8")
    follow(staff, staff.get_by_role("button", name="Keep"))
    large.goto(waiting)
    looks_well(large, "activity-promoted", scripts=False)
    family.goto(ticket)

    clock_at(begin - timedelta(minutes=10))
    staff.goto(kept)
    follow(staff, staff.get_by_role("link", name="To the door"))
    staff.fill("[name=text]", code)
    follow(staff, staff.get_by_role("button", name="Find"))
    looks_well(staff, "activity-door")
    follow(staff, staff.get_by_role("button", name="Let in"))
    staff.fill("[name=heads]", "9")
    follow(staff, staff.get_by_role("button", name="Count"))
    looks_well(staff, "activity-door-counted")

    clock_at(begin + timedelta(hours=3))
    staff.goto(f"{MINE}?state=past")
    looks_well(staff, "activities-lacking")
    follow(staff, staff.locator(".banner a").first)
    follow(staff, staff.get_by_role("button", name="Take that number"))
    staff.fill("[name=text_zh-hans]", "大家一起剪窗花，贴满了一面墙。")
    follow(staff, staff.get_by_role("button", name="Keep"))
    staff.locator("summary", has_text="Add a picture").click()
    picture = {"name": "wall.jpg", "mimeType": "image/jpeg", "buffer": drawn(800, 500).getvalue()}
    staff.set_input_files("[name=file]", picture)
    staff.check("[name=recognisable][value=nobody]")
    staff.fill("[name=caption_zh-hans]", "贴满窗花的墙")
    follow(staff, staff.get_by_role("button", name="Add it"))
    follow(staff, staff.get_by_role("button", name="Publish the report"))
    looks_well(staff, "activity-report")
    family.goto(there)
    assert family.get_by_text("共有 12 人参加").is_visible()
    assert family.locator("figure.photo img").count() == 1
    looks_well(family, "activity-over", scripts=False)
    family.goto(f"/activities/?m={begin:%Y-%m}")
    looks_well(family, "activities-month", scripts=False)
    assert Activity.objects.get().heads == 12

    office = new_page(size=DESK, client=client_with("programme", body))
    office.goto(str(COVERAGE))
    looks_well(office, "activities-coverage")
    phone = new_page(size=PHONE, client=client_with("programme", body), language="zh-hans")
    phone.goto(str(COVERAGE))
    looks_well(phone, "activities-coverage-phone")


def sign_up(page: Any, name: str, contact: str, seats: int) -> None:
    """Fill the form in and send it."""
    page.fill("[name=name]", name)
    page.fill("[name=contact]", contact)
    page.fill("[name=seats]", str(seats))
    follow(page, page.locator("button[value=book]"))

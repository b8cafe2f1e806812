"""A volunteer in Chromium: joins a shift on a telephone without scripts, is checked in, has the hours confirmed, prints
the certificate that anybody can check, and leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse_lazy
from django.utils import timezone

from duikou.activities.models import HoursBook, ShiftHours
from duikou.base import clock
from duikou.directory.models import Place
from tests.activities.factories import make_body
from tests.browser import DESK, PHONE, follow, looks_well

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Pages = Callable[..., Any]
TEAMS, CHECK = reverse_lazy("activities:keep-teams"), reverse_lazy("activities:certificates")


def test_from_a_team_to_a_certificate_and_away(
    new_page: Pages, client_with: Callable[..., Any], clock_at: Callable[..., None]
) -> None:
    body = make_body()
    Place.objects.create(name={"zh-hans": "社区食堂", "en": "Canteen"})
    begin = timezone.localtime(clock.now() + timedelta(days=4)).replace(hour=10, minute=0, second=0, microsecond=0)

    leader = new_page(size=DESK, client=client_with("centre", body))
    leader.goto(str(TEAMS))
    looks_well(leader, "volunteer-teams-none")
    follow(leader, leader.get_by_role("link", name="New team").first)
    leader.fill("[name='name_zh-hans']", "邻里助餐志愿队")
    leader.fill("[name='about_zh-hans']", "给行动不便的邻居送午饭。")
    follow(leader, leader.get_by_role("button", name="Keep"))
    follow(leader, leader.get_by_role("button", name="Show it to everybody"))
    follow(leader, leader.get_by_role("link", name="New shift").first)
    leader.fill("[name='title_zh-hans']", "送午饭")
    leader.fill("[name=starts_at]", f"{begin:%Y-%m-%dT%H:%M}")
    leader.fill("[name=ends_at]", f"{begin + timedelta(hours=3):%Y-%m-%dT%H:%M}")
    leader.select_option("[name=place]", index=1)
    looks_well(leader, "volunteer-shift-form")
    follow(leader, leader.get_by_role("button", name="Keep"))
    looks_well(leader, "volunteer-shift-kept")
    kept = leader.url

    helper = new_page(javascript=False, size=PHONE, language="zh-hans")
    helper.goto("/volunteers/")
    looks_well(helper, "volunteer-teams", scripts=False)
    follow(helper, helper.get_by_role("link", name="送午饭"))
    looks_well(helper, "volunteer-shift", scripts=False)
    follow(helper, helper.get_by_role("link", name="报名这个班次"))
    helper.fill("[name=name]", "王小芳")
    helper.fill("[name=contact]", "fang@example.org")
    follow(helper, helper.locator("button[value=book]"))
    looks_well(helper, "volunteer-ticket", scripts=False)
    code = helper.locator(".code").inner_text()
    follow(helper, helper.get_by_role("link", name="记录我的服务时长"))
    looks_well(helper, "volunteer-keep-hours", scripts=False)
    helper.fill("[name=name]", "王小芳")
    follow(helper, helper.locator("button[value=new]"))
    looks_well(helper, "volunteer-hours-empty", scripts=False)
    book = helper.url

    clock_at(begin)
    phone = new_page(size=PHONE, client=client_with("centre", body), language="zh-hans")
    phone.goto(kept)
    follow(phone, phone.get_by_role("link", name="到岗签到"))
    phone.fill("[name=text]", code)
    follow(phone, phone.get_by_role("button", name="查找"))
    looks_well(phone, "volunteer-door")
    follow(phone, phone.get_by_role("button", name="签到"))
    clock_at(begin + timedelta(hours=4))
    phone.goto(kept)
    follow(phone, phone.get_by_role("link", name="时长与致谢"))
    looks_well(phone, "volunteer-hours-confirm")
    phone.fill("[name=hours]", "2.5")
    follow(phone, phone.get_by_role("button", name="确认时长"))
    follow(phone, phone.get_by_role("button", name="向志愿者致谢"))
    looks_well(phone, "volunteer-hours-confirmed")

    helper.goto(book)
    looks_well(helper, "volunteer-hours", scripts=False)
    follow(helper, helper.get_by_role("link", name="打印服务时长证明"))
    looks_well(helper, "volunteer-certificate", scripts=False)
    assert helper.get_by_text("2.5 小时").first.is_visible()
    letters = helper.locator(".letters").inner_text()
    anybody = new_page(size=DESK)
    anybody.goto(f"{CHECK}#{letters}")
    anybody.wait_for_selector(".certificate")
    assert anybody.get_by_text("This certificate is genuine").is_visible()
    looks_well(anybody, "volunteer-certificate-checked")

    helper.goto(book)
    helper.locator("summary", has_text="退出").click()
    follow(helper, helper.get_by_role("button", name="退出并删除时长簿"))
    assert helper.get_by_text("您的时长簿已删除").first.is_visible()
    assert not HoursBook.objects.exists()
    assert ShiftHours.objects.get().minutes == 150

"""A class in Chromium: laid by the week, signed up for on a telephone without scripts, ticked, closed, and certified; a
stranger checks the certificate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse_lazy
from django.utils import timezone

from duikou.activities.models import Course
from duikou.base import clock
from tests.activities.factories import make_body, make_channel, make_kind
from tests.browser import DESK, PHONE, follow, looks_well

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Pages = Callable[..., Any]
MINE = reverse_lazy("activities:class-work")


def test_from_the_programme_to_a_certificate_that_a_stranger_checks(
    new_page: Pages, client_with: Callable[..., Any], clock_at: Callable[..., None]
) -> None:
    body = make_body()
    make_kind("class", "技能课程"), make_channel()
    begin = timezone.localtime(clock.now() + timedelta(days=4)).date()

    staff = new_page(size=DESK, client=client_with("centre", body))
    staff.goto(str(MINE))
    looks_well(staff, "classes-mine-none")
    follow(staff, staff.get_by_role("link", name="New class").first)
    for name, said in {
        "title_zh-hans": "电脑入门", "title_en": "First steps with a computer",
        "place_name_zh-hans": "祁连社区二楼电脑室",
        "first_on": f"{begin:%Y-%m-%d}", "begins": "19:00", "ends": "20:30", "number": "3", "seats": "12",
        "certificate_from": "2", "about_zh-hans": "开机、打字、上网、发邮件。",
        "taught_by_zh-hans": "示例职业学校李老师",
        "known_before_zh-hans": "不用基础", "what_to_bring_zh-hans": "笔记本和笔", "taught_in_zh-hans": "普通话",
    }.items():  # fmt: skip
        staff.fill(f"[name={name}]", said)
    staff.select_option("[name=kind]", index=1)
    staff.select_option("[name=channel]", index=1)
    staff.select_option("[name=level]", "beginners")
    staff.check(f"[name=weekdays][value='{begin.weekday()}']")
    looks_well(staff, "class-form")
    follow(staff, staff.get_by_role("button", name="Keep"))
    follow(staff, staff.get_by_role("button", name="Publish"))
    looks_well(staff, "class-kept")
    kept = staff.url

    resident = new_page(javascript=False, size=PHONE, language="zh-hans")
    resident.goto("/classes/")
    looks_well(resident, "classes", scripts=False)
    follow(resident, resident.get_by_role("link", name="电脑入门"))
    looks_well(resident, "class", scripts=False)
    follow(resident, resident.get_by_role("link", name="报名整个课程"))
    looks_well(resident, "class-join", scripts=False)
    resident.fill("[name=name]", "阿依古丽·买买提")
    resident.fill("[name=contact]", "gul@example.org")
    follow(resident, resident.locator("button[value=book]"))
    looks_well(resident, "class-ticket", scripts=False)
    ticket = resident.url

    course = Course.objects.get()
    for at, session in enumerate(course.sessions.all()):
        clock_at(session.starts_at + timedelta(minutes=5))
        staff.goto(kept)
        follow(staff, staff.get_by_role("link", name="Register"))
        if at < 2:
            staff.check("[name=here]")
        if not at:
            looks_well(staff, "class-register")
        follow(staff, staff.get_by_role("button", name="Keep the register"))
    clock_at(session.ends_at + timedelta(minutes=5))
    staff.goto(kept)
    looks_well(staff, "class-over")
    follow(staff, staff.get_by_role("button", name="Close the class"))
    assert staff.get_by_text("1 person has earned the certificate.").is_visible()

    resident.goto(ticket)
    looks_well(resident, "class-ticket-over", scripts=False)
    follow(resident, resident.get_by_role("link", name="我的结业证书"))
    looks_well(resident, "class-own", scripts=False)
    follow(resident, resident.get_by_role("button", name="生成证书"))
    looks_well(resident, "certificate", scripts=False)
    address = resident.get_by_role("link", name="这张证书的网址").get_attribute("href")
    code = resident.locator(".letters").inner_text()

    stranger = new_page(size=DESK)
    asked: list[str] = []
    stranger.on("request", lambda request: asked.append(request.url))
    stranger.goto(address)
    stranger.get_by_text("This certificate is genuine").wait_for()
    assert stranger.get_by_text("阿依古丽·买买提").is_visible()
    assert not any("C1." in one for one in asked)
    looks_well(stranger, "certificate-checked")
    plain = new_page(javascript=False, size=PHONE, language="zh-hans")
    plain.goto("/certificates/")
    plain.fill("[name=code]", code[:-4])
    follow(plain, plain.get_by_role("button", name="核验"))
    assert plain.get_by_text("这不是本市发的证书").is_visible()
    looks_well(plain, "certificate-bad", scripts=False)
    plain.fill("[name=code]", code)
    follow(plain, plain.get_by_role("button", name="核验"))
    assert plain.get_by_text("证书属实").is_visible()

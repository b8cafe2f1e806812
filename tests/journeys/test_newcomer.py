"""A newcomer in Chromium, from the guide to an answer and an appointment: with nothing left behind, where nothing is
agreed to, and with a message, where somebody leaves an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.desk.actions import guide, hours, laying
from duikou.desk.models import Enquiry
from duikou.directory.models import Organisation, Person
from duikou.journal.outbox import deliver_due
from tests.browser import DESK, PHONE, follow, looks_well
from tests.desk.factories import make_service, make_topic
from tests.desk.question_factories import make_answer, make_duty
from tests.desk.test_laying import make_desk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SHUT = """for (const kept of ["localStorage", "indexedDB", "caches"])
  Object.defineProperty(window, kept, { get() { throw new Error("shut") } })"""


@pytest.fixture
def body() -> Organisation:
    """A centre with a window for school, a guide with a page about it, and an answer."""
    centre = make_desk(slug="one")
    topic = make_topic("school")
    make_service(centre, "入学咨询", topics=[topic])
    day = timezone.localdate(clock.now()) + timedelta(days=1)
    hours.add_special_days(centre=centre, starts_on=day, ends_on=day, kind="closed", by=COMMAND)
    laying.lay_days()
    body: Organisation = centre.organisation
    make_duty(body, topic)
    make_answer(body, topic)
    page = guide.add_guide_page(slug="school", topic=topic, by=COMMAND)
    for language, title, text in (("zh-hans", "上学", "- [ ] 报名"), ("en", "School", "- [ ] Sign up")):
        guide.publish_guide_text(page=page, language=language, title=title, body=text, by=COMMAND)
    return body


@pytest.mark.parametrize("agrees", [False, True], ids=["agrees-to-nothing", "leaves-an-address"])
def test_from_the_guide_to_an_answer(
    new_page: Callable[..., Any], client_with: Callable[..., Any], body: Organisation, agrees: bool
) -> None:
    page = new_page(size=PHONE, language="zh-hans")
    if not agrees:
        page.add_init_script(SHUT)  # whatever a browser may refuse to keep
    page.goto("/guide/school")
    page.check("[data-tick='school:1']")
    looks_well(page, f"newcomer-guide-{agrees}")
    follow(page, page.get_by_role("link", name="请帮我办"))
    page.fill("textarea[name=text]", "插班要带什么材料？")
    if agrees:
        page.fill("[name=contact]", "somebody@example.org")
    follow(page, page.get_by_role("button", name="提交咨询"))
    mine, code = page.url.partition("?")[0], page.locator(".code").inner_text()

    staff = new_page(size=DESK, client=client_with("centre", body))
    staff.goto("/office/questions/")
    follow(staff, staff.locator("table.cards a").first)
    staff.fill("textarea[name=text]", "带户口簿和转学证明。")
    follow(staff, staff.get_by_role("button", name="Send the answer"))
    deliver_due()
    assert len(mail.outbox) == agrees

    page.context.clear_cookies()
    page.goto("/questions/mine/")
    page.locator("main input[type=text], main input:not([type])").first.fill(code)
    follow(page, page.locator("main form button").first)
    assert page.get_by_text("带户口簿和转学证明。").is_visible()
    assert page.url == mine
    assert Person.objects.count() == 0, "who asks is nobody who is kept"
    assert bool(Enquiry.objects.get().contact) is agrees
    page.goto("/guide/school")
    follow(page, page.get_by_role("link", name="预约窗口").last)
    assert re.search(r"/appointments/\?topic=school$", page.url)
    assert page.locator("main .windows a").count() == 1
    if not agrees:
        assert {one["name"] for one in page.context.cookies()} <= {"duikou_csrf"}

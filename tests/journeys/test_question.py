"""A question in Chromium: asked without scripts, answered, made an answer for everybody, found, and out of the search
when its policy ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from duikou.base.actor import COMMAND
from duikou.desk.actions.answers import flag_ended
from duikou.plans.actions.policies import withdraw_policy
from tests.browser import DESK, PHONE, follow, looks_well
from tests.desk.question_factories import make_duty
from tests.fairs.factories import make_office
from tests.plans.factories import make_policy

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Pages = Callable[..., Any]


def test_from_a_question_to_an_answer_for_everybody(new_page: Pages, client_with: Callable[..., Any]) -> None:
    body = make_office("示例：祁连服务中心")
    topic = make_duty(body)
    policy = make_policy(body, title="示例：入学服务办法")

    asker = new_page(javascript=False, size=PHONE, language="zh-hans")
    asker.goto("/answers/?q=上学")
    looks_well(asker, "answers-none", scripts=False)
    follow(asker, asker.get_by_role("link", name="我要咨询").last)
    asker.select_option("select[name=topic]", str(topic.pk))
    asker.fill("textarea[name=text]", "孩子几岁可以上小学？")
    looks_well(asker, "ask", scripts=False)
    follow(asker, asker.get_by_role("button", name="提交咨询"))
    looks_well(asker, "my-question-asked", scripts=False)
    assert asker.locator(".code").count() == 1
    mine = asker.url

    staff = new_page(size=DESK, client=client_with("centre", body))
    staff.goto("/office/questions/")
    looks_well(staff, "inbox")
    follow(staff, staff.locator("table.cards a").first)
    looks_well(staff, "question")
    staff.fill("textarea[name=text]", "年满六周岁就可以报名。")
    follow(staff, staff.get_by_role("button", name="Send the answer"))
    follow(staff, staff.get_by_role("link", name="Write one"))
    staff.select_option("select[name=first]", str(policy.pk))
    for name, text in {
        "question_zh": "孩子几岁可以上小学？", "text_zh": "年满六周岁的儿童，每年六月报名。", "first_clauses": "第一条",
    }.items():  # fmt: skip
        staff.fill(f"[name={name}]", text)
    looks_well(staff, "answer-form")
    follow(staff, staff.get_by_role("button", name="Keep"))
    follow(staff, staff.get_by_role("button", name="Publish"))
    looks_well(staff, "answer-published")

    asker.goto(mine)
    looks_well(asker, "my-question-answered", scripts=False)
    follow(asker, asker.get_by_role("button", name="有帮助"))
    asker.goto("/answers/?q=上小学")
    looks_well(asker, "answers-found", scripts=False)
    follow(asker, asker.get_by_role("link", name="孩子几岁可以上小学？"))
    looks_well(asker, "answer", scripts=False)
    there = asker.url
    follow(asker, asker.get_by_role("link", name="示例：入学服务办法"))
    looks_well(asker, "policy", scripts=False)

    withdraw_policy(policy=policy, by=COMMAND)
    flag_ended()
    asker.goto(there)
    assert asker.get_by_text("这条答复可能已经失效。").is_visible()
    looks_well(asker, "answer-flagged", scripts=False)
    asker.goto("/answers/?q=上小学&x=1")
    assert asker.locator(".posts li").count() == 0
    staff.goto("/office/answers/")
    assert staff.get_by_role("link", name="孩子几岁可以上小学？").is_visible()
    looks_well(staff, "answers-to-look-at")

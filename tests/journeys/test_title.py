"""A title in Chromium: proposed by the office, assessed by the body, visited, ruled by two, read by everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from duikou.activities.models import Candidacy, Review, Visit
from duikou.base.recent import drop_everything
from duikou.directory.models import Decision, Organisation
from tests.activities.factories import make_body
from tests.activities.title_factories import make_programme, today
from tests.browser import DESK, PHONE, follow, looks_well
from tests.directory.photos import drawn

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Pages = Callable[..., Any]


def page_of(name: str, *args: Any) -> str:
    return reverse(f"activities:{name}", args=args)


def test_from_a_proposal_to_the_public_page(new_page: Pages, client_with: Callable[..., Any]) -> None:
    programme, body = make_programme(), make_body("示例：祁连社区")
    inspectors = make_body("示例：市文旅局", Organisation.Kind.OFFICE)

    office = new_page(size=DESK, client=client_with("programme", programme.organiser))
    office.goto(page_of("programme", programme.slug))
    looks_well(office, "title-programme-kept")
    follow(office, office.get_by_role("link", name="Propose a body"))
    office.select_option("[name=body]", str(body.pk))
    office.fill("[name=why_zh-hans]", "服务窗口办得好")
    looks_well(office, "title-propose")
    follow(office, office.get_by_role("button", name="Keep"))
    candidacy = Candidacy.objects.get()

    staff = new_page(javascript=False, size=PHONE, language="zh-hans", client=client_with("centre", body, "zh-hans"))
    staff.goto(page_of("title-work"))
    looks_well(staff, "title-work-of-body", scripts=False)
    follow(staff, staff.get_by_role("link", name="填写自评"))
    for criterion in Review.objects.get().edition.criteria.all():
        staff.fill(f"[name=c{criterion.pk}_done]", "已建成并每日开放")
        staff.fill(f"[name=c{criterion.pk}_reached]", "9")
    looks_well(staff, "title-assess", scripts=False)
    follow(staff, staff.get_by_role("button", name="保存并提交"))
    looks_well(staff, "title-handed-in", scripts=False)

    office.goto(page_of("title-work"))
    looks_well(office, "title-work-of-office")
    follow(office, office.get_by_role("link", name="Look at the self-assessment"))
    looks_well(office, "title-assessment")
    follow(office, office.get_by_role("link", name="Plan a visit"))
    office.check(f"[name=bodies][value='{inspectors.pk}']")
    follow(office, office.get_by_role("button", name="Keep"))

    member = new_page(size=PHONE, language="zh-hans", client=client_with("line_body", inspectors, "zh-hans"))
    member.goto(page_of("title-work"))
    follow(member, member.get_by_role("link", name="参加考察"))
    looks_well(member, "title-visit")
    for criterion in Review.objects.get().edition.criteria.all():
        follow(member, member.get_by_role("link", name=str(criterion.text["zh-hans"])))
        member.check("[name=judged][value=met]")
        follow(member, member.get_by_role("button", name="填好了"))
    member.locator("summary", has_text="添加照片").click()
    picture = {"name": "hall.jpg", "mimeType": "image/jpeg", "buffer": drawn(800, 500).getvalue()}
    member.set_input_files("[name=file]", picture)
    member.check("[name=recognisable][value=nobody]")
    member.fill("[name=caption_zh-hans]", "服务大厅")
    follow(member, member.locator("details[open] button"))
    looks_well(member, "title-visit-written")

    office.goto(page_of("visit", Visit.objects.get().public_id))
    follow(office, office.get_by_role("button", name="Show it to everybody"))
    office.goto(page_of("title-work"))
    follow(office, office.get_by_role("link", name="Everything is looked at"))
    office.check("[name=what][value=designate]")
    office.fill("[name=reason_zh-hans]", "服务窗口达到标准")
    office.fill("[name=document_zh-hans]", "嘉统发12号")
    looks_well(office, "title-rule")
    follow(office, office.get_by_role("button", name="Propose it"))
    looks_well(office, "title-ruling")

    approver = new_page(size=DESK, client=client_with("approver"))
    approver.goto(reverse("directory:decision", args=[Decision.objects.get().public_id]))
    looks_well(approver, "title-decision")
    follow(approver, approver.get_by_role("button", name="Approve and do it"))

    drop_everything()
    visitor = new_page(javascript=False, size=PHONE, language="zh-hans")
    visitor.goto(page_of("titles"))
    looks_well(visitor, "titles", scripts=False)
    follow(visitor, visitor.get_by_role("link", name="示例：祁连社区"))
    assert visitor.get_by_text("服务窗口达到标准").is_visible()
    assert visitor.locator("figure.photo img").count() == 1
    looks_well(visitor, "title-body", scripts=False)
    office.goto(page_of("candidacy", candidacy.public_id))
    looks_well(office, "title-candidacy")
    office.goto(page_of("compare", programme.slug))
    looks_well(office, "title-compare")
    assert today() == Candidacy.objects.get().designated_on

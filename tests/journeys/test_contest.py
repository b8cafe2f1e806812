"""A contest in Chromium: a work entered on a telephone without scripts, marked blind, published, shown, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from duikou.activities.models import ContestEntry
from tests.activities.contest_factories import make_contest, make_juror, make_work
from tests.activities.factories import make_body
from tests.browser import DESK, PHONE, follow, looks_well
from tests.directory.photos import drawn

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Pages = Callable[..., Any]


def test_from_a_telephone_to_the_gallery(
    new_page: Pages, client_with: Callable[..., Any], clock_at: Callable[..., None]
) -> None:
    body, judge = make_body(), client_with()
    contest = make_contest(conditions="作品上不要署名。")
    make_juror(contest, judge.account)
    make_work(contest, title="远山")

    entrant = new_page(javascript=False, size=PHONE, language="zh-hans")
    entrant.goto(reverse("activities:contests"))
    looks_well(entrant, "contests", scripts=False)
    follow(entrant, entrant.get_by_role("link", name="书画征集"))
    looks_well(entrant, "contest", scripts=False)
    follow(entrant, entrant.get_by_role("link", name="我要参赛"))
    looks_well(entrant, "contest-enter", scripts=False)
    for name, text in {"title": "春风化雨", "about": "行书，宣纸", "name": "王小芳", "contact": "13900001234"}.items():
        entrant.fill(f"[name={name}]", text)
    entrant.check("[name=own]")
    follow(entrant, entrant.locator("main form button.btn"))
    picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": drawn(800, 600).getvalue()}
    entrant.set_input_files("[name=file]", picture)
    entrant.fill("[name=caption_text]", "四个大字")
    entrant.check("[name=recognisable][value=nobody]")
    follow(entrant, entrant.get_by_role("button", name="添加").first)
    looks_well(entrant, "my-entry", scripts=False)
    mine = entrant.url

    clock_at(contest.closes_at + timedelta(minutes=1))
    juror = new_page(size=DESK, client=judge)
    juror.goto(reverse("activities:juries"))
    looks_well(juror, "juries")
    follow(juror, juror.locator(".posts a").first)
    looks_well(juror, "jury")
    follow(juror, juror.get_by_role("link", name="Mark work"))
    for _work in range(2):
        for field, marks in zip(juror.locator("[type=number]").all(), ("9", "18"), strict=True):
            field.fill(marks)
        looks_well(juror, "sheet")
        assert "王小芳" not in juror.content()
        follow(juror, juror.get_by_role("button", name="Keep and go on"))
    follow(juror, juror.get_by_role("button", name="Hand my marks in"))

    office = new_page(size=DESK, client=client_with("centre", body))
    office.goto(reverse("activities:keep-contest", args=[contest.public_id]))
    looks_well(office, "contest-kept")
    follow(office, office.get_by_role("link", name="Look at the results"))
    looks_well(office, "contest-judged")
    follow(office, office.get_by_role("button", name="Publish the results"))
    entry = ContestEntry.objects.get(number=2)
    office.goto(reverse("activities:kept-entry", args=[contest.public_id, entry.public_id]))
    follow(office, office.get_by_role("button", name="Choose it for the exhibition"))
    looks_well(office, "contest-entry")
    office.goto(reverse("activities:exhibit", args=[contest.public_id]))
    looks_well(office, "contest-exhibit")
    follow(office, office.get_by_role("button", name="Show the chosen works"))

    visitor = new_page(javascript=False, size=PHONE, language="zh-hans")
    visitor.goto(reverse("activities:contest-results", args=[contest.public_id]))
    looks_well(visitor, "contest-results", scripts=False)
    visitor.goto(reverse("activities:gallery", args=[contest.public_id]))
    looks_well(visitor, "gallery", scripts=False)
    follow(visitor, visitor.locator(".shot").first)
    looks_well(visitor, "shown-work", scripts=False)
    assert "王小芳" not in visitor.content()

    entrant.goto(mine)
    looks_well(entrant, "my-entry-won", scripts=False)
    follow(entrant, entrant.get_by_role("link", name="撤回这件作品"))
    follow(entrant, entrant.get_by_role("button", name="确认撤回"))
    visitor.goto(reverse("activities:gallery", args=[contest.public_id]))
    assert "春风化雨" not in visitor.content()

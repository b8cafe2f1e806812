"""Wish, freeze, draw, result, check in Chromium: a seeker and the office, on a telephone and a desk, with and without
scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duikou.base import clock
from duikou.booking.models import Draw, DrawEntry
from duikou.fairs.models import Fair, Post
from tests.browser import WAYS, follow, looks_well, shot
from tests.fairs import factories
from tests.fairs.drawing import DICE, a_fair_drawn, draw_of, entered

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TITLES = ("康复科护士", "数控车工", "小学数学教师")


@pytest.fixture
def ground() -> tuple[Fair, list[Post]]:
    """A fair that is drawn, with three employers of one time each, for which eleven others wish."""
    title = {"zh-hans": "示例：高校毕业生专场招聘会", "en": "Example: fair for graduates"}
    fair, posts = a_fair_drawn(times=1, title=title)
    for post, name in zip(posts, TITLES, strict=True):
        Post.objects.filter(pk=post.pk).update(title=name)
    for _ in range(11):
        entered(fair, posts)
    Draw.objects.update(conditions={"zh-hans": "持有相应职业资格证书。", "en": "You hold the certificate of the post."})
    return fair, posts


@pytest.fixture
def office(client_with: Callable[..., Client]) -> Callable[[str], Client]:
    return lambda language: client_with("office", organisation=factories.make_office(), language=language)


@pytest.mark.parametrize(("language", "size", "javascript"), WAYS)
def test_from_a_wish_to_the_checked_draw(
    new_page: Callable[..., Any],
    ground: tuple[Fair, list[Post]],
    office: Callable[[str], Client],
    monkeypatch: pytest.MonkeyPatch,
    javascript: bool,
    size: Any,
    language: str,
) -> None:
    fair, posts = ground
    name = f"draw-{language}-{size['width']}-{'js' if javascript else 'plain'}"
    page = new_page(javascript=javascript, size=size, language=language)
    page.goto(reverse("fairs:zone", args=[fair.slug]))
    looks_well(page, f"{name}-01-zone", scripts=javascript)
    for number, post in enumerate(posts):
        page.goto(reverse("fairs:post", args=[fair.slug, post.public_id]))
        if not number:
            looks_well(page, f"{name}-02-post", scripts=javascript)
        follow(page, page.locator("a.btn.large"))
        if number == 1:
            looks_well(page, f"{name}-03-add", scripts=javascript)
        follow(page, page.locator("button[value^='add:']"))
    follow(page, page.locator("button[value^='up:']").last)
    assert page.locator("ol.wishes h3").all_inner_texts() == [TITLES[0], TITLES[2], TITLES[1]]
    page.fill("[name=name]", "王小芳")
    page.fill("[name=contact]", "13912345678")
    looks_well(page, f"{name}-04-list", scripts=javascript)
    follow(page, page.locator("button[value=enter]"))
    assert page.locator(".errors").count() == 1  # the tick is missing
    looks_well(page, f"{name}-05-refused", scripts=javascript)
    page.check("[name=meets]")
    follow(page, page.locator("button[value=enter]"))
    entry = DrawEntry.objects.order_by("-pk")[0]
    assert page.locator(".ticket .code").inner_text().replace("-", "") == entry.code
    looks_well(page, f"{name}-06-entry", scripts=javascript)
    mine = page.url
    page.goto(f"{mine}slip")
    looks_well(page, f"{name}-07-slip", scripts=javascript)

    desks = [new_page(javascript=javascript, size=size, language=language, client=office(language)) for _ in range(2)]
    console = reverse("fairs:office-draw", args=[fair.slug])
    desks[0].goto(console)
    looks_well(desks[0], f"{name}-08-console", scripts=javascript)
    desks[0].goto(reverse("fairs:office-draw-enter", args=[fair.slug]))
    looks_well(desks[0], f"{name}-09-counter", scripts=javascript)
    at = draw_of(fair).wishes_until + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: at)
    desks[0].goto(console)
    desks[0].check("[value=spoken]")
    desks[0].fill("[name=source_name]", "54 dice in the hall of the job market, read out by the notary")
    desks[0].fill("[name=source_at]", f"{timezone.localtime(at + timedelta(hours=1)):%Y-%m-%dT%H:%M}")
    looks_well(desks[0], f"{name}-10-freeze", scripts=javascript)
    follow(desks[0], desks[0].locator("button[value=freeze]"))
    looks_well(desks[0], f"{name}-11-frozen", scripts=javascript)
    page.goto(reverse("fairs:draw", args=[fair.slug]))
    looks_well(page, f"{name}-12-public", scripts=javascript)
    page.goto(mine)
    assert draw_of(fair).list_sha256 in page.content()
    looks_well(page, f"{name}-13-frozen-entry", scripts=javascript)
    monkeypatch.setattr(clock, "now", lambda: at + timedelta(hours=2))
    for number, desk in enumerate(desks):
        desk.goto(console)
        desk.fill("[name=seed]", DICE)
        looks_well(desk, f"{name}-14-read-{number}", scripts=javascript)
        follow(desk, desk.locator("button[value=read]"))
    looks_well(desks[1], f"{name}-15-hold", scripts=javascript)
    follow(desks[1], desks[1].locator("button[value=hold]"))
    looks_well(desks[1], f"{name}-16-drawn", scripts=javascript)
    page.goto(mine)
    assert page.locator("ol.wishes .state").count() == 3
    looks_well(page, f"{name}-17-result", scripts=javascript)
    page.goto(reverse("fairs:draw", args=[fair.slug]))
    looks_well(page, f"{name}-18-public", scripts=javascript)
    follow(page, page.locator("a[href*='/draws/verify']"))
    if javascript:
        page.click("#fetch")
        page.wait_for_selector("#verdict :text-matches('Right|对|相符|正确')")
    shot(page, f"{name}-19-check")

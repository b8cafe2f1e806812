"""A job seeker in Chromium: books, gets a ticket, moves, cancels; by phone and at a desk, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from duikou.base.actor import SYSTEM
from duikou.booking import actions as engine
from duikou.booking.models import Booking, WaitingEntry
from duikou.fairs.models import Post
from tests.browser import DESK, WAYS, follow, looks_well, shot
from tests.fairs.factories import make_fair, make_person, make_post, make_stand
from tests.fairs.seeker import book_address, fill, times

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def post() -> Post:
    """A post whose stand meets people on site and online, with a full time and one that is almost full."""
    fair = make_fair(
        title={"zh-hans": "甘南州高校毕业生专场招聘会", "en": "Job fair for graduates of Gannan"},
        what_to_bring={
            "zh-hans": "身份证、毕业证复印件、简历两份",
            "en": "Papers, a copy of your diploma, two résumés",
        },
    )
    post = make_post(fair, stand=make_stand(fair, times=9, capacity=2), index=False)
    fill(times(post)[2])
    return post


@pytest.mark.parametrize(("language", "size", "scripts"), WAYS)
def test_seeker_books_moves_and_cancels(
    new_page: Callable[..., Any], post: Post, language: str, size: Any, scripts: bool
) -> None:
    page = new_page(javascript=scripts, size=size, language=language, dark=scripts and size == DESK)
    way = f"{language}-{size['width']}{'' if scripts else '-plain'}"
    page.goto(reverse("fairs:post", args=[post.fair.slug, post.public_id]))
    follow(page, page.locator("a[href*='/book']").first)
    looks_well(page, f"seeker-{way}-1-times", scripts=scripts)

    follow(page, page.locator("button[value=book]"))
    assert page.locator(".errors li").count() == 3
    looks_well(page, f"seeker-{way}-2-errors", scripts=scripts)

    page.locator("input[name=slot]:not([disabled])").nth(1).check(force=True)
    page.locator("#id_name").fill("阿依古丽·买买提")
    page.locator("#id_contact").fill("139 1234 5678")
    page.locator("button[value=book]").click()
    page.locator(".ticket .code").wait_for()
    booking = Booking.objects.get()
    assert page.locator(".ticket .code").inner_text().replace("-", "") == booking.code
    assert booking.slot == times(post)[1]
    assert page.locator(".banner.done").count() == 1
    assert page.url.endswith("?booked") is not scripts
    looks_well(page, f"seeker-{way}-3-ticket", scripts=scripts)
    page.emulate_media(media="print")
    shot(page, f"seeker-{way}-4-print")
    assert page.locator(".ticket .qr").is_visible()
    assert not page.locator(".btn").first.is_visible()
    page.emulate_media(media="screen")
    with page.expect_download() as calendar:
        page.locator("a[href$=calendar]").click()
    assert calendar.value.suggested_filename.endswith(".ics")

    follow(page, page.locator("a[href$=move]"))
    looks_well(page, f"seeker-{way}-5-move", scripts=scripts)
    page.locator("input[name=slot]:not([disabled])").last.check(force=True)
    page.locator("main form .btn").first.click()
    page.locator(".ticket").wait_for()
    booking.refresh_from_db()
    assert (booking.slot, booking.sequence) == (times(post)[8], 1)

    follow(page, page.locator("a[href$=about-me]"))
    looks_well(page, f"seeker-{way}-6-about-me", scripts=scripts)
    page.go_back()
    page.goto("/my")
    looks_well(page, f"seeker-{way}-7-my", scripts=scripts)
    page.locator(".posts a").first.click()
    follow(page, page.locator("a[href$=cancel]"))
    looks_well(page, f"seeker-{way}-8-cancel", scripts=scripts)
    page.locator("main form .btn.danger").click()
    page.locator(".banner.warn").wait_for()
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED
    looks_well(page, f"seeker-{way}-9-cancelled", scripts=scripts)


@pytest.mark.parametrize(("language", "size", "scripts"), WAYS[:2])
def test_seeker_waits_and_moves_up(
    new_page: Callable[..., Any], post: Post, language: str, size: Any, scripts: bool
) -> None:
    claimed = [
        engine.claim(engine.Claim(slot.pk, make_person().pk), by=SYSTEM)
        for slot in times(post)
        for _place in range(slot.capacity - slot.taken)
    ]
    page = new_page(javascript=scripts, size=size, language=language)
    page.goto(book_address(post))
    looks_well(page, f"seeker-{language}-waiting-1", scripts=scripts)
    page.locator("#id_name").fill("卓玛")
    page.locator("#id_contact").fill("zhuoma@example.org")
    page.locator("button[value=wait]").click()
    page.locator("form[action$=leave]").wait_for()
    looks_well(page, f"seeker-{language}-waiting-2", scripts=scripts)
    assert isinstance(claimed[0], engine.Confirmed)
    engine.cancel(claimed[0].booking, by=SYSTEM)
    page.reload()
    assert WaitingEntry.objects.get().state == WaitingEntry.State.PROMOTED
    looks_well(page, f"seeker-{language}-waiting-3", scripts=scripts)
    page.locator("main a.btn").click()
    page.locator(".ticket .code").wait_for()


def test_seeker_who_went_back_and_sends_again_has_one_booking(new_page: Callable[..., Any], post: Post) -> None:
    page = new_page()
    page.goto(book_address(post))
    page.locator("input[name=slot]:not([disabled])").first.check(force=True)
    page.locator("#id_name").fill("Tashi")
    page.locator("#id_contact").fill("tashi@example.org")
    page.locator("button[value=book]").dblclick()
    page.locator(".ticket").wait_for()
    page.go_back()
    page.goto("/find")
    looks_well(page, "seeker-find")
    page.locator("#id_code").fill(Booking.objects.get().code.lower())
    page.locator("#id_contact").fill("tashi@example.org")
    page.locator("main form .btn").click()
    page.locator(".ticket").wait_for()
    assert Booking.objects.count() == 1


def test_link_that_was_cut_off_says_what_to_do(new_page: Callable[..., Any]) -> None:
    page = new_page()
    page.goto("/b/abc/")
    looks_well(page, "seeker-link-gone")
    follow(page, page.locator("main a.btn").first)
    assert page.url.endswith("/find")

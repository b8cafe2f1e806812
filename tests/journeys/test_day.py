"""A day at a fair in Chromium: the office lays the hall out, the seeker looks at the day card and takes it along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from duikou.base.actor import SYSTEM
from duikou.booking import actions as engine
from duikou.booking import own_links
from duikou.booking.models import Booking, Slot
from duikou.fairs import links
from duikou.fairs.models import Fair, HallPlan, Interview
from tests.browser import WAYS, follow, looks_well, shot
from tests.fairs.factories import make_employer, make_fair, make_person, make_post, make_stand

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bookings() -> list[Booking]:
    """Three interviews of one person at a fair of forty tables: the second beside the first, the third too far."""
    fair = make_fair(
        title={"zh-hans": "甘南州高校毕业生专场招聘会", "en": "Job fair for graduates of Gannan"},
        what_to_bring={
            "zh-hans": "身份证、毕业证复印件、简历两份",
            "en": "Papers, a copy of your diploma, two résumés",
        },
    )
    stands = [make_stand(fair, make_employer(f"示例：第 {n} 家单位"), number=n) for n in range(1, 41)]
    person, made = make_person("李明", "li@example.org"), []
    for nth, stand in enumerate((stands[11], stands[12], stands[39])):
        assert stand.resource is not None
        post = make_post(fair, stand=stand, index=False)
        slot = list(Slot.objects.filter(resource=stand.resource))[nth]
        answer = engine.claim(engine.Claim(slot.pk, person.pk), by=SYSTEM)
        assert isinstance(answer, engine.Confirmed)
        Interview.objects.create(booking=answer.booking, fair=fair, stand=stand, post=post)
        made.append(answer.booking)
    return made


@pytest.mark.parametrize(("language", "size", "scripts"), WAYS)
def test_seeker_finds_the_whole_day_on_one_card(
    new_page: Callable[..., Any], bookings: list[Booking], language: str, size: Any, scripts: bool
) -> None:
    page = new_page(javascript=scripts, size=size, language=language)
    way = f"{language}-{size['width']}{'' if scripts else '-plain'}"
    for one in bookings:
        page.goto(own_links.just_booked_path(one))
    follow(page, page.locator("a[href$='/day']"))
    assert page.locator(".day .step").count() == 3
    assert page.locator(".day .walk").count() == 2
    assert page.locator(".hall rect").count() == 40
    assert page.locator(".hall rect.mine").count() == 3
    assert page.locator("button[data-print]").is_visible() is scripts
    looks_well(page, f"day-{way}-1-card", scripts=scripts)
    page.emulate_media(media="print")
    shot(page, f"day-{way}-2-print")
    assert page.locator(".hall").is_visible()
    assert not page.locator("a[href$='/day/calendar']").is_visible()
    page.emulate_media(media="screen")

    with page.expect_download() as loading:
        page.locator("a[href$='/day/calendar']").click()
    assert loading.value.suggested_filename == "day.ics"

    page.goto(reverse("booking:my"))
    looks_well(page, f"day-{way}-3-my", scripts=scripts)
    follow(page, page.locator("a[href$='/day']"))
    follow(page, page.locator(".day .step a").first)
    assert page.locator(".ticket").is_visible()

    page.goto(links.whole_day_path(bookings[0]))
    assert page.locator(".day .step").count() == 3


@pytest.mark.parametrize(("language", "size", "scripts"), WAYS)
def test_office_lays_the_hall_out(
    new_page: Callable[..., Any],
    bookings: list[Booking],
    office_client: Any,
    language: str,
    size: Any,
    scripts: bool,
) -> None:
    fair = Fair.objects.get()
    page = new_page(javascript=scripts, size=size, language=language, client=office_client)
    way = f"{language}-{size['width']}{'' if scripts else '-plain'}"
    page.goto(reverse("fairs:office-stands", args=[fair.slug]))
    follow(page, page.locator("a[href$='/hall']"))
    page.locator("#id_rows").fill("1 2 3")
    follow(page, page.locator("form.hall-plan button"))
    assert page.locator(".errors li, .error").count() >= 1
    looks_well(page, f"day-hall-{way}-1-wrong", scripts=scripts)

    rows = "\n".join(
        " ".join([*map(str, range(first, first + 5)), "-", *map(str, range(first + 5, first + 10))])
        for first in (1, 11, 21, 31)
    )
    page.locator("#id_rows").fill(rows)
    page.locator("#id_entrance").select_option("right")
    page.locator("form.hall-plan button").click()
    page.locator(".hall").wait_for()
    page.wait_for_load_state()
    looks_well(page, f"day-hall-{way}-2-laid", scripts=scripts)
    assert HallPlan.objects.get(fair=fair).rows[0] == [1, 2, 3, 4, 5, None, 6, 7, 8, 9, 10]

"""The styleguide shows every part, only where it is wanted, and axe finds nothing."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.browser import DESK, PHONE, assert_accessible, assert_fits, shot


def test_the_styleguide_is_for_the_demo_and_debugging(visitor, settings, db):
    assert visitor.get("/styleguide").status_code == 404
    settings.DEMO = True
    assert visitor.get("/styleguide").status_code == 200


def test_the_shell_asks_the_database_for_the_citys_name_at_most(visitor, settings, db, django_assert_max_num_queries):
    settings.DEBUG = True
    visitor.get("/styleguide")
    with django_assert_max_num_queries(1):
        visitor.get("/styleguide")


def test_the_shell_and_its_files_leave_room_in_the_first_view(visitor, settings, db):
    settings.DEMO = True
    files = [Path(finders.find(name)) for name in ("base/css/duikou.css", "base/js/duikou.js", "base/img/mark.svg")]
    sizes = [len(gzip.compress(file.read_bytes())) for file in files]
    assert sum(sizes) < 16_000


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_styleguide_is_accessible_and_fits(new_page, settings, dark, language, size):
    settings.DEMO = True
    page = new_page(size=size, dark=dark, language=language)
    page.goto("/styleguide")
    assert page.locator("html").get_attribute("lang") == language
    assert_fits(page)
    assert_accessible(page)
    shot(page, f"styleguide-{language}-{size['width']}{'-dark' if dark else ''}")


@pytest.mark.browser
def test_what_can_be_touched_is_large_enough(new_page, settings):
    settings.DEMO = True
    page = new_page()
    page.goto("/styleguide")
    small = page.evaluate(
        """[...document.querySelectorAll('main a, main button, main select, main summary, header a, header button')]
        .filter(e => e.offsetParent && !e.closest('p:not(.row), .errors, h3'))
        .map(e => [e.textContent.trim(), Math.round(e.getBoundingClientRect().height)]).filter(e => e[1] < 43)"""
    )
    assert small == []


@pytest.mark.browser
def test_language_dialog_and_dismissal_work_in_the_browser(page, settings):
    settings.DEMO = True
    page.goto("/styleguide")
    page.get_by_role("link", name="Open a dialog").click()
    assert page.locator("dialog").is_visible()
    page.get_by_role("button", name="Keep it").click()
    assert not page.locator("dialog").is_visible()
    page.get_by_role("button", name="Dismiss").click()
    assert page.locator(".banner.note").count() == 0
    page.get_by_role("button", name="简体中文").click()
    page.wait_for_url("**/styleguide")
    assert page.locator("h1").inner_text() == "样式手册"


@pytest.mark.browser
def test_language_switches_and_filters_unfold_without_javascript(plain_page, settings):
    settings.DEMO = True
    plain_page.goto("/styleguide")
    assert not plain_page.get_by_text("College and above").is_visible()
    plain_page.locator("details.fold > summary").click()
    assert plain_page.get_by_text("College and above").is_visible()
    plain_page.get_by_role("button", name="简体中文").click()
    assert plain_page.locator("h1").inner_text() == "样式手册"


TWICE = """() => { const form = document.querySelector('header form');
const send = () => form.dispatchEvent(new SubmitEvent('submit', {bubbles: true, cancelable: true}));
return [send(), send()]; }"""


@pytest.mark.browser
def test_a_form_is_sent_once(page, settings):
    settings.DEMO = True
    page.goto("/styleguide")
    assert page.evaluate(TWICE) == [True, False]
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert page.evaluate(TWICE) == [True, False]


@pytest.mark.browser
def test_a_form_could_be_sent_twice_without_the_guard(page, settings):
    """The control, with the script taken away."""
    settings.DEMO = True
    page.route("**/duikou.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/styleguide")
    assert page.evaluate(TWICE) == [True, True]

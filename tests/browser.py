"""Chromium on a live server: `page` (with JavaScript), `plain_page` (without), and axe.

Without Chromium these tests are skipped, saying so; with CI=true they fail instead. DUIKOU_SHOTS=FOLDER keeps the
pictures taken by `shot`.
"""

from __future__ import annotations

import functools
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONGEST_WAY, PREVENTED = 10.0, 2.0  # seconds until another page is there, or was not even asked for
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
# Languages, sizes, with scripts or without: each of them meets each of the others in one of four ways.
WAYS = [
    pytest.param("en", PHONE, True, id="en-phone"),
    pytest.param("zh-hans", PHONE, False, id="zh-phone-no-scripts"),
    pytest.param("zh-hans", DESK, True, id="zh-desk"),
    pytest.param("en", DESK, False, id="en-desk-no-scripts"),
]


def chromium() -> str:
    """The path of the system's Chromium, or an empty text: the one without a window first, which spends a third of the
    time on a page, as it draws no bar of its own around it."""
    named = os.environ.get("DUIKOU_CHROMIUM", "")
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return named or next(filter(None, map(shutil.which, names)), "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run."""
    path = chromium()
    if not path:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing; set DUIKOU_CHROMIUM to its path")
        pytest.skip("Chromium is missing; set DUIKOU_CHROMIUM to its path")
    from playwright.sync_api import Locator, Page, sync_playwright

    for kind, name in ((Page, "click"), (Locator, "click"), (Page, "press"), (Locator, "press")):
        setattr(kind, name, _until_there(getattr(kind, name)))
    # Playwright's loop runs in the thread of the test, where Django would refuse its own database calls.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


# Whether a click on an element, or Enter in it, leads to another page unless a script prevents it.
LEADS_AWAY = """(element, key) => {
  const on = key ? element.form : element.closest("a[href], button, input[type=submit]");
  if (key || !on) return key === "Enter" && Boolean(on);
  if (on.tagName === "A") return !on.download && !on.target && !on.getAttribute("href").startsWith("#");
  return Boolean(on.form) && on.type === "submit" && on.form.method !== "dialog" && !on.disabled;
}"""


def _until_there(act: Callable[..., Any]) -> Callable[..., Any]:
    """A click or a key that comes back when the page it leads to is there. Playwright alone comes back while the old
    page is still shown, or the new one is still empty, and what a test asks next is asked of that."""

    @functools.wraps(act)
    def acted(where: Any, *args: Any, **options: Any) -> Any:
        page = getattr(where, "page", where)
        element = where if where is not page else where.locator(args[0]).first
        key = "" if act.__name__ == "click" else args[-1]
        leads_away = element.evaluate(LEADS_AWAY, key)
        with _leaving(page) as wait:
            done = act(where, *args, **options)
            if leads_away and not page.is_closed():
                wait()
        return done

    return acted


@contextmanager
def _leaving(page: Any) -> Iterator[Callable[[], None]]:
    """Watches a page for what leads away from it; the function waits until that has come, and a while whether it comes
    at all: a script may have prevented it."""
    asked, over = [], []

    def note(request: Any) -> None:
        if request.is_navigation_request() and request.frame == page.main_frame:
            asked.append(request)

    def end(thing: Any) -> None:
        if asked and (thing in (*asked, page.main_frame) or not hasattr(thing, "frame")):
            over.append(thing)

    def wait() -> None:
        begin = time.monotonic()
        while not over and not page.is_closed():
            if time.monotonic() - begin > (LONGEST_WAY if asked else PREVENTED):
                break
            page.wait_for_timeout(10)
        if not page.is_closed():
            page.wait_for_load_state()

    events = {"request": note, "framenavigated": end, "requestfailed": end, "download": end}
    for event, heard in events.items():
        page.on(event, heard)
    try:
        yield wait
    finally:
        for event, heard in events.items():
            page.remove_listener(event, heard)


@pytest.fixture
def new_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """`new_page(javascript=True, size=PHONE, dark=False, language="en", client=None)` opens an empty page; relative
    addresses go to the live server; with `client`, a signed-in Django test client, the page has its session. Any error
    on the page's console and anything that its content security policy forbids fails the test."""
    contexts, faults = [], []

    def make(
        javascript: bool = True, size: Any = PHONE, dark: bool = False, language: str = "en", client: Any = None
    ) -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            viewport=size,
            color_scheme="dark" if dark else "light",
            locale={"zh-hans": "zh-CN"}.get(language, language),
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if client is not None:
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        watch(context, faults)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert not faults, f"the page's console shows: {faults}"


VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) => told(
  `${event.violatedDirective} forbids ${event.blockedURI} on ${location.pathname} ${event.sample}`));"""


def watch(context: Any, faults: list[str]) -> None:
    """Put into `faults` whatever goes wrong on the pages of a browser's context from now on: errors on the console, of
    scripts, and everything that the content security policy forbids, with or without JavaScript."""
    context.expose_function("told", lambda text: faults.append(text))
    context.add_init_script(VIOLATIONS)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda said: _keep(faults, said))


def _keep(faults: list[str], said: Any) -> None:
    if "Content Security Policy" in said.text or (said.type == "error" and "Failed to load resource" not in said.text):
        faults.append(said.text)


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """A phone-sized page with JavaScript, in English."""
    return new_page()


@pytest.fixture
def plain_page(new_page: Callable[..., Any]) -> Any:
    """A phone-sized page without JavaScript, in English."""
    return new_page(javascript=False)


def follow(page: Any, link: Any) -> None:
    """Press a link or a button that leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        link.click()


def accessibility_faults(page: Any) -> list[str]:
    """axe's findings on the page as it stands (WCAG 2.2 A and AA and axe's best practices), one text each."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Error

    for attempt in (1, 2, 3):
        try:
            found = Axe().run(page).response["violations"]
            break
        except Error as error:  # pages that wait for news load themselves anew
            if attempt == 3 or "context was destroyed" not in str(error):
                raise
            page.wait_for_load_state()
    return [
        f"{fault['id']}: {fault['help']}\n    " + "\n    ".join(node["html"][:160] for node in fault["nodes"][:4])
        for fault in found
    ]


def assert_accessible(page: Any) -> None:
    """Fail with axe's findings on the page as it stands."""
    told = accessibility_faults(page)
    assert not told, "\n".join(told)


def width_fault(page: Any) -> list[str]:
    """One text when the page is wider than its window, else none."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"the page is {wide} px wider than the window"] if wide > 0 else []


def assert_fits(page: Any) -> None:
    """Fail when the page is wider than its window."""
    assert not width_fault(page), width_fault(page)[0]


def shot(page: Any, name: str) -> None:
    """Keep a picture of the whole page in DUIKOU_SHOTS, if that is set."""
    folder = os.environ.get("DUIKOU_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def looks_well(page: Any, name: str, *, scripts: bool = True) -> None:
    """Keep a picture of the page, and fail when it is wider than its window or axe finds something; axe is a script
    itself, so without `scripts` it is not asked."""
    shot(page, name)
    assert_fits(page)
    if scripts:
        assert_accessible(page)

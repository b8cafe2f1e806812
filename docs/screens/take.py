"""Takes the pictures of this folder anew: `./run demo --reset --port 8642` in one terminal, then
`.venv/bin/python docs/screens/take.py http://localhost:8642` (after `./run test`, which installs Playwright)."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
PAST = "autumn-open-day"
PHONE = {"width": 360, "height": 1100}
DESK = {"width": 1280, "height": 860}
CHROMIUM = os.environ.get("DUIKOU_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def shot(page: Page, name: str, size: dict[str, int]) -> None:
    """Keep what the page shows at `size` as NAME.png."""
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    page.screenshot(path=HERE / f"{name}.png")


def become(page: Page, base: str, role: str) -> None:
    """Press the button of the demo's role switcher."""
    page.goto(base)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    with page.expect_navigation():
        page.get_by_role("button", name=role, exact=True).click()


def take(page: Page, base: str, ending: str, roles: dict[str, str]) -> None:
    """Walk the main job in the page's language and keep its pictures with `ending` behind their names."""
    page.goto(f"{base}/fairs/demo/")
    shot(page, f"zone{ending}", DESK)
    shot(page, f"zone-phone{ending}", PHONE)
    links = page.eval_on_selector_all("a[href*='/posts/']", "all => all.map(one => one.getAttribute('href'))")
    post = next(link.split("?")[0].rstrip("/") for link in links if re.search(r"/posts/[0-9a-f-]{36}", link))
    page.goto(f"{base}{post}")
    shot(page, f"post-phone{ending}", PHONE)
    page.goto(f"{base}{post}/book")
    page.locator("input[type=radio]:enabled").first.check(force=True)
    page.locator("input[name=name]").fill("卓玛·示例" if not ending else "Zhuoma Example")
    page.locator("input[name=contact]").fill(f"139{time.time_ns() % 10**8:08d}")
    shot(page, f"times-phone{ending}", PHONE)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url("**/b/**")
    shot(page, f"ticket-phone{ending}", PHONE)
    code = page.locator(".code").first.inner_text()
    become(page, base, roles["door"])
    page.goto(f"{base}/fairs/demo/door")
    page.locator("main input[type=text], main input[type=search], main input:not([type])").first.fill(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    shot(page, f"door-phone{ending}", PHONE)
    become(page, base, roles["employer"])
    page.goto(f"{base}/fairs/demo/table")
    shot(page, f"table{ending}", DESK)
    become(page, base, roles["office"])
    page.goto(f"{base}/office/fairs/{PAST}/")
    shot(page, f"office{ending}", DESK)


def main() -> None:
    """Take every picture in Chinese, then in English."""
    base = sys.argv[1].rstrip("/")
    chinese = {"door": "签到台", "employer": "单位甲", "office": "主办单位"}
    english = {"door": "Door", "employer": "Employer A", "office": "Office"}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for locale, ending, roles in (("zh-CN", "", chinese), ("en", "-en", english)):
            page = browser.new_context(locale=locale, viewport=DESK).new_page()  # type: ignore[arg-type]
            take(page, base, ending, roles)
        browser.close()


if __name__ == "__main__":
    main()

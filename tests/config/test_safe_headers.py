"""What every answer tells the browser, on every address and for every role; cookies; and that the browser tests would
notice what the policy forbids."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from duikou.base.notices import InCookie
from duikou.base.page_permissions import permissions
from duikou.config.content_policy import PERMISSIONS
from tests.architecture.test_doors import DOORS, address
from tests.architecture.world import World, build
from tests.browser import watch
from tests.fairs.factories import make_fair
from tests.made import made_folder

FRAMED = "fairs:embedded"
SIGN_UP = {
    "name": "示例：新来的厂", "uscc": "91620200MA71CPUN3U", "username": "hr@example.cn", "tables": "1", "on_site": "on",
    "password": "quite a long secret", "again": "quite a long secret", "interview_minutes": "10",
}  # fmt: skip
HTMX = {"fairs:office-import", "fairs:own-import"}
STRICT = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'",
    "form-action 'self'", "connect-src 'self'",
    "worker-src 'self'", "manifest-src 'self'", "img-src 'self' data: blob:",
}  # fmt: skip
NO_TEXT_BECOMES_SCRIPT = {"require-trusted-types-for 'script'", "trusted-types 'none'"}
# Their scripts may make one trusted address: that of the service worker by which they stay without a network.
PAGES_THAT_STAY = {
    "fairs:door", "fairs:door-phone", "fairs:table", "fairs:table-device", "desk:which-window", "desk:guide",
    "desk:guide-page", "desk:guide-whole",
}  # fmt: skip
WHERE_ONE_IS = "desk:which-window"  # the one page that may ask the browser where it is


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any) -> World:
    settings.DATA = tmp_path
    return build(tmp_path)


def policy(answer: Any) -> set[str]:
    return {one.strip() for one in answer.headers.get("Content-Security-Policy", "").split(";")}


def faults(answer: Any, route: str) -> list[str]:
    """What an answer fails to say."""
    headers, found = answer.headers, []
    wanted = STRICT | {f"frame-ancestors {'*' if route == FRAMED else chr(39) + 'none' + chr(39)}"}
    told = policy(answer)
    if route in HTMX and answer.status_code < 500:
        told |= NO_TEXT_BECOMES_SCRIPT  # said where htmx is not at work
    if route in PAGES_THAT_STAY and "trusted-types duikou-offline" in told:
        told = told - {"trusted-types duikou-offline"} | {"trusted-types 'none'"}
    if told != wanted | NO_TEXT_BECOMES_SCRIPT:
        found.append(f"policy: {told ^ (wanted | NO_TEXT_BECOMES_SCRIPT)}")
    shared = (route == FRAMED and answer.status_code == 200) or headers.get("Access-Control-Allow-Origin") == "*"
    said = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin" if shared else "same-origin",
        "Permissions-Policy": permissions("geolocation")
        if route == WHERE_ONE_IS and answer.status_code == 200
        else PERMISSIONS,
    }
    found += [f"{name}: {headers.get(name)}" for name, value in said.items() if headers.get(name) != value]
    found += [f"{name} tells too much" for name in ("Server", "X-Powered-By") if name in headers]
    kind = headers.get("Content-Type", "")
    if answer.content and (not kind or (kind.startswith("text/") and "charset=" not in kind)):
        found.append(f"Content-Type: {kind}")
    return found


def test_every_answer_of_every_address_is_strict(world):
    told = []
    places = {route: address(world, route) for route in DOORS}  # before anything is sent that takes a thing away
    for route, where in places.items():
        for role, client in world.clients.items():
            for method in ("get", "post") if role in ("visitor", "office") else ("get",):
                if route in ("account_logout", "fairs:express"):
                    continue  # ends the session; answers without Django's machinery, in tests of its own
                answer = getattr(client, method)(where)
                told += [f"{method} {route} as {role}: {fault}" for fault in faults(answer, route)]
    assert not told, "\n".join(told[:20])
    assert world.clients["office"].get(places["fairs:office-fair"]).status_code == 200, "still signed in"


def test_answer_without_a_header_is_noticed():
    bare = faults(HttpResponse("x"), "portal:home")
    assert len(bare) == 6


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["/nothing", "/static/nothing.js", "/api/v1/nothing", "/robots.txt", "/.git/config"])
def test_what_is_not_there_is_strict_too(visitor: Client, where: str) -> None:
    assert not faults(visitor.get(where), where)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_other_methods_do_nothing(visitor: Client, method: str) -> None:
    answer = visitor.generic(method, "/find", b"<x>")
    assert answer.status_code in (403, 405)
    assert b"<x>" not in answer.content


@pytest.mark.django_db
def test_method_cannot_be_changed_by_a_header_or_a_field(visitor: Client) -> None:
    """A GET that says it is a POST is a GET."""
    assert visitor.get("/sign-out", headers={"X-HTTP-Method-Override": "POST"}).status_code == 405
    assert visitor.get("/sign-out?_method=POST").status_code == 405


@pytest.mark.django_db
def test_cookies_are_hidden_from_scripts_and_from_other_sites(visitor: Client) -> None:
    fair = make_fair()
    visitor.post("/language", {"language": "en", "next": "/"})
    visitor.get("/find")
    visitor.post(reverse("fairs:join", args=[fair.slug]), SIGN_UP)
    names = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME}
    assert {*names, InCookie.cookie_name} <= set(visitor.cookies)
    for name, cookie in visitor.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name
        assert not cookie["domain"], name


HTTPS = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from duikou.directory import setting_up
from duikou.base.notices import InCookie
from duikou.base.page_permissions import permissions
from duikou.booking.views import browser
client = Client(headers={"x-forwarded-proto": "https"})
client.post("/language", {"language": "en", "next": "/"})
answer = client.get("/find")
print(json.dumps({
    "headers": dict(answer.headers),
    "cookies": {name: {k: v for k, v in one.items() if v} for name, one in client.cookies.items()},
    "names": [settings.SESSION_COOKIE_NAME, browser.MINE.name, browser.PASSES, InCookie.cookie_name],
}))
"""


@pytest.fixture(scope="module")
def over_https(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = made_folder(tmp_path_factory.mktemp("https"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUIKOU_")}
    told = {"DUIKOU_DATA": str(folder), "DUIKOU_HTTPS": "1", "DJANGO_SETTINGS_MODULE": "duikou.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", HTTPS], env={**kept, **told}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.slow
def test_over_https_browsers_are_told_to_stay_there(over_https: dict[str, Any]) -> None:
    assert over_https["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "upgrade-insecure-requests" in over_https["headers"]["Content-Security-Policy"]


@pytest.mark.slow
def test_over_https_cookies_belong_to_this_host_alone(over_https: dict[str, Any]) -> None:
    names = [*over_https["cookies"], *over_https["names"]]
    assert len(names) >= 5
    assert all(name.startswith("__Host-") for name in names)
    for cookie in over_https["cookies"].values():
        assert cookie["secure"]
        assert cookie["path"] == "/"
        assert "domain" not in cookie


def planted(page: Any, what: str) -> None:
    """Serve the front page with something in it that the policy forbids."""

    def answer(route: Any) -> None:
        real = route.fetch()
        route.fulfill(response=real, body=real.text().replace("</main>", f"{what}</main>"))

    page.route("**/promises*", answer)
    page.goto(reverse("portal:promises"))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("what", "scripts", "forbidden"),
    [
        ("<script>document.title = 'broken in'</script>", True, "script-src"),
        ("<script src='https://evil.example/x.js'></script>", True, "script-src"),
        ("<img src=x onerror=\"document.title='broken in'\">", True, "script-src"),
        ("<p style='color: red'>x</p>", True, "style-src"),
        ("<p style='color: red'>x</p>", False, "style-src"),
        ("<iframe src='https://evil.example/'></iframe>", True, "frame-src|default-src"),
        ("<base href='https://evil.example/'>", True, "base-uri"),
        ("<style>body { display: none }</style>", False, "style-src"),
    ],
)
def test_what_is_planted_in_a_page_is_forbidden_and_noticed(
    browser: Any, live_server: Any, what: str, scripts: bool, forbidden: str
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=scripts)
    seen: list[str] = []
    watch(context, seen)
    page = context.new_page()
    planted(page, what)
    page.wait_for_timeout(200)
    assert "broken in" not in page.title()
    context.close()
    assert re.search(forbidden, " ".join(seen)), seen


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_text_cannot_become_a_script(browser: Any, live_server: Any) -> None:
    context = browser.new_context(base_url=live_server.url)
    seen: list[str] = []
    watch(context, seen)
    page = context.new_page()
    page.goto("/")
    page.evaluate("() => { try { document.body.innerHTML = '<b>x</b>' } catch {} }")
    assert page.locator("header.top").count()
    context.close()
    assert "require-trusted-types-for" in " ".join(seen)

"""Every screen of the sample city, reached by links in each role: no fault, nothing cut off, nothing for axe."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.browser import DESK, PHONE, accessibility_faults, shot, watch, width_fault
from tests.made import made_sample_city

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROLES = ("visitor", "employer-a", "door", "office", "administrator")
MOST_PAGES = 40
VARIABLE = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}"), "*"),
    (re.compile(r"(?<=/[bw]/)[^/]+"), "*"),
    (re.compile(r"(?<=/)\d+(?=/|$)"), "*"),
    (re.compile(r"(?<=/fairs/)[^/]+(?=/)"), "*"),
)


@pytest.fixture(scope="module")
def sample_city(tmp_path_factory):
    """The address of a sample city served by a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = made_sample_city(tmp_path_factory.mktemp("city"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DUIKOU_")}
    environment |= {"DUIKOU_DATA": str(folder), "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    command = [sys.executable, "-m", "duikou", "demo", "--port", str(port)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, env=environment) as city:
        address = f"http://127.0.0.1:{port}"
        for _turn in range(720):  # a machine that does much else takes long
            if city.poll() is not None or _answers(address):
                break
            time.sleep(0.25)
        else:
            city.terminate()
            city.wait()
        assert city.poll() is None, (folder / "log").read_text(encoding="utf-8", errors="replace")
        yield address
        city.terminate()


@pytest.fixture(scope="module")
def seen_by_size():
    """The kinds of pages visited so far, by size: what a visitor sees is not looked at again as the office."""
    return {}


def _answers(address):
    try:
        with urllib.request.urlopen(address + "/styleguide", timeout=2):
            return True
    except OSError:
        return False


def shape(address):
    """The address without what varies, so that one page of each kind is visited."""
    path = urlsplit(address).path
    for pattern, star in VARIABLE:
        path = pattern.sub(star, path)
    return path


def visit(page, address, name):
    """What is wrong with one page, and the addresses it links to."""
    response = page.goto(address)
    faults = [] if response.status < 400 else [f"answered {response.status}"]
    faults += width_fault(page) + accessibility_faults(page)
    shot(page, name)
    links = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(one => one.href)")
    return [f"{shape(address)}: {fault}" for fault in faults], links


def walk(page, home, role, seen):
    """Visit one page of every kind not yet `seen` that can be reached from where the role begins, the front page and
    the open fair."""
    waiting, faults = [page.url, home + "/", home + "/fairs/demo/"], []
    language, width = page.evaluate("document.documentElement.lang"), page.viewport_size["width"]
    visited = 0
    while waiting and visited < MOST_PAGES:
        address = waiting.pop(0)
        if not address.startswith(home) or shape(address) in seen or re.search(r"\.\w+$|calendar", shape(address)):
            continue
        seen.add(shape(address))
        visited += 1
        name = f"{role}{shape(address).replace('/', '-').replace('*', 'x')}-{language}-{width}"
        found, links = visit(page, address, name)
        faults += found
        waiting += [urljoin(address, link).split("#")[0] for link in links]
    return visited, faults


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("size", "language", "dark"), [(PHONE, "zh-CN", False), (DESK, "en", True)], ids=["phone", "desk"]
)
def test_every_screen_of_the_role_is_sound(browser, sample_city, seen_by_size, role, size, language, dark):
    context = browser.new_context(viewport=size, locale=language, color_scheme="dark" if dark else "light")
    said = []
    watch(context, said)
    page = context.new_page()
    page.goto(sample_city + "/styleguide")
    page.locator(f'.demo-bar button[value="{role}"]').click()
    page.wait_for_load_state()
    visited, faults = walk(page, sample_city, role, seen_by_size.setdefault(language, set()))
    context.close()
    assert not faults, "\n".join(faults)
    assert not said
    assert visited

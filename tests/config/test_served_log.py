"""The log of a real server while people use it and others try to break it: nothing in it is about anybody."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from duikou.demo.browsing import Browser
from tests.config.test_serve import free_port
from tests.config.test_settings import ROOT
from tests.made import made_sample_city

pytestmark = pytest.mark.slow
NAME, CONTACT = "卡娜丽Canary", "13977778888"
TRACES = re.compile(
    r"卡娜丽|canary|1397777|7777.?8888|%E5%8D%A1%E5%A8%9C|127\.0\.0\.1:\d{5}|Mozilla|duikou_session=", re.I
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A sample city that answers, and the file that all it says goes into."""
    folder, port = tmp_path_factory.mktemp("logged"), free_port()
    made_sample_city(folder / "data")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUIKOU_")}
    told = {"DUIKOU_DATA": str(folder / "data"), "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    address, log = f"http://127.0.0.1:{port}", folder / "log"
    command = [sys.executable, "-m", "duikou", "demo", "--port", str(port)]
    with log.open("wb") as out, subprocess.Popen(command, env={**kept, **told}, stdout=out, stderr=out) as city:
        deadline = time.monotonic() + 180
        while b"answers at" not in log.read_bytes():
            assert city.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.3)
        yield address, log
        city.send_signal(signal.SIGTERM)


def raw(address: str, words: str) -> bytes:
    """What the server says to something that is no proper request."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as line, contextlib.suppress(OSError):
        line.sendall(words.encode())
        return line.recv(400)
    return b""


def test_log_of_a_server_says_nothing_about_anybody(served: tuple[str, Path]) -> None:
    address, log = served
    browser = Browser(address)
    found = re.search(r"/fairs/[-\w]+/posts/[-0-9a-f]{36}", browser.get("/fairs/demo/").html)
    assert found
    post = found[0]
    page = browser.get(f"{post}/book")
    form = next(one for one in page.forms if one.method == "post" and one.options("slot"))
    for slot in form.options("slot"):
        done = browser.submit(form, press="book", slot=slot, name=NAME, contact=CONTACT, language="en")
        if "/b/" in done.address:
            break
    assert "/b/" in done.address, "the canary was booked"
    for where in (
        f"/{NAME}",
        f"/find?contact={CONTACT}",
        f"/b/{NAME * 5}/",
        f"/fairs/demo/?q={NAME}",
        f"/api/v1/{NAME}",
    ):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address + urllib.request.quote(where, safe="/?=&"), timeout=20)
    for words in (
        f"GET /{CONTACT} HTTP/1.1\r\nHost: x\r\n{NAME}\r\n\r\n",
        f"POST /find HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\r\ncontact={CONTACT}",
        f"{CONTACT} / HTTP/1.1\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {CONTACT}[\r\n\r\n",
        f'POST /api/v1/express/bookings HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n{{"pass": "{CONTACT}"',
    ):
        raw(address, words)
    time.sleep(0.5)
    said = log.read_text(encoding="utf-8", errors="replace")
    assert "Sample city" in said or "sample city" in said
    assert not TRACES.search(said), said
    assert "Traceback" not in said
    assert len(said.splitlines()) < 30, "whoever likes could fill the disk"


@pytest.mark.parametrize(
    "lines",
    [
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: +5",
        "Content-Length: 5, 6",
        "Content-Length : 5",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        " folded: x",
        "X: a\r\n b",
        f"X: {'a' * 3_000_000}",  # more than is read at once, however much has arrived
        "\r\n".join(f"X-{number}: a" for number in range(500)),
    ],
)
def test_request_that_says_two_lengths_is_refused(served: tuple[str, Path], lines: str) -> None:
    """And what else might let two servers in a row cut messages off at different places."""
    answer = raw(served[0], f"POST /find HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n\r\nabcdef")
    assert re.match(rb"HTTP/1.1 4(00|13|31) |$", answer), answer


def test_another_version_of_http_is_not_spoken(served: tuple[str, Path]) -> None:
    """It would only be one more thing to attack: browsers do not speak it without TLS."""
    assert raw(served[0], "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.1 505")

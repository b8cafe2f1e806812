"""The server as a process of its own: first run, static files, refusals, a clean end."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from duikou.demo.browsing import Browser
from tests.config.test_settings import ROOT, duikou
from tests.made import made_folder

pytestmark = pytest.mark.slow
SAID = {
    "city_zh": "示例市",
    "office_zh": "示例市人社局",
    "username": "chief",
    "password": "a long enough secret",
    "again": "a long enough secret",
}


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database."""
    return made_folder(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[tuple[str, str]]:
    """A server that was just started without a city: its address and the set-up code that it printed."""
    port = free_port()
    environment = {
        **os.environ,
        "DUIKOU_DATA": str(folder),
        "DUIKOU_DATABASE": "",
        "DUIKOU_DEMO": "0",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "duikou", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout is not None
    said = process.stdout.readline() + process.stdout.readline()
    code = re.search(r"code ([A-Z0-9-]{14})", said)
    try:
        assert code, said
        yield f"http://127.0.0.1:{port}", code.group(1)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        process.stdout.close()


def test_static_files_are_hashed_compressed_and_kept(server):
    address, _code = server
    page = Browser(address).get("/setup")
    style = re.search(r'href="(/static/base/css/duikou\.[0-9a-f]{12}\.css)"', page.html)
    assert style, page.html[:800]
    asking = http.client.HTTPConnection(address.removeprefix("http://"))
    asking.request("GET", style.group(1), headers={"Accept-Encoding": "br, gzip"})
    answer = asking.getresponse()
    answer.read()
    asking.close()
    assert answer.status == 200
    assert answer.getheader("Content-Encoding") == "br"
    assert "immutable" in (answer.getheader("Cache-Control") or "")


def test_port_that_is_taken_is_refused_with_another(server, folder):
    port = server[0].rpartition(":")[2]
    answer = duikou("serve", "--port", port, DUIKOU_DATA=str(folder), DUIKOU_DATABASE="", DUIKOU_DEMO="0")
    assert answer.returncode == 1
    assert f"port {port} is in use" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_fresh_city_is_set_up_once_with_the_code_of_the_console(server):
    address, code = server
    browser = Browser(address)
    page = browser.get("/work")
    assert page.address.endswith("/setup")
    form = next(form for form in page.forms if form.method == "post" and form.options("code"))
    refused = browser.submit(form, code="AAAA-AAAA-AAAA", **SAID)
    assert refused.status == 422
    done = browser.submit(form, code=code, **SAID)
    assert (done.status, done.address) == (200, f"{address}/account/second/"), "who works for the city begins there"
    assert Browser(address).get("/setup").address != f"{address}/setup"

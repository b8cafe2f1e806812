"""The board of a real server: hundreds who listen to one process, told within seconds, and let go when it stops."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duikou.config.server import wait_until_answering
from tests import loops
from tests.config.test_serve import free_port
from tests.config.test_settings import ROOT
from tests.made import made_folder

pytestmark = pytest.mark.slow
LISTENERS = 500
MAKE = """
from datetime import timedelta
from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.config.server import begin
from duikou.directory import actions
from duikou.fairs.actions import numbers
from tests.fairs import factories
begin()
actions.set_up_city(
    name="示例市", office="示例：市局", languages=["zh-hans", "en"], username="chief", password=None, by=COMMAND
)
fair = factories.make_fair(state="running", slug="hall", starts_at=clock.now() - timedelta(minutes=5))
stand = factories.make_stand(fair)
for _ in range(9):
    numbers.hand_out(fair=fair, stands=[stand], by=COMMAND)
"""
CALL = """
from duikou.base.actor import COMMAND
from duikou.fairs.actions import calling
from duikou.fairs.models import Stand
print(calling.call_next(stand=Stand.objects.select_related("resource__offer", "fair").get(), by=COMMAND))
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings of a city with a fair, one stand, and nine who wait for it."""
    folder = made_folder(tmp_path_factory.mktemp("board"))
    chosen = {"DUIKOU_DATA": str(folder), "DUIKOU_DATABASE": "", "DUIKOU_DEMO": "0"}
    paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    made = {**os.environ, **chosen, "PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "duikou.config.settings"}
    script(made, MAKE)
    return made


def script(environment: dict[str, str], code: str) -> str:
    begin = "import django; django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", begin + code], env=environment, capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    command = [sys.executable, "-m", "duikou", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, text=True, cwd=ROOT)
    assert wait_until_answering("127.0.0.1", port), "the server does not answer"
    yield process, port
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


class Listener:
    """One connection that keeps when it read which text."""

    def __init__(self) -> None:
        self.text, self.at, self.ended = "", {}, 0.0
        self.task: asyncio.Task[None] | None = None

    async def listen(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /fairs/hall/board/live?in=en HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
        self.task = asyncio.create_task(self._read(reader, writer))

    async def _read(self, reader: Any, writer: Any) -> None:
        while piece := await reader.read(65536):
            self.text += piece.decode()
            for number in re.findall(r"A\d{3}", piece.decode()):
                self.at.setdefault(number, time.monotonic())
        self.ended = time.monotonic()
        writer.close()

    async def has(self, text: str, seconds: float) -> None:
        until = time.monotonic() + seconds
        while text not in self.text:
            assert time.monotonic() < until, self.text[-600:]
            await asyncio.sleep(0.02)


def resident_mb(parent: int) -> float:
    """The memory of the largest process below `parent`."""
    found = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        if f"PPid:\t{parent}\n" in text:
            found = max(found, int(re.findall(r"VmRSS:\s+(\d+)", text)[0]))
    return found / 1024


def test_hundreds_listen_to_one_process_and_are_told_at_once(
    server: tuple[subprocess.Popen[str], int], environment: dict[str, str], record_property: Any
) -> None:
    process, port = server

    async def go() -> None:
        first = Listener()
        await first.listen(port)
        await first.has("event: state", 20)
        before = resident_mb(process.pid)
        crowd = [Listener() for _ in range(LISTENERS)]
        begun = time.monotonic()
        for one in crowd:
            await one.listen(port)
        for one in crowd:
            await one.has("event: state", 20)
        joined = time.monotonic() - begun
        number = await asyncio.to_thread(script, environment, CALL)
        called = time.monotonic()
        for one in crowd:
            await one.has(number, 10)
        told = [one.at[number] - called for one in crowd]
        figures = {
            "joined_s": round(joined, 2),
            "told_s": round(max(told), 2),
            "spread_s": round(max(told) - min(told), 3),
            "mb": round(resident_mb(process.pid) - before, 1),
        }
        process.send_signal(signal.SIGTERM)
        stopped = time.monotonic()
        await asyncio.wait_for(asyncio.gather(*(one.task for one in crowd if one.task)), 8)
        figures["ended_s"] = round(max(one.ended for one in crowd) - stopped, 2)
        await asyncio.to_thread(process.wait, 30)
        figures["stopped_s"] = round(time.monotonic() - stopped, 2)
        print(figures)
        for name, value in figures.items():
            record_property(name, value)
        assert figures["told_s"] < 3
        assert figures["ended_s"] < 3
        assert figures["mb"] < 100

    loops.run(go())

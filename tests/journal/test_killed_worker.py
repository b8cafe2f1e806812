"""The worker is killed again and again while it sends, on both databases: no message is lost, and a provider that
honours our key sends none twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.made import made_folder, scratch_database

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX")]
ROOT = Path(__file__).resolve().parents[2]
MESSAGES = 40


class Gateway:
    """A gateway that takes its time, and writes down the key of every message it is handed. It can kill whoever sends
    in the middle: it has the message then, and the sender does not know."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.kill_at: set[int] = set()
        self.sender = 0
        self.killed = 0
        self.seconds = 0.01
        gateway, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert body["key"] == self.headers["Idempotency-Key"]
                with lock:
                    gateway.keys.append(body["key"])
                    deadly = len(gateway.keys) in gateway.kill_at
                if deadly:
                    os.kill(gateway.sender, signal.SIGKILL)
                    gateway.killed += 1
                    return
                time.sleep(gateway.seconds)
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_args: None  # type: ignore[method-assign]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def has_all(self) -> bool:
        """Whether it has every message."""
        return len(set(self.keys)) == MESSAGES

    @property
    def url(self) -> str:
        """Its address with a key."""
        return f"http://:key@127.0.0.1:{self.server.server_address[1]}/"


class City:
    """A database of its own with messages that are due, and its workers."""

    def __init__(self, folder: Path, database: str, gateway: Gateway) -> None:
        self.environment = {
            **os.environ,
            "DUIKOU_DATA": str(folder),
            "DUIKOU_DATABASE": database,
            "DUIKOU_SMS_URL": gateway.url,
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        self.ask("seed", str(MESSAGES))

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A process that does this."""
        command = [sys.executable, "-m", "tests.journal.hasty_worker", *words]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def ask(self, *words: str) -> str:
        """What a process says that ends by itself."""
        out, _none = (process := self.start(*words)).communicate(timeout=60)
        assert process.returncode == 0
        return out

    def worker(self, *words: str, lease: float = 0.6) -> subprocess.Popen[str]:
        """A worker at work."""
        process = self.start("work", str(lease), *words)
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        return process


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    one = Gateway()
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder, and the address of a database of our own when it is not the one in the folder."""
    folder = tmp_path_factory.mktemp("city")
    if request.param == "sqlite":
        yield made_folder(folder), ""
        return
    with scratch_database("letters", folder) as address:
        yield folder, address


@pytest.fixture
def city(database: tuple[Path, str], gateway: Gateway) -> City:
    return City(*database, gateway)


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate(timeout=20)


def test_killed_worker_loses_no_message_and_sends_none_twice_with_a_key_that_is_honoured(
    city: City, gateway: Gateway
) -> None:
    dice = random.Random(os.getpid())
    gateway.kill_at = {5, 14, 27}
    kills = 0
    for _turn in range(4):  # killed by the gateway while it waits for an answer, and at random moments
        worker = city.worker()
        gateway.sender = worker.pid
        try:
            worker.wait(dice.uniform(0.1, 0.4))
        except subprocess.TimeoutExpired:
            kills += 1
        end(worker)
    worker = city.worker()
    gateway.sender = worker.pid
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not gateway.has_all():
        time.sleep(0.05)
        if worker.poll() is not None:
            end(worker)
            worker = city.worker()
            gateway.sender = worker.pid
    time.sleep(1.5)  # what was sent last is recorded, and what a killed one held comes once more
    end(worker)
    assert json.loads(city.ask("report"))["states"] == {"sent": MESSAGES}
    assert set(gateway.keys) == {f"killed:{number}" for number in range(MESSAGES)}, "none is lost"
    doubles = len(gateway.keys) - len(set(gateway.keys))
    assert gateway.killed == 3
    assert gateway.killed <= doubles <= gateway.killed + kills, "control: without the key these were sent twice"


def test_two_workers_share_the_messages_and_hand_each_over_once(city: City, gateway: Gateway) -> None:
    workers = [city.worker(lease=30), city.worker(lease=30)]
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not gateway.has_all():
        time.sleep(0.05)
    time.sleep(0.3)
    for one in workers:
        end(one)
    assert sorted(gateway.keys) == sorted(f"killed:{number}" for number in range(MESSAGES))


def test_control_two_workers_without_leases_hand_some_over_twice(city: City, gateway: Gateway) -> None:
    gateway.seconds = 0.05
    workers = [city.start("work", "30", "careless") for _ in range(2)]
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not gateway.has_all():
        time.sleep(0.05)
    for one in workers:
        end(one)
    assert len(gateway.keys) > len(set(gateway.keys)) == MESSAGES

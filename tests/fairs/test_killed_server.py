"""In the middle of a crowd the process that speaks HTTP is killed, on both databases, or the database's own: whoever
asks again with the same key gets the same booking; every confirmed one is there, none twice, nobody else's place is
lost."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest

from duikou.base.connections import AGAIN_SECONDS
from duikou.fairs.bench_crowd import Place
from tests.made import made_folder, scratch_database
from tests.private_server import PrivateServer

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX")]
PEOPLE, CAPACITY, CLIENTS = 500, 350, 16


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with scratch_database("killed", tmp_path) if request.param == "postgresql" else nullcontext("") as address:
        one = Place(str(tmp_path if address else made_folder(tmp_path)), address)
        one.ask("seed", people=PEOPLE)
        yield one


def speakers(server: int) -> list[int]:
    """The processes of the server that speak HTTP: its children but the booking process."""
    found = []
    for path in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError, ValueError):
            status = dict(line.split(":\t", 1) for line in path.read_text().splitlines() if ":\t" in line)
            words = (path.parent / "cmdline").read_bytes()
            if int(status["PPid"]) == server and b"serve" in words and b"booker" not in words:
                found.append(int(path.parent.name))
    return found


class Crowd:
    """People who each want one place and ask until they are told something that holds."""

    def __init__(self, port: int, cards: list[str], laid: dict[str, Any]) -> None:
        self.answers: dict[int, tuple[int, bytes]] = {}
        self.broken = self.put_off = 0
        self._port, self._waiting, self._lock = port, list(enumerate(cards)), threading.Lock()
        self._laid = laid

    def look(self, path: str) -> tuple[int, str, int]:
        """The status of a page, what it is written in, and after how many seconds to ask again."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            kind = answer.getheader("Content-Type", "").partition(";")[0]
            return answer.status, kind, int(answer.getheader("Retry-After", "0"))
        finally:
            connection.close()

    def run(self) -> None:
        threads = [threading.Thread(target=self._ask) for _ in range(CLIENTS)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(120)

    def ask_once(self, number: int, card: str) -> tuple[int, bytes]:
        """One request on a connection of its own, as after a broken one."""
        body = {"pass": card, "post": self._laid["post"], "slot": self._laid["slots"][0]}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        try:
            headers = {"Content-Type": "application/json", "Idempotency-Key": f"k{number}"}
            connection.request("POST", "/api/v1/express/bookings", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def _ask(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    return
                number, card = self._waiting.pop(0)
            for _attempt in range(200):
                try:
                    told = self.ask_once(number, card)
                except (OSError, http.client.HTTPException):
                    self.broken += 1
                    time.sleep(0.05)
                    continue
                if told[0] != 503:
                    self.answers[number] = told
                    break
                self.put_off += 1
                time.sleep(0.05)


@pytest.fixture
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateServer]:
    folder = Path(tempfile.mkdtemp(prefix="duikou-killed-"))  # not in pytest's own, shut to the database server's user
    folder.chmod(0o755)
    server = PrivateServer(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


def test_server_killed_in_the_crowd_loses_and_doubles_nothing(place: Place) -> None:
    laid = place.ask("lay", slots=1, capacity=CAPACITY)
    cards = (Path(place.folder) / "passes.txt").read_text().split("\n")
    with place.serving(1) as port:
        crowd = Crowd(port, cards, laid)
        killed: list[int] = []
        over = threading.Event()

        def kill() -> None:
            # Once: a server whose process dies twice in a few seconds ends, for its supervisor to start it anew.
            while not killed and not over.wait(0.001):
                if len(crowd.answers) > 60:
                    for pid in speakers(place.pid):
                        with suppress(ProcessLookupError):
                            os.kill(pid, signal.SIGKILL)
                            killed.append(pid)

        killer = threading.Thread(target=kill)
        killer.start()
        crowd.run()
        over.set()
        killer.join()
        assert killed
        assert crowd.broken > 0, "nobody noticed"
        assert Counter(status for status, _body in crowd.answers.values()) == {201: CAPACITY, 409: PEOPLE - CAPACITY}
        again = [crowd.ask_once(number, cards[number]) for number in list(crowd.answers)[:40]]
        assert again == list(crowd.answers.values())[:40]
    report = place.ask("count", keys=laid["keys"])
    assert (report["booked"], report["oversold"], report["faults"]) == (CAPACITY, 0, [])


def test_database_killed_in_the_crowd_loses_and_doubles_nothing(database: PrivateServer, tmp_path: Path) -> None:
    place = Place(str(tmp_path), database.address)
    place.ask("seed", people=PEOPLE)
    laid = place.ask("lay", slots=1, capacity=CAPACITY)
    cards = (tmp_path / "passes.txt").read_text().split("\n")
    with place.serving(2) as port:
        crowd = Crowd(port, cards, laid)
        confirmed_before: list[int] = []

        def kill() -> None:
            deadline = time.monotonic() + 60
            while len(crowd.answers) < 60 and time.monotonic() < deadline:
                time.sleep(0.001)
            confirmed_before.extend(crowd.answers)
            database.stop()
            time.sleep(1)
            database.start()

        killer = threading.Thread(target=kill)
        killer.start()
        crowd.run()
        killer.join()
        assert len(confirmed_before) < PEOPLE
        assert crowd.put_off > 0, "nobody noticed"
        assert Counter(status for status, _body in crowd.answers.values()) == {201: CAPACITY, 409: PEOPLE - CAPACITY}
        again = [crowd.ask_once(number, cards[number]) for number in confirmed_before]
        assert again == [crowd.answers[number] for number in confirmed_before]
    report = place.ask("count", keys=laid["keys"])
    assert (report["booked"], report["oversold"], report["faults"]) == (CAPACITY, 0, [])


def test_whoever_comes_while_the_database_is_gone_is_told_when_to_come_again(
    database: PrivateServer, tmp_path: Path
) -> None:
    place = Place(str(tmp_path), database.address)
    place.ask("seed", people=1)
    laid = place.ask("lay", slots=1, capacity=1)
    card = (tmp_path / "passes.txt").read_text().strip()
    pages = ["/fairs/bench/", laid["page"], "/"]
    with place.serving(1) as port:
        crowd = Crowd(port, [], laid)
        assert {crowd.look(page) for page in pages} == {(200, "text/html", 0)}
        database.stop()
        time.sleep(1.1)  # a page may be given again for a second
        with ThreadPoolExecutor(6) as threads:
            told = set(threads.map(crowd.look, pages))
            said = set(threads.map(crowd.look, ["/api/v1/fairs", "/api/v1/fairs/bench"]))
            assert threads.submit(crowd.ask_once, 1, card).result()[0] == 503
        assert told == {(503, "text/html", AGAIN_SECONDS)}
        assert said == {(503, "application/problem+json", AGAIN_SECONDS)}
        database.start()
        deadline = time.monotonic() + 30
        while crowd.ask_once(1, card)[0] != 201:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert {crowd.look(page) for page in pages} == {(200, "text/html", 0)}
        lines = place.log.read_text().splitlines()
        assert not [line for line in lines if line.startswith("Traceback")]
        assert [line for line in lines if "Service Unavailable: /fairs/bench/: " in line]

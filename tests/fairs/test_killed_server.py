"""kill -9 of the process that speaks HTTP, in the middle of a crowd, on both databases: whoever asks again with the
same key gets the same booking; every confirmed one is there, none twice, nobody else's place is lost."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from duikou.fairs.bench_crowd import Place
from duikou.fairs.bench_scratch import fresh_database
from tests.booking.test_races import SERVER

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX")]
PEOPLE, CAPACITY, CLIENTS = 500, 350, 16


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    address = ""
    if request.param == "postgresql":
        address = f"{SERVER.rpartition('/')[0]}/duikou_bench_killed_{os.getpid()}"
        if not fresh_database(address):
            pytest.skip(f"no PostgreSQL at {SERVER}; name one in DUIKOU_TEST_DATABASE_URL")
    one = Place(str(tmp_path), address)
    one.ask("seed", people=PEOPLE)
    yield one
    if address:
        fresh_database(address, make=False)


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
        self.broken = 0
        self._port, self._waiting, self._lock = port, list(enumerate(cards)), threading.Lock()
        self._laid = laid

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
                time.sleep(0.05)


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

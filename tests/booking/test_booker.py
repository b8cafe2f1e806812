"""The booking process: real processes on both databases, killed in the middle of a crowd."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from duikou.base.actor import SOMEBODY
from duikou.booking.actions import Claim, Confirmed
from duikou.booking.booker import Remote
from duikou.booking.refusals import Reason, Refusal
from duikou.config.booking_process import BookingProcess
from tests.booking.test_races import ROOT, Field, field

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX")]
__all__ = ["field"]  # the fixture


@pytest.fixture
def process(field: Field, monkeypatch: pytest.MonkeyPatch) -> Iterator[BookingProcess]:
    environment = field.environment
    for name in ("DUIKOU_DATA", "DUIKOU_DATABASE", "PYTHONPATH"):
        monkeypatch.setenv(name, environment[name])
    monkeypatch.setenv("DUIKOU_SECRET", "the same for both ends")
    started = BookingProcess()
    yield started
    started.stop()


@pytest.fixture
def remote(process: BookingProcess, settings: Any) -> Remote:
    settings.SECRET_KEY = "the same for both ends"
    return Remote(process.address)


def crowd(remote: Remote, claims: list[Claim], threads: int = 24, told: list[int] | None = None) -> list[str]:
    """What each claim was told, asked by many threads; whoever is sent away asks again with the same key. `told` grows
    by the number of each that was."""
    told = [] if told is None else told
    lock, waiting = threading.Lock(), list(enumerate(claims))
    answers: dict[int, str] = {}

    def ask() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                number, claim = waiting.pop(0)
            for _attempt in range(200):
                answer = remote.claim(claim, by=SOMEBODY)
                if not (isinstance(answer, Refusal) and answer.reason == Reason.BUSY):
                    break
                time.sleep(0.05)
            answers[number] = "confirmed" if isinstance(answer, Confirmed) else answer.reason
            told.append(number)

    people = [threading.Thread(target=ask) for _ in range(threads)]
    for one in people:
        one.start()
    for one in people:
        one.join(120)
    return [answers[number] for number in range(len(claims))]


def test_booking_process_answers_each_its_own(field: Field, remote: Remote) -> None:
    ground = field.ask(do="seed", slots=1, people=60, capacity=25)
    told = crowd(remote, [Claim(ground["slots"][0], person, key=f"b{person}") for person in ground["people"]])
    assert Counter(told) == {"confirmed": 25, "full": 35}
    report = field.ask(do="report", offer=ground["offer"])
    assert (report["live"], report["faults"]) == (25, [])


def test_receipt_says_what_was_booked(field: Field, remote: Remote) -> None:
    ground = field.ask(do="seed", slots=1, people=1, capacity=1)
    wanted = Claim(ground["slots"][0], ground["people"][0], key=f"r{ground['offer']}")
    first, again = remote.claim(wanted, by=SOMEBODY), remote.claim(wanted, by=SOMEBODY)
    assert isinstance(first, Confirmed)
    assert isinstance(again, Confirmed)
    assert first.receipt == again.receipt
    assert (first.repeated, again.repeated) == (False, True)
    assert first.receipt.state == "confirmed"
    assert len(first.receipt.code) == 6


def test_whoever_does_not_know_the_key_is_not_heard(process: BookingProcess, settings: Any) -> None:
    settings.SECRET_KEY = "another"
    answer = Remote(process.address).claim(Claim(1, 1), by=SOMEBODY) if not _refused(process.address) else None
    assert answer is None or (isinstance(answer, Refusal) and answer.reason == Reason.BUSY)


def _refused(address: str) -> bool:
    from multiprocessing import AuthenticationError
    from multiprocessing.connection import Client

    from duikou.booking.booker import key

    try:
        Client(address, authkey=key())
    except AuthenticationError:
        return True
    return False


def test_killed_again_and_again_it_loses_and_doubles_nothing(
    field: Field, process: BookingProcess, remote: Remote
) -> None:
    """kill -9 of the booking process in the middle of a crowd, on both databases: every confirmed booking is there,
    none twice, nobody else's place is lost."""
    ground = field.ask(do="seed", slots=3, people=600, capacity=150)
    claims = [
        Claim(ground["slots"][number % 3], person, key=f"k{person}") for number, person in enumerate(ground["people"])
    ]
    process.watch()
    killed: list[int] = []
    told: list[int] = []
    over = threading.Event()

    def kill() -> None:
        """Three times, each after some more of the crowd were told."""
        while len(killed) < 3 and not over.wait(0.001):
            if len(told) > 100 * len(killed) + 50:
                with suppress(ProcessLookupError):  # it is just being started anew
                    os.kill(process.pid, signal.SIGKILL)
                    killed.append(process.pid)

    killer = threading.Thread(target=kill)
    killer.start()
    answers = crowd(remote, claims, told=told)
    over.set()
    killer.join()
    assert len(killed) == 3, "the crowd was through before anything could be killed"
    assert Counter(answers) == {"confirmed": 450, "full": 150}
    report = field.ask(do="report", offer=ground["offer"])
    assert (report["live"], report["bookings"], report["faults"]) == (450, 450, [])


def test_lock_of_somebody_else_keeps_nobody_waiting_for_long(field: Field, remote: Remote) -> None:
    ground = field.ask(do="seed", slots=1, people=2, capacity=2)
    slot, (first, second) = ground["slots"][0], ground["people"]
    field.hold(slot, seconds=9)
    begun = time.monotonic()
    with pytest.raises(OperationalError):
        remote.claim(Claim(slot, first, key=f"l{first}"), by=SOMEBODY)
    assert 3 < time.monotonic() - begun < 8.5
    time.sleep(5)
    assert crowd(remote, [Claim(slot, second, key=f"l{second}")]) == ["confirmed"]


def test_booker_ends_with_its_server(tmp_path: Path) -> None:
    environment = {**os.environ, "DUIKOU_DATA": str(tmp_path), "DUIKOU_DATABASE": "", "PYTHONPATH": str(ROOT / "src")}
    script = (
        "import os, subprocess, sys\n"
        f"p = subprocess.Popen([sys.executable, '-m', 'duikou', 'booker', '--address', {str(tmp_path / 's')!r}],"
        " stdout=subprocess.PIPE, text=True)\n"
        "p.stdout.readline()\nprint(p.pid, flush=True)\nos._exit(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    pid = json.loads(done.stdout)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("the booking process outlived its server")

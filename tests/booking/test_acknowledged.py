"""Who was told "confirmed" has their booking, though the booking process dies at that very moment. Beside it the
control: a booking process that acknowledges before the commit, which must be caught."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import arbitrary_address  # type: ignore[attr-defined]
from typing import Any

import pytest

from duikou.base.actor import SOMEBODY
from duikou.booking.actions import Claim, Confirmed
from duikou.booking.booker import Remote
from tests.booking.test_races import ROOT, Field, field

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX")]
__all__ = ["field"]  # the fixture
SECRET = "the same for both ends"
TRUE = ["-m", "duikou", "booker", "--address"]
HASTY = ["-m", "tests.booking.hasty_booker"]


@contextmanager
def booking_process(field: Field, words: list[str]) -> Iterator[tuple[Remote, subprocess.Popen[str]]]:
    address = arbitrary_address("AF_UNIX")
    started = subprocess.Popen(
        [sys.executable, *words, address],
        env={**field.environment, "DUIKOU_SECRET": SECRET, "DUIKOU_BOOKER": ""},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    assert started.stdout.readline(), "it did not start"
    try:
        yield Remote(address), started
    finally:
        started.kill()
        started.wait()
        started.stdout.close()


def confirmed_and_there(field: Field, words: list[str]) -> tuple[int, int, list[str]]:
    """How many were told "confirmed" before the process was killed at once, how many bookings there are, and faults."""
    ground = field.ask(do="seed", slots=1, people=30, capacity=30)
    with booking_process(field, words) as (remote, started):
        answers = [
            remote.claim(Claim(ground["slots"][0], person, key=f"a{person}"), by=SOMEBODY)
            for person in ground["people"]
        ]
        started.kill()
        started.wait()
    told = sum(isinstance(answer, Confirmed) for answer in answers)
    report = field.ask(do="report", offer=ground["offer"])
    return told, report["live"], report["faults"]


@pytest.fixture
def secret(settings: Any) -> None:
    settings.SECRET_KEY = SECRET


def test_whatever_was_acknowledged_is_there_after_a_kill(field: Field, secret: None) -> None:
    assert confirmed_and_there(field, TRUE) == (30, 30, [])


def test_control_acknowledging_before_the_commit_is_noticed(field: Field, secret: None) -> None:
    told, there, _faults = confirmed_and_there(field, HASTY)
    assert told == 30
    assert there < told

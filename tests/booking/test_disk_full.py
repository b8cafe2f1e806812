"""The disk is full in the middle of a crowd: nobody is told what is not so, nothing is half-written, and when there is
room again it goes on by itself. The disk is a real one of 64 MB, which only root may mount."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from duikou.base.actor import SOMEBODY
from duikou.booking.actions import Claim, Confirmed
from duikou.booking.booker import Remote
from duikou.booking.refusals import Reason, Refusal
from tests.booking.test_acknowledged import SECRET, TRUE, booking_process
from tests.booking.test_races import ROOT, Field

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="small disks are mounted on Linux"),
]


class Disk:
    """A small disk; `fill` leaves no byte of it free."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Take all the room that is left."""
        with self._ballast.open("wb", buffering=0) as ballast:
            for size in (65536, 4096, 512, 1):
                try:
                    while True:
                        ballast.write(b"\0" * size)
                except OSError:
                    continue

    def clear(self) -> None:
        """Give it back."""
        self._ballast.unlink()


@pytest.fixture(scope="module")
def disk() -> Iterator[Disk]:
    # Not in pytest's own folder, which is shut to the database server's user.
    folder = Path(tempfile.mkdtemp(prefix="duikou-disk-"))
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        folder.rmdir()
        pytest.skip("only root mounts disks")
    folder.chmod(0o755)
    yield Disk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=False)
    folder.rmdir()


@pytest.fixture(scope="module")
def field(disk: Disk) -> Iterator[Field]:
    """SQLite's file on the small disk. PostgreSQL's own server would have to be put there: a tablespace that vanishes
    when a test is broken off stops the checkpoints of everybody else's databases."""
    environment = {**os.environ, "DUIKOU_DATABASE": "", "PYTHONPATH": str(ROOT / "src")}
    racing = Field("sqlite", {**environment, "DUIKOU_DATA": str(disk.folder)})
    yield racing
    racing.close()


def told(remote: Remote, claim: Claim) -> str:
    """What a claim is told; "ask again" when the database could not be written."""
    try:
        answer = remote.claim(claim, by=SOMEBODY)
    except OperationalError:
        return "ask again"
    if isinstance(answer, Refusal):
        return "ask again" if answer.reason in (Reason.BUSY, Reason.FAILED) else answer.reason
    assert isinstance(answer, Confirmed)
    return "confirmed"


def test_full_disk_loses_and_pretends_nothing(disk: Disk, field: Field, settings: Any) -> None:
    settings.SECRET_KEY = SECRET
    ground = field.ask(do="seed", slots=1, people=600, capacity=600)
    slot, people = ground["slots"][0], ground["people"]
    claims = [Claim(slot, person, key=f"d{person}") for person in people]
    with booking_process(field, TRUE) as (booker, process):
        assert [told(booker, claim) for claim in claims[:20]] == ["confirmed"] * 20
        disk.fill()
        during: list[str] = []
        while during[-5:] != ["ask again"] * 5:  # some still find room in a page that is there already
            during.append(told(booker, claims[20 + len(during)]))
        assert set(during) <= {"confirmed", "ask again"}
        disk.clear()
        there = field.ask(do="report", offer=ground["offer"])
        assert (there["live"], there["faults"]) == (20 + during.count("confirmed"), [])
        deadline = time.monotonic() + 20
        while told(booker, claims[-1]) != "confirmed":  # without being started anew
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert Counter(told(booker, claim) for claim in claims) == {"confirmed": 600}
        assert process.poll() is None
    after = field.ask(do="report", offer=ground["offer"])
    assert (after["live"], after["bookings"], after["faults"]) == (600, 600, [])

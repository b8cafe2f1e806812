"""The disk is full in the middle of a crowd: nobody is told what is not so, nothing is half-written, and when there is
room again it goes on by itself. The disk is a real small one, which only root may mount."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import OperationalError

from duikou.base.actor import SOMEBODY
from duikou.booking.actions import Claim, Confirmed
from duikou.booking.booker import Remote
from duikou.booking.refusals import Reason, Refusal
from tests.booking.test_acknowledged import SECRET, TRUE, booking_process
from tests.booking.test_races import ROOT, Field
from tests.made import made_folder
from tests.private_server import PrivateServer

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


class Place(NamedTuple):
    """A database with racing processes, the disk it is on, and what brings it back once there is room."""

    field: Field
    disk: Disk
    bring_back: Callable[[], None]


@contextmanager
def small_disk(megabytes: int) -> Iterator[Disk]:
    """A disk of that size. Skips when whoever runs the tests may not mount one."""
    # Not in pytest's own folder, which is shut to the database server's user.
    folder = Path(tempfile.mkdtemp(prefix="duikou-disk-"))
    size = f"size={megabytes}m,mode=755"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], capture_output=True, check=False)
    if done.returncode:
        folder.rmdir()
        pytest.skip("only root mounts disks")
    folder.chmod(0o755)
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        folder.rmdir()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """SQLite's file on a small disk, or all of a PostgreSQL server of this test's own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    if request.param == "sqlite":
        with small_disk(64) as disk:
            made_folder(disk.folder)
            field = Field("sqlite", {**environment, "DUIKOU_DATABASE": "", "DUIKOU_DATA": str(disk.folder)})
            yield Place(field, disk, lambda: None)
            field.close()
        return
    with small_disk(160) as disk:
        server = PrivateServer(disk.folder)
        server.start()
        try:
            more = {"DUIKOU_DATABASE": server.address, "DUIKOU_DATA": str(tmp_path)}
            migrate = [sys.executable, "-m", "duikou", "migrate", "--verbosity=0"]
            subprocess.run(migrate, env={**environment, **more}, check=True, cwd=ROOT)
            field = Field("postgresql", {**environment, **more})
            yield Place(field, disk, server.start)
            field.close()
        finally:
            server.stop()


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


def test_full_disk_loses_and_pretends_nothing(place: Place, settings: Any) -> None:
    field, disk, bring_back = place
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
        bring_back()
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

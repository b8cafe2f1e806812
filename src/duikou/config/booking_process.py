"""The booking process of a server: started before it, started anew when it dies, ended with it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from multiprocessing.connection import arbitrary_address  # type: ignore[attr-defined]

FAMILY = "AF_PIPE" if os.name == "nt" else "AF_UNIX"
READY = "ready"
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 30.0

log = logging.getLogger("duikou.booking")


class BookingProcess:
    """`duikou booker` beside the server. The processes that serve find its address in DUIKOU_BOOKER."""

    def __init__(self) -> None:
        self.address: str = arbitrary_address(FAMILY)
        self._stopped, self._starting = threading.Event(), threading.Lock()
        self._process = self._start()

    @property
    def pid(self) -> int:
        """The process as it is now."""
        return self._process.pid

    def watch(self) -> None:
        """Start it anew whenever it ends, in a thread of its own, until `stop`."""
        threading.Thread(target=self._watch, name="booking process", daemon=True).start()

    def stop(self) -> None:
        """End it; claims that it has begun are written first or not at all."""
        with self._starting:
            self._stopped.set()
            self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> subprocess.Popen[str]:
        if FAMILY == "AF_UNIX" and os.path.exists(self.address):
            os.unlink(self.address)
        process = subprocess.Popen(
            [sys.executable, "-m", "duikou", "booker", "--address", self.address],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "DUIKOU_BOOKER": ""},
        )
        assert process.stdout is not None
        with process.stdout:
            process.stdout.readline()  # it is ready, or it has ended
        return process

    def _watch(self) -> None:
        pause = PAUSE_SECONDS
        while not self._stopped.is_set():
            begun = time.monotonic()
            self._process.wait()
            pause = PAUSE_SECONDS if time.monotonic() - begun > 10 else min(LONGEST_PAUSE_SECONDS, pause * 2)
            if self._stopped.wait(pause):
                return
            with self._starting:
                if self._stopped.is_set():
                    return
                try:
                    self._process = self._start()
                except OSError as error:  # no memory or no process to be had: try again later
                    log.error("the booking process could not be started: %s", error)

"""The booking process of a server: started before it, started anew when it dies, ended with it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from multiprocessing.connection import arbitrary_address  # type: ignore[attr-defined]

FAMILY = "AF_PIPE" if os.name == "nt" else "AF_UNIX"
READY = "ready"
PAUSE_SECONDS = 0.2


class BookingProcess:
    """`duikou booker` beside the server. The processes that serve find its address in DUIKOU_BOOKER."""

    def __init__(self) -> None:
        self.address: str = arbitrary_address(FAMILY)
        self._stopped = threading.Event()
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
        self._stopped.set()
        self._process.terminate()
        self._process.wait(10)

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
        while not self._stopped.is_set():
            self._process.wait()
            if not self._stopped.wait(PAUSE_SECONDS):
                self._process = self._start()

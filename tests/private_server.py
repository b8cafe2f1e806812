"""A PostgreSQL server of a test's own, which may be starved, killed and started again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
shared_buffers = 16MB
min_wal_size = 2MB
max_wal_size = 8MB
"""


class PrivateServer:
    """A server whose data lie in `folder`, run by the system's user `postgres` when the tests are run by root. Skips
    where PostgreSQL's own programs are missing."""

    def __init__(self, folder: Path) -> None:
        found = shutil.which("initdb") or max(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), default="")
        if not found:
            pytest.skip("initdb, a program of PostgreSQL, is missing")
        self._programs, self._data = Path(found).parent, folder / "cluster"
        self._as_owner: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            self._as_owner = ["runuser", "-u", "postgres", "--"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        self._do("initdb", "--username=postgres", "--auth=trust", "--wal-segsize=1", "-E", "UTF8", "--locale=C.UTF-8")
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(port=port))

    def start(self) -> None:
        """Start it, as a system's service manager does with one that has ended, and wait until it answers."""
        if not self.answers():
            self._do("pg_ctl", "start", "--wait", "--log", str(self._data / "log"))
        deadline = time.monotonic() + 30
        while not self.answers():
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it at once."""
        self._do("pg_ctl", "stop", "--mode=immediate", check=False)

    def answers(self) -> bool:
        """Whether somebody can be served."""
        try:
            psycopg.connect(self.address, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _do(self, program: str, *words: str, check: bool = True) -> None:
        command = [*self._as_owner, str(self._programs / program), "-D", str(self._data), *words]
        done = subprocess.run(
            command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
        assert not check or done.returncode == 0, done.stderr

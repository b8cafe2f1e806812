"""PgBouncer between the tests and PostgreSQL, giving each transaction whatever session is free."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

POOLED = """[databases]
* = host={host} port={port} user={user}{secret}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listens}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {sessions}
"""


@contextmanager
def pooled(address: str, folder: Path, *, sessions: int) -> Iterator[str]:
    """The address of the same database through a PgBouncer of our own in `pool_mode = transaction`, with so many
    sessions of the database for everybody. Skips where no PgBouncer is."""
    from psycopg.conninfo import conninfo_to_dict

    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("PgBouncer is not installed")
    parts = {"host": "127.0.0.1", "port": "5432", "user": "postgres", **conninfo_to_dict(address)}
    secret = f" password='{parts['password']}'" if parts.get("password") else ""
    listens = _free_port()
    settings = folder / "pgbouncer.ini"
    settings.write_text(POOLED.format(**parts, secret=secret, listens=listens, sessions=sessions))
    folder.chmod(0o755)
    nobody = ["-u", "nobody"] if os.geteuid() == 0 else []  # it does not run as root
    running = subprocess.Popen([program, "-q", *nobody, str(settings)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(listens, running)
        yield f"postgresql://{parts['user']}@127.0.0.1:{listens}/{parts['dbname']}"
    finally:
        running.terminate()
        running.wait(10)


def _free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until and running.poll() is None:
        with socket.socket() as asking:
            if not asking.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.02)
    raise RuntimeError("PgBouncer does not answer")

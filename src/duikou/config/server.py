"""The HTTP server: granian runs Django in the threads of several processes."""

from __future__ import annotations

import errno
import hashlib
import http.client
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from duikou.base.connections import close_all
from duikou.config.booking_process import BookingProcess
from duikou.directory import key_checks
from duikou.directory.actions import erase_again
from duikou.directory.models import Erased
from duikou.journal.worker import run_forever

if TYPE_CHECKING:  # certificates are read by few of those who look whether the database is as new as the program
    from duikou.config.tls import Tls

STAMP = "collected"


def pending_migrations() -> list[str]:
    """The migrations that the database lacks, as `room.name`, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def refuse_pending_migrations() -> None:
    """Raise CommandError, saying what to do, when the database is older than the program."""
    pending = pending_migrations()
    if pending:
        raise CommandError(f"the database lacks {len(pending)} migrations ({pending[0]}, …). First: duikou migrate")


def begin(*, replay: bool = True) -> None:
    """Make sure that the database is opened with its own keys and, with `replay`, holds nobody who was erased. Raises
    KeyFault and ListUnusable, saying what to do."""
    key_checks.begin()
    if replay and Erased._meta.db_table in connection.introspection.table_names() and not pending_migrations():
        erase_again()


def static_stamp() -> str:
    """A hash of name, size and time of every static file: when it changes, the collected copy is stale."""
    lines = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = os.stat(storage.path(name))
            lines.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def collect_static() -> bool:
    """Bring the hashed, compressed static files of the data folder up to date; whether anything was to do."""
    mark = Path(settings.STATIC_ROOT) / STAMP
    stamp = static_stamp()
    if mark.exists() and mark.read_text(encoding="ascii") == stamp:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark.write_text(stamp, encoding="ascii")
    return True


def refuse_taken_port(host: str, port: int) -> None:
    """Raise CommandError when the address cannot be listened at: taken, forbidden or not of this machine."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(f"port {port} is in use. Choose another: --port {port + 1}") from None
        raise CommandError(f"cannot listen at {host}:{port}: {error.strerror or error}") from None


def reachable(host: str) -> str:
    """The host name under which this machine itself reaches a server that listens at `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)


def wait_until_answering(host: str, port: int, seconds: float = 60, *, tls: bool = False) -> bool:
    """Whether the server at host and port answers HTTP, or HTTPS, within so many seconds. Whose certificate it is does
    not matter: nothing is told to it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        asking = _connection(reachable(host), port, tls=tls)
        try:
            asking.request("HEAD", "/robots.txt", headers={"Host": f"localhost:{port}"})
            asking.getresponse().read()
            return True
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            asking.close()
    return False


def _connection(host: str, port: int, *, tls: bool) -> http.client.HTTPConnection:
    if not tls:
        return http.client.HTTPConnection(host, port, timeout=10)
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=10, context=anybody)


def forget_pool() -> None:
    """Close this process's connections to PostgreSQL, and let no process that is forked later inherit new ones: two
    that talk over one connection read each other's answers."""
    close_all()
    if settings.DATABASE:
        from django.db.backends.postgresql.base import DatabaseWrapper

        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=DatabaseWrapper._connection_pools.clear)  # type: ignore[attr-defined]


def usual_workers() -> int:
    """How many processes answer over HTTP unless it is said: half as many as there are cores, since the database and
    the booking process work beside them, and at least two, of which one goes on when the other ends. One in a demo,
    whose clock is moved in its process."""
    return 1 if settings.DEMO else max(2, (os.cpu_count() or 1) // 2)


def run(
    host: str,
    port: int,
    *,
    workers: int,
    threads: int,
    periodic: bool,
    ready: Callable[[], None],
    tls: Tls | None = None,
) -> None:
    """Serve until interrupted; `ready` is called once, as soon as the first request is answered. With `periodic` a
    thread beside the server delivers messages and does the rooms' periodic work, so that nothing else need be started.
    With `tls` it speaks HTTPS itself.
    """
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, SSLProtocols
    from granian.log import LogLevels

    server = Granian(
        "duikou.config.front:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,  # what proxies speak inwards; browsers speak HTTP/2 over TLS only
        workers=workers,
        backlog=2048,
        log_level=LogLevels.error,
        websockets=False,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
        ssl_cert=tls.certificate if tls else None,
        ssl_key=tls.key if tls else None,
        ssl_protocol_min=SSLProtocols.tls12,  # telephones of ten years ago
    )

    stop = threading.Event()

    def tell() -> None:
        if wait_until_answering(host, port, tls=tls is not None):
            ready()
            if periodic:
                run_forever(stop)

    forget_pool()
    os.environ["DUIKOU_THREADS"] = str(threads)  # read by the processes that serve
    booking = BookingProcess()
    os.environ["DUIKOU_BOOKER"] = settings.BOOKER = booking.address
    booking.watch()
    server.on_startup(lambda: threading.Thread(target=tell, daemon=True).start())
    try:
        server.serve()
    finally:
        stop.set()
        booking.stop()

"""`duikou serve`: this city over HTTP."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from duikou.config import server
from duikou.directory import setting_up
from duikou.directory.queries import city


class Command(BaseCommand):
    """Serves until interrupted. Refuses to start on a database that is older than the program."""

    help = "Serve this city over HTTP, with static files, in one process or several."
    stealth_options = ("ready",)
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at (0.0.0.0: the whole network)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen at (8000)")
        usual = server.usual_workers()
        parser.add_argument("--workers", type=int, default=usual, help=f"processes that answer ({usual} here)")
        parser.add_argument("--threads", type=int, default=settings.THREADS, help="threads of a process for pages (16)")
        parser.add_argument("--no-worker", action="store_true", help="leave messages and holds to `duikou worker`")
        parser.add_argument("--data", metavar="DIR", help="folder of the database, the keys and the files")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if options["workers"] < 1 or options["threads"] < 1 or not 0 < port < 65536:
            raise CommandError("--workers and --threads are at least 1, --port is 1 to 65535", returncode=2)
        if options["workers"] > 1 and settings.DEMO:
            raise CommandError("a demo's clock is moved in its one process: leave --workers out", returncode=2)
        server.refuse_pending_migrations()
        server.refuse_taken_port(host, port)
        self.compile_catalogues()
        server.collect_static()
        here = city()
        code = setting_up.new_code() if here is None else ""
        if here is not None and here.languages:
            os.environ.setdefault("DUIKOU_LANGUAGES", ",".join(here.languages))  # read by the processes that serve
        ready = options.get("ready") or (lambda: self.say_where(host, port, code))
        server.run(
            host,
            port,
            workers=options["workers"],
            threads=options["threads"],
            periodic=not options["no_worker"],
            ready=ready,
        )

    def compile_catalogues(self) -> None:
        """Compile the message catalogues whose text is newer than what was compiled of it."""
        from duikou.base import catalogues

        catalogues.compile_stale()

    def say_where(self, host: str, port: int, code: str) -> None:
        """Print the address, and the set-up code if no city is set up."""
        address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::', '') else host}:{port}/"
        self.stdout.write(f"Duikou answers at {address} (Ctrl+C stops it)")
        if code:
            self.stdout.write(f"No city is set up yet. Open {address}setup and give the code {code}")
        self.stdout.flush()

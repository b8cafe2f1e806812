"""`duikou serve`: this city over HTTP."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from duikou.base import clock
from duikou.config import server, tls
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
        parser.add_argument("--tls", action="store_true", help="speak HTTPS with a certificate of this machine's own")
        parser.add_argument(
            "--tls-cert", type=Path, metavar="FILE", help="speak HTTPS with this certificate (PEM, chain)"
        )
        parser.add_argument("--tls-key", type=Path, metavar="FILE", help="its key (PEM, without a password)")
        parser.add_argument("--data", metavar="DIR", help="folder of the database, the keys and the files")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if options["workers"] < 1 or options["threads"] < 1 or not 0 < port < 65536:
            raise CommandError("--workers and --threads are at least 1, --port is 1 to 65535", returncode=2)
        if options["workers"] > 1 and settings.DEMO:
            raise CommandError("a demo's clock is moved in its one process: leave --workers out", returncode=2)
        speaks = self.tls_files(options)
        server.refuse_pending_migrations()
        server.refuse_taken_port(host, port)
        self.compile_catalogues()
        server.collect_static()
        here = city()
        code = setting_up.new_code() if here is None else ""
        if here is not None and here.languages:
            os.environ.setdefault("DUIKOU_LANGUAGES", ",".join(here.languages))  # read by the processes that serve
        ready = options.get("ready") or (lambda: self.say_where(host, port, code, speaks))
        server.run(
            host,
            port,
            workers=options["workers"],
            threads=options["threads"],
            periodic=not options["no_worker"],
            ready=ready,
            tls=speaks,
        )

    def tls_files(self, options: dict[str, Any]) -> tls.Tls | None:
        """The files to speak HTTPS with, made now if they must be; None for plain HTTP."""
        brought = options["tls_cert"], options["tls_key"]
        if options["tls"] and any(brought):
            raise CommandError("--tls makes a certificate: leave out --tls-cert and --tls-key, or --tls", returncode=2)
        if any(brought) and not all(brought):
            raise CommandError("--tls-cert and --tls-key belong together", returncode=2)
        try:
            if all(brought):
                return tls.given(*brought)
            if not options["tls"]:
                return None
            hosts = [one.strip("[]") for one in settings.HOSTS if "*" not in one and not one.startswith(".")]
            hosts = list(dict.fromkeys([*hosts, *tls.hosts_here()]))
            return tls.own_certificate(Path(settings.DATA) / tls.FOLDER, hosts, now=clock.now())
        except tls.TlsFault as fault:
            raise CommandError(str(fault), returncode=2) from None

    def compile_catalogues(self) -> None:
        """Compile the message catalogues whose text is newer than what was compiled of it."""
        from duikou.base import compiling

        compiling.compile_stale()

    def say_where(self, host: str, port: int, code: str, speaks: tls.Tls | None) -> None:
        """Print the address, what to do for telephones to trust it, and the set-up code if no city is set up."""
        scheme = "https" if speaks else "http"
        address = f"{scheme}://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::', '') else host}:{port}/"
        self.stdout.write(f"Duikou answers at {address} (Ctrl+C stops it)")
        if speaks and speaks.authority:
            self.say_how_to_trust(host, port, speaks.authority)
        if code:
            self.stdout.write(f"No city is set up yet. Open {address}setup and give the code {code}")
        self.stdout.flush()

    def say_how_to_trust(self, host: str, port: int, authority: Path) -> None:
        """Print where telephones find this server, and by what they know its certificate."""
        everywhere = host in ("0.0.0.0", "::", "")
        names = [one for one in tls.hosts_here() if one not in ("localhost", "127.0.0.1", "::1")] if everywhere else []
        for one in names:
            self.stdout.write(f"  also https://{f'[{one}]' if ':' in one else one}:{port}/")
        self.stdout.write(f"Its certificate is this machine's own ({authority}). For the camera and the door without a")
        self.stdout.write(
            "network, each telephone has to trust it once: open /trust at one of these addresses, pass the"
        )
        self.stdout.write("warning, and follow the page. It must show this fingerprint (SHA-256):")
        self.stdout.write(f"  {tls.fingerprint(authority)}")
        if not everywhere:
            self.stdout.write("Only this machine reaches it so far: --host 0.0.0.0 lets the network in.")

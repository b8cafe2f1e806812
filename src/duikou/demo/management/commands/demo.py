"""`duikou demo`: the sample city, ready to be tried."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from duikou.base.keys import KeyFault
from duikou.demo import building
from duikou.directory import key_checks
from duikou.directory.actions import erase_again
from duikou.directory.erasure_list import ListUnusable
from duikou.directory.models import City

MARK = "sample-city"
LOCAL = ("127.0.0.1", "localhost", "::1")


class Command(BaseCommand):
    """Builds the city once (`--reset`: afresh), then serves it. `--check` walks the main job over HTTP instead."""

    help = "Build and serve the sample city: invented employers, posts and bookings, every role one click away."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at; 0.0.0.0 lets phones nearby in")
        parser.add_argument("--port", type=int, default=8000, help="port to listen at (8000)")
        parser.add_argument("--reset", action="store_true", help="build the city afresh")
        parser.add_argument(
            "--check", action="store_true", help="walk the main job over HTTP, print what was seen, stop"
        )
        parser.add_argument("--data", metavar="DIR", help="folder of the sample city (data/demo)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("the demo is started as `duikou demo`")
        if options["check"]:
            self.check_main_job()
            return
        mark = Path(settings.DATA) / MARK
        if options["reset"]:
            self.clear(mark)
        self.build(mark)
        host, port = options["host"], options["port"]
        call_command("serve", host=host, port=port, ready=lambda: self.welcome(host, port))

    def clear(self, mark: Path) -> None:
        """Empty the data folder of a sample city; refuse any other folder."""
        if settings.DATABASE:
            raise CommandError("--reset empties a data folder, not a PostgreSQL database; make a new database instead")
        connection.close()
        for path in Path(settings.DATA).iterdir():
            if path.name == "static":
                continue
            if not mark.exists() and path.name != "keys":
                raise CommandError(f"{settings.DATA} does not hold a sample city; nothing was deleted")
        for path in Path(settings.DATA).iterdir():
            if path.name not in ("static", "keys"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def build(self, mark: Path) -> None:
        """Create the database and the city if they are not there; refuse a real city's database."""
        try:
            key_checks.refuse_wrong_keys()
            call_command("migrate", verbosity=0)
            key_checks.begin()
            erase_again()
        except (KeyFault, ListUnusable) as fault:
            raise CommandError(str(fault)) from None
        if City.objects.filter(sample=False).exists():
            raise CommandError(f"{settings.DATA} holds a real city; the demo never opens one. Choose another --data")
        if not building.built():
            self.say("building the sample city …")
            building.build()
            mark.touch()

    def check_main_job(self) -> None:
        """Walk the main job on a server of its own; print what was seen as JSON; exit 1 on any fault."""
        from duikou.demo.checking import walk

        seen = walk()
        self.stdout.write(json.dumps(seen, ensure_ascii=False, indent=2))
        if seen["faults"]:
            raise SystemExit(1)

    def welcome(self, host: str, port: int) -> None:
        """Print the address and what to try first; a QR code of it when other devices can open it."""
        address = f"http://{'localhost' if host in LOCAL else own_address(host)}:{port}/"
        lines = [
            "",
            f"  The sample city answers at {address}",
            "",
            f"  1. Find a post and book a talk:   {address}fairs/demo/",
            "  2. In the bar at the top become the door, an employer or the office with one click.",
            "  3. Move the clock to the day of the fair there, and check yourself in.",
            f"  4. A fair is running today; its call board: {address}fairs/today/board",
            "",
            "  Everything in it is invented; nothing is sent to anybody. Ctrl+C stops it; --reset builds it afresh.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        if host not in LOCAL:
            import segno

            segno.make(address, error="l").terminal(out=sys.stdout, compact=True)
        self.stdout.flush()

    def say(self, text: str) -> None:
        """One line of progress on standard error."""
        print(f"duikou: {text}", file=sys.stderr, flush=True)


def own_address(host: str) -> str:
    """The address of this machine in its network, when it listens at all of them; otherwise the host itself."""
    if host not in ("0.0.0.0", "::", ""):
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: the system only picks the way out (RFC 5737)
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()

"""`duikou worker`: deliver messages, release expired holds and do the other periodic work."""

from __future__ import annotations

import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from duikou.base import clock
from duikou.journal.queries import worker_at_work
from duikou.journal.worker import run_forever, run_once


class Command(BaseCommand):
    """Works until interrupted or terminated, then finishes what it has in hand and exits with 0."""

    help = "Deliver messages, release expired holds and do the other periodic work. Several may run on PostgreSQL."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then exit")
        parser.add_argument(
            "--health", action="store_true", help="say when a worker last worked; exit with 1 when none is at work"
        )
        parser.add_argument("--data", metavar="DIR", help="folder of the database and the keys")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["health"]:
            self.stdout.write(self.health())
            return
        if options["once"]:
            sent = run_once()
            self.stdout.write(f"{sent} messages sent")
            return
        stop = Event()
        for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda *_: stop.set())
        self.stdout.write("The worker is at work (Ctrl+C stops it)")
        self.stdout.flush()
        run_forever(stop)
        self.stdout.write("The worker has stopped")

    def health(self) -> str:
        """When a worker last worked. Raises CommandError when none has done so for two minutes."""
        seen = worker_at_work(now=clock.now())
        if seen.at is None:
            raise CommandError("No worker has ever worked here. Start one: duikou worker")
        said = f"The worker last worked at {timezone.localtime(seen.at):%Y-%m-%d %H:%M:%S}"
        if seen.late:
            raise CommandError(f"{said}: none is at work now. Start one: duikou worker")
        return said

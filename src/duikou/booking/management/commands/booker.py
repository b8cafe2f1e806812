"""`duikou booker`: the booking process of a server; `serve` starts it."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from duikou.base.connections import close_all
from duikou.base.garbage import few_collections
from duikou.booking import booker

LONGEST_LOCK_SECONDS, LONGEST_STATEMENT_SECONDS = 5, 20


class Command(BaseCommand):
    """Books for the processes of a server until it is ended, or its server is gone."""

    help = "Book for the processes of a server. Started by serve; nothing else need start it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", required=True, help="local socket (named pipe on Windows) to listen at")

    def handle(self, *args: Any, **options: Any) -> None:
        parent = os.getppid()
        bound_waits()
        threading.Thread(target=self.end_with, args=(parent,), daemon=True).start()
        few_collections()
        booker.serve(options["address"], ready=self.say_ready)

    def say_ready(self) -> None:
        """Tell the server that it can begin."""
        self.stdout.write("ready")
        self.stdout.flush()

    def end_with(self, parent: int) -> None:
        """End when the server has ended without saying so."""
        while os.name != "posix" or os.getppid() == parent:
            time.sleep(1)
        os._exit(0)


def bound_waits() -> None:
    """Let no lock that somebody else holds keep everybody who books waiting: after so many seconds the batch is told to
    ask again. Connections that were made before, when the keys were looked at, know of no bound and are closed."""
    options = connection.settings_dict["OPTIONS"]
    close_all()
    if connection.vendor == "postgresql":
        limits = f"-c lock_timeout={LONGEST_LOCK_SECONDS}s -c statement_timeout={LONGEST_STATEMENT_SECONDS}s"
        options["options"] = f"{options.get('options', '')} {limits}".strip()
    else:
        options["timeout"] = LONGEST_LOCK_SECONDS

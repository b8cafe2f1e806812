"""`duikou check`: Django's own checks, then the faults that the rooms look for in the living database."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.check import Command as DjangoCheck
from django.db import OperationalError, ProgrammingError, connection

from duikou.base.registry import checks
from duikou.config.server import pending_migrations


class Command(DjangoCheck):
    """Exits with 0 when all is well, 1 when something is wrong."""

    help = "Check the settings, the database's shape and the invariants of every room."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="print the faults as JSON")
        parser.add_argument("--data", metavar="DIR", help="folder of the database and the keys")

    def handle(self, *args: Any, **options: Any) -> None:
        as_json = options.pop("json")
        if args or options.get("tags") or options.get("list_tags"):
            super().handle(*args, **options)
            return
        if not as_json:
            super().handle(*args, **{**options, "databases": [connection.alias]})
        faults = self.faults()
        if as_json:
            self.stdout.write(json.dumps({"faults": faults}, ensure_ascii=False))
            if faults:
                raise SystemExit(1)
        elif faults:
            raise CommandError("faults found:\n" + "\n".join(f"  - {fault}" for fault in faults))
        else:
            self.stdout.write(f"The database keeps its promises ({len(checks)} checks).")

    def faults(self) -> list[str]:
        """What is wrong with the database, in plain English."""
        try:
            pending = pending_migrations()
            if pending:
                return [f"the database lacks {len(pending)} migrations; run: duikou migrate"]
            return [fault for check in checks for fault in check()]
        except (OperationalError, ProgrammingError) as error:
            return [f"the database cannot be read: {error}"]

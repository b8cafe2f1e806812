"""`duikou check`: Django's own checks, then the faults that the rooms look for in the living database."""

from __future__ import annotations

import json
import re
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.check import Command as DjangoCheck
from django.db import OperationalError, ProgrammingError, connection

from duikou.base.promises import Findings
from duikou.base.registry import checks
from duikou.base.snapshot import one_moment
from duikou.config.server import pending_migrations
from duikou.journal import seals
from duikou.journal.models import Proven
from duikou.journal.proving import Looked, prove


def kept_seal(text: str) -> tuple[int, str]:
    """A seal's number and digest, written as `check` prints them."""
    found = re.fullmatch(r"(\d+):([0-9a-fA-F]{64})", text.strip())
    if not found:
        raise ArgumentTypeError("write a seal as NUMBER:DIGEST, as check prints it")
    return int(found[1]), found[2].lower()


class Command(DjangoCheck):
    """Exits with 0 when all is well, 1 when something is wrong."""

    help = "Check the settings, the database's shape and the invariants of every room."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="print the faults as JSON")
        parser.add_argument(
            "--promises",
            action="store_true",
            help="look whether what is promised about people is kept, and keep the result",
        )
        parser.add_argument(
            "--seal",
            metavar="NUMBER:DIGEST",
            action="append",
            type=kept_seal,
            default=[],
            help="a seal of the journal that was printed or published; may be given several times",
        )
        parser.add_argument("--data", metavar="DIR", help="folder of the database and the keys")

    def handle(self, *args: Any, **options: Any) -> None:
        as_json, kept = options.pop("json"), dict(options.pop("seal"))
        promises = options.pop("promises")
        if args or options.get("tags") or options.get("list_tags"):
            super().handle(*args, **options)
            return
        if promises:
            self.prove(as_json=as_json)
            return
        if not as_json:
            super().handle(*args, **{**options, "databases": [connection.alias]})
        found = self.look()
        if kept:
            found.faults += seals.not_as_kept(kept)
        if as_json:
            self.stdout.write(json.dumps({"faults": found.faults, "looked_at": found.looked_at}, ensure_ascii=False))
            if found.faults:
                raise SystemExit(1)
            return
        if found.looked_at:
            counts = ", ".join(f"{count:,} {what}" for what, count in found.looked_at.items())
            self.stdout.write(f"Looked at {counts}; nothing was changed.")
        if found.faults:
            raise CommandError("faults found:\n" + "\n".join(f"  - {fault}" for fault in found.faults))
        if seal := seals.latest():
            self.stdout.write(f"Entry {seal.last:,} and all before are under seal {seal.number}:{seal.digest_text}")
        self.stdout.write(f"The database keeps its promises ({len(checks)} checks).")

    def prove(self, *, as_json: bool) -> None:
        """Print each promise about people with what came of looking whether it is kept; exit with 1 unless all are."""
        if pending := pending_migrations():
            raise CommandError(f"the database lacks {len(pending)} migrations; run: duikou migrate")
        done = []
        for one in prove():
            done.append(one)
            if not as_json:
                self.say(one)
        wrong = [one for one in done if one.result != Proven.Result.KEPT]
        if as_json:
            said = [
                {"name": one.proof.name, "promise": one.proof.promise, "result": one.result, "faults": one.faults}
                for one in done
            ]
            self.stdout.write(json.dumps({"promises": said}, ensure_ascii=False))
        elif not wrong:
            self.stdout.write(f"All {len(done)} promises are kept.")
        else:
            self.stderr.write(f"{len(wrong)} of {len(done)} promises are broken or could not be checked.")
        if wrong:
            raise SystemExit(1)

    def say(self, one: Looked) -> None:
        """One promise, in a line and one for each fault."""
        counts = ", ".join(f"{count:,} {what}" for what, count in one.looked_at.items())
        self.stdout.write(f"{one.result:<8} {one.proof.promise}{f' ({counts})' if counts else ''}")
        for fault in one.faults:
            self.stdout.write(f"         - {fault}")

    def look(self) -> Findings:
        """What is wrong with the database as it is at one moment, however many book meanwhile."""
        found = Findings()
        try:
            pending = pending_migrations()
            if pending:
                return Findings(faults=[f"the database lacks {len(pending)} migrations; run: duikou migrate"])
            with one_moment():
                for check in checks:
                    part = check()
                    found.looked_at.update(part.looked_at)
                    found.faults += part.faults
        except (OperationalError, ProgrammingError) as error:
            return Findings(faults=[f"the database cannot be read: {error}"])
        return found

"""`duikou messages`: extract and compile the message catalogues, or check that nothing is left to translate."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duikou.base import catalogues, compiling


class Command(BaseCommand):
    help = "Extract the messages of the rooms into their catalogues and compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("rooms", nargs="*", metavar="ROOM", help="only these rooms (all of them by default)")
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something is left to do")

    def handle(self, *args: Any, **options: Any) -> None:
        known = catalogues.rooms()
        names = options["rooms"] or known
        if unknown := sorted(set(names) - set(known)):
            raise CommandError(f"there is no room {', '.join(unknown)}; there are {', '.join(known)}")
        left = []
        for name in names:
            room = catalogues.PACKAGE / name
            for language in catalogues.LANGUAGES:
                if not options["check"] and catalogues.update(room, language):
                    self.stdout.write(f"updated {catalogues.catalogue_path(room, language).relative_to(room.parent)}")
                left += catalogues.faults(room, language)
        left += [fault for fault in catalogues.disagreements() if fault.room in names]
        if not options["check"]:
            compiling.compile_stale()
        for fault in left:
            self.stdout.write(str(fault))
        if left and options["check"]:
            raise CommandError(f"{len(left)} messages need work", returncode=1)
        self.stdout.write(f"{len(left)} messages need work" if left else "every message is translated")

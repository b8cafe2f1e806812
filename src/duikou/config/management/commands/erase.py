"""`duikou erase`: hold a restored database to the list of erasures."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from duikou.config.server import refuse_pending_migrations
from duikou.directory.actions import erase_again
from duikou.directory.erasure_list import ListUnusable


class Command(BaseCommand):
    """Does what every start does by itself."""

    help = "Erase again whomever a restored backup has brought back. Every start of the city does it by itself."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--replay", action="store_true", required=True, help="go through the list of erasures")
        parser.add_argument("--data", metavar="DIR", help="folder of the database and the keys")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_pending_migrations()
        try:
            number = erase_again()
        except ListUnusable as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{number} people were erased again." if number else "Nobody who was erased is there.")

"""`duikou keys`: what the city's keys are, and changing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from duikou.base import keyring
from duikou.base.actor import COMMAND
from duikou.base.keys import KeyFault
from duikou.base.sealed import sealed_columns
from duikou.config.server import refuse_pending_migrations
from duikou.directory import key_checks
from duikou.directory.actions import keys
from duikou.directory.key_proofs import kind_of
from duikou.directory.models import KeyCheck

DOES = {
    "list": "say which keys there are and how many values each has sealed",
    "stage": "make the next key without using it, to be copied to the other machines of this city first",
    "rotate": "use a new key, and seal everything stored with it while the city serves; goes on where it was stopped",
    "retire": "put keys aside that nothing is sealed with any more",
    "look-up": "change the key of the check numbers that people are found by; nobody may be served meanwhile",
    "accept-secret": "take the changed secret of links and sessions for the right one",
}


class Command(BaseCommand):
    """Keeps, changes and retires the keys of names, contacts and other secrets."""

    help = "List, change and retire the keys that names, contacts and secrets are sealed with."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        doings = parser.add_subparsers(dest="doing", required=True, metavar="WHAT")
        for name, what in DOES.items():
            doing = doings.add_parser(name, help=what)
            doing.add_argument("--data", metavar="DIR", help="folder of the database and the keys")
            if name == "look-up":
                doing.add_argument(
                    "--nobody-is-served", action="store_true", help="serve, worker and booker are stopped everywhere"
                )

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_pending_migrations()
        doing = options["doing"]
        try:
            if doing == "look-up":
                self.look_up(options["nobody_is_served"])
            elif doing == "accept-secret":
                keys.accept_secret(by=COMMAND)
                self.stdout.write("The secret is accepted. Links and sessions made with another one have ended.")
            else:
                key_checks.begin()
                work: dict[str, Callable[[], None]] = {
                    "list": self.list, "stage": self.stage, "rotate": self.rotate, "retire": self.retire,
                }  # fmt: skip
                work[doing]()
        except KeyFault as fault:
            raise CommandError(str(fault)) from None
        except OperationalError as error:
            raise CommandError(f"the database could not be written ({error}). Run it again: it goes on here") from None

    def list(self) -> None:
        """A line for each key."""
        since = dict(KeyCheck.objects.values_list("name", "at"))
        for name in sorted(since):
            values = sum(keys.values_under(column, name) for column in sealed_columns()) + keys.rows_inside_under(name)
            sealed = f"{values:,} values" if kind_of(name) == keyring.FIELD else ""
            used = name in (keyring.in_use(keyring.FIELD), keyring.in_use(keyring.LOOK_UP))
            self.stdout.write(
                f"{name:<12} since {since[name]:%Y-%m-%d}  {'in use' if used else '':<7} {sealed}".rstrip()
            )
        for number in keyring.numbers(keyring.FIELD, staged=True):
            self.stdout.write(f"{keyring.name_of(keyring.FIELD, number):<12} staged: rotate will use it")

    def stage(self) -> None:
        """Make the next key."""
        name = f"{keyring.STAGED}{keys.stage_key()}"
        self.stdout.write(
            f"{keyring.folder() / name} is made and not used yet. Copy it into keys/ of every other machine, then on "
            "each of them: duikou keys rotate"
        )

    def rotate(self) -> None:
        """Use a new key everywhere."""
        name = keys.use_new_key(by=COMMAND)
        self.stdout.write(f"{name} is in use; sealing what is stored with it …")
        self.count(keys.seal_anew(name), "values are sealed anew")
        left = [
            one for number in keyring.numbers(keyring.FIELD)[:-1] if self.used(one := keyring.name_of("field", number))
        ]
        if left:
            raise CommandError(
                f"some values are sealed with {', '.join(left)} still: run it again. What stays then cannot be opened."
            )
        self.stdout.write("Nothing is sealed with an older key any more. To put those aside: duikou keys retire")

    def used(self, name: str) -> bool:
        """Whether anything is sealed with the key of this name."""
        return bool(keys.rows_inside_under(name)) or any(keys.values_under(one, name) for one in sealed_columns())

    def retire(self) -> None:
        """Put old keys aside."""
        gone = keys.retire_keys(by=COMMAND)
        aside = keyring.folder() / keyring.RETIRED
        self.stdout.write(
            f"{', '.join(gone)}: now in {aside}. Delete it there once no backup from before needs it."
            if gone
            else "There is no older key."
        )

    def look_up(self, nobody_is_served: bool) -> None:
        """Change the key of check numbers."""
        if not nobody_is_served:
            raise CommandError(
                "stop serve, worker and booker everywhere first, then add --nobody-is-served", returncode=2
            )
        if faults := key_checks.faults(but=keyring.LOOK_UP):
            raise CommandError("\n".join(faults))
        self.count(keys.change_look_up_key(by=COMMAND), "rows have their check numbers anew")
        self.stdout.write(f"{keyring.in_use(keyring.LOOK_UP)} is in use. The city may be served again.")

    def count(self, numbers: Iterator[int], what: str) -> None:
        """Do the work and say how much was done."""
        self.stdout.write(f"{sum(numbers):,} {what}.")

"""`duikou setup`: the first run of a real city, on the console."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from duikou.base.actor import COMMAND
from duikou.directory import actions, key_checks, mail, queries, setting_up

QUESTIONS = {
    "city_zh": "Name of the city in Chinese",
    "city_en": "Name of the city in English (may stay empty)",
    "office_zh": "Your office in Chinese",
    "office_en": "Your office in English (may stay empty)",
    "username": "User name of the administrator",
}
NEEDED = ("city_zh", "office_zh", "username")


class Command(BaseCommand):
    """Creates the database if there is none; asks for what the options leave open when a person is there to ask."""

    help = "Set up a real city: administrator, name, office, languages, mail. Asks for what the options leave open."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=question)
        parser.add_argument("--password-file", type=Path, help="file whose first line is the administrator's password")
        parser.add_argument("--languages", default="zh-hans,en", help="languages of the site (zh-hans,en)")
        parser.add_argument("--mail-server", default="", help="smtps://user:password@host:port; may be given later")
        parser.add_argument("--mail-sender", default="", help="the address messages come from")
        parser.add_argument("--test-to", default="", help="send a test message to this address")
        parser.add_argument("--data", metavar="DIR", help="folder of the database, the keys and the files")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        key_checks.begin()
        if queries.city() is not None:
            raise CommandError(f"{queries.city()} is set up already; nothing was changed")
        said = {name: options[name] for name in QUESTIONS}
        self.ask(said)
        password = self.password(options["password_file"])
        languages = [code for code in options["languages"].split(",") if code in dict(settings.ALL_LANGUAGES)]
        self.test_mail(options["mail_server"], options["mail_sender"], options["test_to"])
        city = actions.set_up_city(
            name={"zh-hans": said["city_zh"], "en": said["city_en"] or ""},
            office={"zh-hans": said["office_zh"], "en": said["office_en"] or ""},
            languages=languages or [settings.LANGUAGE_CODE],
            username=said["username"],
            password=password,
            mail_server=options["mail_server"],
            mail_sender=options["mail_sender"],
            by=COMMAND,
        )
        setting_up.forget_code()
        self.stdout.write(f"{city} is set up (time zone {settings.TIME_ZONE}). Start it with: duikou serve")

    def ask(self, said: dict[str, Any]) -> None:
        """Ask on the console for what is missing; raise CommandError (2) when nobody is there to answer."""
        missing = [name for name in NEEDED if not said[name]]
        if missing and not sys.stdin.isatty():
            names = ", ".join("--" + name.replace("_", "-") for name in missing)
            raise CommandError(f"nobody is here to ask; give {names}", returncode=2)
        for name, question in QUESTIONS.items():
            while missing and not said[name]:
                said[name] = input(f"{question}: ").strip()
                if name not in NEEDED:
                    break

    def password(self, file: Path | None) -> str:
        """The administrator's password, from the file or typed twice; raises CommandError when it is too weak."""
        if file is not None:
            lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
            password = lines[0] if lines else ""
        elif sys.stdin.isatty():
            password = getpass.getpass("Password (at least 10 characters): ")
            if getpass.getpass("The same again: ") != password:
                raise CommandError("the two passwords differ; nothing was changed")
        else:
            raise CommandError("nobody is here to ask; give --password-file", returncode=2)
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return password

    def test_mail(self, server: str, sender: str, to: str) -> None:
        """Check the mail server's address, and send the test message if one is wanted; raise CommandError if not."""
        try:
            if server:
                mail.smtp_options(server)
            if server and to:
                mail.send_test(server=server, sender=sender or settings.MAIL_FROM, to=to)
        except (ValueError, OSError) as error:
            raise CommandError(f"mail: {error}; nothing was changed") from None

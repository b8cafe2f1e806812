"""`duikou person`: what is kept about somebody who asks at the desk: given to them, put right, erased."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from duikou.base.actor import COMMAND
from duikou.booking import actions as engine
from duikou.booking.models import Booking
from duikou.booking.queries import booking_of
from duikou.booking.tickets import BadToken, read_manage_token
from duikou.config.server import refuse_pending_migrations
from duikou.directory.actions import BadContact, BadName
from duikou.directory.contacts import normal_contact
from duikou.directory.export import everything_about
from duikou.directory.models import Person
from duikou.fairs.queries.seeker import booking_by_code

DOES = {
    "export": "write all that is kept about them into a file, as JSON",
    "correct": "put their name, contact or language right",
    "erase": "cancel what is still to come and erase them",
}


class Command(BaseCommand):
    """Acts for somebody who is there and shows a booking: its signed link, or its code and contact. Nobody is searched
    for by name."""

    help = "Export, correct or erase what is kept about somebody who asks, shown a booking's link or code and contact."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        doings = parser.add_subparsers(dest="doing", required=True, metavar="WHAT")
        for name, what in DOES.items():
            doing = doings.add_parser(name, help=what)
            doing.add_argument(
                "--link", help="the signed link of one of their bookings, or what stands behind /b/ in it"
            )
            doing.add_argument("--code", help="the code of one of their bookings, together with --contact")
            doing.add_argument("--contact", help="the contact it was booked with")
            doing.add_argument("--data", metavar="DIR", help="folder of the database and the keys")
            if name == "export":
                doing.add_argument("--to", type=Path, required=True, help="the file to write, for its owner only")
            if name == "correct":
                doing.add_argument("--name", help="the name as it should be")
                doing.add_argument("--new-contact", help="the contact as it should be")
                doing.add_argument("--language", help="the language of messages, such as zh-hans")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_pending_migrations()
        booking, person = self.shown(options)
        which = f"booking:{booking.public_id}"
        if options["doing"] == "export":
            engine.note_export(which=which, by=COMMAND)
            self.write(options["to"], everything_about(person))
        elif options["doing"] == "correct":
            self.correct(person, which, options)
        else:
            engine.erase_person(person_id=person.pk, which=which, by=COMMAND)
            self.stdout.write("Erased. Only counts remain.")

    def shown(self, options: dict[str, Any]) -> tuple[Booking, Person]:
        """The booking that was shown and its person. Raises CommandError when it proves nothing."""
        booking = None
        if options["link"]:
            parts = options["link"].partition("/b/")
            token = (parts[2] or parts[0]).partition("/")[0]
            try:
                booking = booking_of(read_manage_token(token))
            except BadToken:
                raise CommandError("this link was not made here, or was altered") from None
        elif options["code"] and options["contact"]:
            booking = booking_by_code(options["code"], normal_contact(options["contact"]) or "")
        else:
            raise CommandError("give --link, or --code together with --contact", returncode=2)
        if booking is None or booking.person is None:
            raise CommandError("there is no such booking, or its person is erased")
        return booking, booking.person

    def correct(self, person: Person, which: str, options: dict[str, Any]) -> None:
        """Put right what was said. Raises CommandError when it cannot be."""
        try:
            engine.put_right(
                person=person,
                name=options["name"] or person.name,
                contact=options["new_contact"] or person.contact,
                language=options["language"] or person.contact_language,
                which=which,
                by=COMMAND,
            )
        except BadName:
            raise CommandError("write a name of at most 80 letters") from None
        except BadContact:
            raise CommandError("the contact is neither a telephone number nor an e-mail address") from None
        self.stdout.write("Put right.")

    def write(self, path: Path, about: dict[str, Any]) -> None:
        """Write the file, for its owner only; refuse to overwrite one."""
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from None
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(about, file, ensure_ascii=False, indent=2)
        self.stdout.write(f"Written to {path}. Give it to the person, and delete it here.")

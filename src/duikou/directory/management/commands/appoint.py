"""`duikou appoint`: give or take a role from the console, alone, for a city that has nobody left to decide."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from duikou.base.actor import COMMAND
from duikou.directory import actions
from duikou.directory.actions.appointments import appoint, dismiss
from duikou.directory.models import Account, Area, Grant, Organisation


class Command(BaseCommand):
    """Whoever works at the machine's console answers for it; the journal says that it was done there."""

    help = "Give somebody a role from the console, without a second person, or take it away. The journal keeps it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the user name of an account that is there")
        parser.add_argument("role", choices=Grant.Role.values, help="the role")
        parser.add_argument("--organisation", type=UUID, help="public id of the body; without: the whole city")
        parser.add_argument("--area", help="code of the area; without: everywhere")
        parser.add_argument("--take", action="store_true", help="take the role away instead")
        parser.add_argument("--data", metavar="DIR", help="folder of the database and the keys")

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(username__iexact=options["username"]).first()
        if account is None:
            raise CommandError(f"nobody signs in as {options['username']}; nothing was changed")
        what = {"role": options["role"], **self.where(options["organisation"], options["area"])}
        try:
            if options["take"]:
                self.take(account, what)
            else:
                appoint(account=account, **what, by=COMMAND)
        except actions.WrongGrant as wrong:
            raise CommandError(f"this role is not given so ({wrong.why}); nothing was changed") from None
        except actions.LastAdministrator:
            raise CommandError("this is the last administrator; appoint another first. Nothing was changed") from None
        said = "no longer has" if options["take"] else "has"
        self.stdout.write(f"{account.username} {said} the role {options['role']}; the journal says so")

    def where(self, organisation: UUID | None, area: str | None) -> dict[str, Any]:
        """The body and the area that the options name; raises CommandError when there is none."""
        body = Organisation.objects.filter(public_id=organisation).first() if organisation else None
        place = Area.objects.filter(code=area).first() if area else None
        if organisation and body is None:
            raise CommandError(f"there is no body {organisation}; nothing was changed")
        if area and place is None:
            raise CommandError(f"there is no area {area}; nothing was changed")
        return {"organisation": body, "area": place}

    def take(self, account: Account, what: dict[str, Any]) -> None:
        """Take the role away; raises CommandError when the account does not hold it."""
        grant = Grant.objects.filter(account=account, **what).first()
        if grant is None:
            raise CommandError(f"{account.username} does not have this role; nothing was changed")
        dismiss(grant=grant, by=COMMAND)

"""The city: set up once with its first administrator, changed later."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.actions.accounts import add_account, grant_role
from duikou.directory.actions.organisations import add_organisation
from duikou.directory.models import City, Grant, Organisation
from duikou.journal.actions import record
from duikou.journal.outbox import try_again_now


class AlreadySetUp(Exception):
    """This installation has its city; nothing was changed."""


@transaction.atomic
def set_up_city(
    *,
    name: object,
    office: object,
    languages: Sequence[str],
    username: str,
    password: str | None,
    mail_server: str = "",
    mail_sender: str = "",
    sample: bool = False,
    by: Actor,
) -> City:
    """The city with its office and first administrator, in one transaction. Raises AlreadySetUp or UsernameTaken."""
    if City.objects.exists():
        raise AlreadySetUp
    city = City.objects.create(
        name=translated(name),
        office=translated(office),
        languages=list(languages),
        mail=json.dumps({"server": mail_server, "sender": mail_sender}),
        sample=sample,
        set_up_at=clock.now(),
    )
    body, _new = add_organisation(name=office, kind=Organisation.Kind.OFFICE, by=by)
    account = add_account(username=username, display_name=username, password=password, by=by)
    grant_role(account=account, role=Grant.Role.ADMINISTRATOR, by=by)
    grant_role(account=account, role=Grant.Role.OFFICE, organisation=body, by=by)
    record(what="city.set_up", which="city:1", by=by)
    return city


@transaction.atomic
def change_city(
    *, name: object, office: object, languages: Sequence[str], mail_server: str, mail_sender: str, by: Actor
) -> City:
    """The city with these facts; messages that waited for a mail server are tried again at once."""
    city = City.objects.get()
    city.name, city.office, city.languages = translated(name), translated(office), list(languages)
    city.mail = json.dumps({"server": mail_server, "sender": mail_sender})
    city.save(update_fields=["name", "office", "languages", "mail"])
    if mail_server:
        try_again_now()
    record(what="city.changed", which="city:1", by=by)
    return city

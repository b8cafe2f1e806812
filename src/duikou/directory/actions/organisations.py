"""Organisations: kept once, by code or by name; approved by the office."""

from __future__ import annotations

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.actions.accounts import add_account
from duikou.directory.models import Account, Area, Grant, Organisation
from duikou.directory.names import organisation_key
from duikou.directory.uscc import normal_uscc, uscc_problem
from duikou.journal.actions import record


class OrganisationKnown(ValueError):
    """An organisation with this unified social credit code is registered already."""


class BadCode(ValueError):
    """The unified social credit code is not valid; `uscc_problem` says why."""


@transaction.atomic
def add_organisation(
    *,
    name: object,
    kind: str,
    uscc: str = "",
    state: str = Organisation.State.APPROVED,
    about: object = "",
    website: str = "",
    area: Area | None = None,
    invented: bool = False,
    by: Actor,
) -> tuple[Organisation, bool]:
    """The organisation with this code, or else with this name and kind, and whether it is new. `name` is a text in the
    city's language or texts by language. Raises BadCode."""
    if uscc and uscc_problem(uscc):
        raise BadCode(uscc)
    code, names = normal_uscc(uscc) or None, translated(name)
    known = Organisation.objects.filter(uscc=code).first() if code else None
    key = organisation_key(names.text("zh-hans"))
    known = known or Organisation.objects.filter(name_key=key, kind=kind, uscc=None).order_by("id").first()
    if known is None and not code:
        known = Organisation.objects.filter(name_key=key, kind=kind).order_by("id").first()
    if known is not None:
        if code and known.uscc is None:
            known.uscc = code
            known.save(update_fields=["uscc"])
        return known, False
    added = Organisation.objects.create(
        name=names,
        name_key=key,
        uscc=code,
        kind=kind,
        state=state,
        about=translated(about),
        website=website,
        area=area,
        invented=invented,
        created_at=clock.now(),
    )
    record(what="organisation.added", which=f"organisation:{added.public_id}", by=by, kind=kind, state=str(state))
    return added, True


@transaction.atomic
def sign_up_employer(
    *, name: str, uscc: str, username: str, password: str, language: str, by: Actor
) -> tuple[Organisation, Account]:
    """A pending employer and the account that acts for it; it signs in at once, but can publish only when approved.
    `uscc` is valid, `username` an e-mail address. Raises OrganisationKnown or UsernameTaken."""
    if Organisation.objects.filter(uscc=normal_uscc(uscc)).exists():
        raise OrganisationKnown
    now = clock.now()
    organisation = Organisation.objects.create(
        name=translated(name),
        name_key=organisation_key(name),
        uscc=normal_uscc(uscc),
        kind=Organisation.Kind.EMPLOYER,
        state=Organisation.State.PENDING,
        created_at=now,
    )
    account = add_account(
        username=username, display_name=name, password=password, email=username, language=language, by=by
    )
    Grant.objects.create(account=account, role=Grant.Role.EMPLOYER, organisation=organisation, granted_at=now)
    record(what="organisation.signed_up", which=f"organisation:{organisation.public_id}", by=by)
    return organisation, account


@transaction.atomic
def approve_organisation(*, organisation: Organisation, by: Actor) -> Organisation:
    """Let the organisation publish; approving it again changes nothing."""
    if organisation.state != Organisation.State.APPROVED:
        organisation.state = Organisation.State.APPROVED
        organisation.save(update_fields=["state"])
        record(what="organisation.approved", which=f"organisation:{organisation.public_id}", by=by)
    return organisation

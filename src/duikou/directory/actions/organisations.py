"""Organisations: kept once, by code or by name; approved by the office."""

from __future__ import annotations

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.models import Area, Organisation
from duikou.directory.names import organisation_key
from duikou.directory.uscc import normal_uscc, uscc_problem
from duikou.journal.actions import record


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


class NameTaken(ValueError):
    """Another organisation of the same kind has this name."""


@transaction.atomic
def rename_organisation(*, organisation: Organisation, name: object, area: Area | None, by: Actor) -> Organisation:
    """Give the organisation these names and this area; roles and everything else that it holds stay. Raises
    NameTaken."""
    names = translated(name)
    key = organisation_key(names.text("zh-hans"))
    same = Organisation.objects.filter(name_key=key, kind=organisation.kind).exclude(pk=organisation.pk)
    if same.exists():
        raise NameTaken(key)
    organisation.name, organisation.name_key, organisation.area = names, key, area
    organisation.save(update_fields=["name", "name_key", "area"])
    record(what="organisation.renamed", which=f"organisation:{organisation.public_id}", by=by)
    return organisation


@transaction.atomic
def decide_organisation(*, organisation: Organisation, approve: bool, by: Actor) -> Organisation:
    """Approve or decline an organisation that asked to take part; deciding the same again changes nothing."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    state = Organisation.State.APPROVED if approve else Organisation.State.DECLINED
    if organisation.state != state:
        organisation.state = state
        organisation.save(update_fields=["state"])
        record(what=f"organisation.{state}", which=f"organisation:{organisation.public_id}", by=by)
    return organisation

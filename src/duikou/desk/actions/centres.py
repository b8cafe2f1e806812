"""Writing centres: their facts, their state, and that they still hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.ids import new_id
from duikou.base.translated import translated
from duikou.desk import rules
from duikou.desk.models import Centre, Hours
from duikou.desk.queries.services import ids_of_services_at
from duikou.desk.signals import services_changed
from duikou.directory.models import Organisation, Place
from duikou.journal.actions import record

TEXTS = ("about", "access_note")
FACTS = (*TEXTS, "phone", "access", "place")


@transaction.atomic
def add_centre(*, organisation: Organisation, place: Place, slug: str, by: Actor, **facts: Any) -> Centre:
    """A new centre in preparation, run by `organisation` at `place`, with its facts by the names of its fields."""
    now = clock.now()
    centre = Centre(organisation=organisation, place=place, slug=slug, created_at=now, changed_at=now)
    _set(centre, facts)
    centre.save(force_insert=True)
    record(what="centre.added", which=f"centre:{centre.public_id}", by=by)
    return centre


@transaction.atomic
def change_centre(*, centre: Centre, facts: Mapping[str, Any], by: Actor) -> Centre:
    """Change facts of a centre by the names of its fields. Nothing is written, not even into the journal, when none
    differs."""
    centre = Centre.objects.select_for_update().get(pk=centre.pk)
    changed = _set(centre, facts)
    if changed:
        centre.changed_at = clock.now()
        centre.save(update_fields=[*changed, "changed_at"])
        record(what="centre.changed", which=f"centre:{centre.public_id}", by=by, fields=changed)
        _tell(centre)
    return centre


@transaction.atomic
def set_state(*, centre: Centre, state: str, by: Actor) -> Centre:
    """Open a centre to the public, close it for good, or take it back to be prepared. Raises rules.Refused."""
    centre = Centre.objects.select_for_update().get(pk=centre.pk)
    windows = centre.windows.filter(closed_at=None).count()
    weekdays = Hours.objects.filter(centre=centre).values("weekday").distinct().count()
    refusal = rules.may_become(centre, state, windows=windows, weekdays=weekdays)
    if refusal is not None:
        raise rules.Refused(refusal)
    centre.state, centre.changed_at = state, clock.now()
    centre.save(update_fields=["state", "changed_at"])
    record(what=f"centre.{state}", which=f"centre:{centre.public_id}", by=by)
    _tell(centre)
    return centre


@transaction.atomic
def confirm_centre(*, centre: Centre, by: Actor) -> Centre:
    """Say that everything about the centre still holds today: its facts, its windows and its hours."""
    today = timezone.localdate(clock.now())
    Centre.objects.filter(pk=centre.pk).update(confirmed_on=today, confirmed_by=str(by))
    record(what="centre.confirmed", which=f"centre:{centre.public_id}", by=by)
    centre.confirmed_on, centre.confirmed_by = today, str(by)
    return centre


@transaction.atomic
def make_numbers_link(*, centre: Centre, by: Actor) -> Centre:
    """A new link for the tablet where people take numbers themselves; the one before opens nothing any more."""
    centre.numbers_key = new_id()
    Centre.objects.filter(pk=centre.pk).update(numbers_key=centre.numbers_key)
    record(what="centre.numbers_link", which=f"centre:{centre.public_id}", by=by)
    return centre


def _set(centre: Centre, facts: Mapping[str, Any]) -> list[str]:
    """Give the centre these facts; which of them differ from what it had."""
    changed = []
    for name, value in facts.items():
        if name not in FACTS:
            raise TypeError(name)
        new = translated(value) if name in TEXTS else value
        if getattr(centre, name) != new:
            setattr(centre, name, new)
            changed.append(name)
    return changed


def _tell(centre: Centre) -> None:
    services_changed.send(Centre, service_ids=ids_of_services_at(centre))

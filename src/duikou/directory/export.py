"""All that is kept about somebody, for themselves: what the rooms declare and what the foreign keys reach, so that no
table is left out because nobody thought of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from duikou.base import clock
from duikou.base.registry import Kept, kept_rows, personal_fields, shown_with, told_besides
from duikou.directory.models import Person

Path = tuple[type[models.Model], str]  # a table, and its foreign key that leads to the one before


def reached_from(model: type[models.Model]) -> Iterator[Path]:
    """The tables whose foreign keys point at `model`, with these keys."""
    for relation in model._meta.related_objects:
        yield relation.related_model, relation.field.name


def tables() -> list[type[models.Model]]:
    """Every table that is reached from a person, the nearest first."""
    found: list[type[models.Model]] = []
    waiting: list[type[models.Model]] = [Person]
    while waiting:
        for model, _field in reached_from(waiting.pop(0)):
            if model not in found:
                found.append(model)
                waiting.append(model)
    return found


def everything_about(person: Person, *, known: Collection[UUID] | None = None) -> dict[str, Any]:
    """What is kept about `person`, ready for JSON, in the active language. With `known`, only what hangs on the
    bookings and waiting entries with these public ids, or was made by them: a name and a contact alone do not prove
    who is asking, and whatever else is kept under them is counted and not told."""
    if known is not None:
        known = {*known, *(one for room in shown_with for one in room(person.pk, known))}
    seen: dict[type[models.Model], set[Any]] = {}
    about: dict[str, Any] = {
        str(_("Written on")): _value(clock.now()),
        str(_("Kept about you")): {
            str(_(field.label)): _value(getattr(person, field.field))
            for field in personal_fields
            if _of_person(field.model)
        },
    }
    references: list[str] = []
    elsewhere = 0
    first = sorted(reached_from(Person), key=lambda path: not _names_itself(path[0]))
    waiting: list[tuple[Path, list[Any]]] = [(path, [person.pk]) for path in first]
    while waiting:
        (model, field), parents = waiting.pop(0)
        rows = model._default_manager.filter(**{f"{field}__in": parents}).order_by("pk")
        found: list[Any] = [row for row in rows if row.pk not in seen.get(model, ())]
        if known is not None and model._meta.get_field(field).related_model is Person:
            # What has no id of its own is told when nothing is left out that it could tell of.
            own = _names_itself(model)
            shown = [row for row in found if (row.public_id in known if own else not elsewhere)]
            elsewhere += len(found) - len(shown) if own else 0
            found = shown
        seen.setdefault(model, set()).update(row.pk for row in found)
        kept = kept_rows.get(model._meta.label) or Kept(model._meta.label, model._meta.label, {})
        if found:
            about.setdefault(str(_(kept.title)), []).extend(_row(row, kept) for row in found)
            references += [kept.reference(row) for row in found if kept.reference]
            waiting += [(path, [row.pk for row in found]) for path in reached_from(model)]
    for tell in told_besides:
        about.update(tell(references))
    if elsewhere:
        about[str(_("Kept under this name and contact, but not made with this link"))] = elsewhere
    return about


def _of_person(label: str) -> bool:
    return apps.get_model(label) is Person


def _names_itself(model: type[models.Model]) -> bool:
    return any(field.name == "public_id" for field in model._meta.concrete_fields)


def _row(row: models.Model, kept: Kept) -> dict[str, Any]:
    """A row in words. A column that nobody has described is shown under its own name."""
    said = {}
    for field in row._meta.concrete_fields:
        if field.name in kept.inner or (field.primary_key and field.name not in kept.labels):
            continue
        value = kept.shown[field.name](row) if field.name in kept.shown else getattr(row, field.name)
        said[str(_(kept.labels[field.name])) if field.name in kept.labels else field.name] = _value(value)
    return said


def _value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)

"""Writing the windows of a centre."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.desk import rules
from duikou.desk.models import Centre, ServiceAt, Window
from duikou.desk.signals import hours_changed, services_changed
from duikou.journal.actions import record

TEXTS = ("label", "about")
FACTS = (*TEXTS, "number", "order", "takes_appointments", "appointment_minutes", "walk_ins_every")


@transaction.atomic
def add_window(
    *, centre: Centre, number: str, label: object, by: Actor, about: object = "", order: int = 0, **appointments: Any
) -> Window:
    """A new window of a centre, with the letter or number over it, and any of its fields about `appointments`. Raises
    rules.Refused when another open window of the centre has this one."""
    window = Window(
        centre=centre,
        number=number,
        label=translated(label),
        about=translated(about),
        order=order,
        created_at=clock.now(),
        **appointments,
    )
    _save(window)
    record(what="window.added", which=f"window:{window.public_id}", by=by, centre=str(centre.public_id))
    return window


@transaction.atomic
def change_window(*, window: Window, facts: Mapping[str, Any], by: Actor) -> Window:
    """Change facts of a window by the names of its fields. Raises rules.Refused when it is closed, or when another open
    window of the centre has the new number."""
    window = Window.objects.select_for_update().get(pk=window.pk)
    if window.closed_at is not None:
        raise rules.Refused(rules.Refusal.WINDOW_CLOSED)
    changed = []
    for name, value in facts.items():
        if name not in FACTS:
            raise TypeError(name)
        new = translated(value) if name in TEXTS else value
        if getattr(window, name) != new:
            setattr(window, name, new)
            changed.append(name)
    if changed:
        _save(window)
        record(what="window.changed", which=f"window:{window.public_id}", by=by, fields=changed)
        _tell(window)
    return window


@transaction.atomic
def close_window(*, window: Window, by: Actor) -> Window:
    """Take a window away for good; closing it again changes nothing. What is planned at it is told by hours_changed."""
    now = clock.now()
    if Window.objects.filter(pk=window.pk, closed_at=None).update(closed_at=now):
        record(what="window.closed", which=f"window:{window.public_id}", by=by)
        _tell(window)
        hours_changed.send(Window, centre_id=window.centre_id, window_id=window.pk, first=None, last=None)
    window.refresh_from_db()
    return window


@transaction.atomic
def reopen_window(*, window: Window, by: Actor) -> Window:
    """Bring a closed window back; doing it again changes nothing. Raises rules.Refused when another open window has its
    number meanwhile."""
    window = Window.objects.select_for_update().get(pk=window.pk)
    if window.closed_at is not None:
        window.closed_at = None
        _save(window)
        record(what="window.reopened", which=f"window:{window.public_id}", by=by)
        _tell(window)
        hours_changed.send(Window, centre_id=window.centre_id, window_id=window.pk, first=None, last=None)
    return window


def _save(window: Window) -> None:
    try:
        with transaction.atomic():
            window.save()
    except IntegrityError as error:
        raise rules.Refused(rules.Refusal.NUMBER_TAKEN) from error


def _tell(window: Window) -> None:
    ids = list(ServiceAt.objects.filter(window=window).values_list("service", flat=True))
    services_changed.send(Window, service_ids=ids)

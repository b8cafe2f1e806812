"""Writing services: their facts, where they are given, their state, and that they still hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.desk import rules
from duikou.desk.models import Service, ServiceAt, Topic, Window
from duikou.desk.signals import services_changed
from duikou.desk.topics import TOPICS
from duikou.directory.models import Organisation
from duikou.journal.actions import record

TEXTS = ("title", "summary", "for_whom", "what_to_bring", "how_long", "cost_terms")
FACTS = (*TEXTS, "cost", "currency", "languages", "website")


@transaction.atomic
def add_service(
    *,
    organisation: Organisation,
    by: Actor,
    topics: Collection[Topic] = (),
    windows: Collection[Window] = (),
    **facts: Any,
) -> Service:
    """A new service of a body, not offered yet, with its facts by the names of its fields, at these windows."""
    now = clock.now()
    service = Service(organisation=organisation, created_at=now, changed_at=now)
    _set(service, facts)
    service.save(force_insert=True)
    service.topics.set(topics)
    _place(service, windows)
    record(what="service.added", which=f"service:{service.public_id}", by=by)
    _tell(service)
    return service


@transaction.atomic
def change_service(
    *,
    service: Service,
    facts: Mapping[str, Any],
    by: Actor,
    topics: Collection[Topic] | None = None,
    windows: Collection[Window] | None = None,
) -> Service:
    """Change facts of a service by the names of its fields, its topics and its windows (None: they stay). Nothing is
    written when nothing differs."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    changed = _set(service, facts)
    if topics is not None and set(topics) != set(service.topics.all()):
        service.topics.set(topics)
        changed.append("topics")
    if windows is not None and _place(service, windows):
        changed.append("windows")
    if changed:
        service.changed_at = clock.now()
        service.save()
        record(what="service.changed", which=f"service:{service.public_id}", by=by, fields=changed)
        _tell(service)
    return service


@transaction.atomic
def set_state(*, service: Service, state: str, by: Actor) -> Service:
    """Offer a service to the public, or end it. Raises rules.Refused."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    refusal = rules.may_serve(service, state)
    if refusal is not None:
        raise rules.Refused(refusal)
    service.state, service.changed_at = state, clock.now()
    service.save(update_fields=["state", "changed_at"])
    record(what=f"service.{state}", which=f"service:{service.public_id}", by=by)
    _tell(service)
    return service


@transaction.atomic
def confirm_service(*, service: Service, by: Actor) -> Service:
    """Say that everything about the service still holds today."""
    today = timezone.localdate(clock.now())
    Service.objects.filter(pk=service.pk).update(confirmed_on=today, confirmed_by=str(by))
    record(what="service.confirmed", which=f"service:{service.public_id}", by=by)
    service.confirmed_on, service.confirmed_by = today, str(by)
    return service


@transaction.atomic
def keep_topics(*, by: Actor) -> int:
    """Add those of the usual topics that are missing; how many were. Names that were changed stay."""
    known = set(Topic.objects.values_list("key", flat=True))
    new = [
        Topic(key=key, name=translated(names), order=order)
        for order, (key, names) in enumerate(TOPICS.items())
        if key not in known
    ]
    Topic.objects.bulk_create(new)
    if new:
        record(what="topics.added", which="topics", by=by, count=len(new))
    return len(new)


def _set(service: Service, facts: Mapping[str, Any]) -> list[str]:
    changed = []
    for name, value in facts.items():
        if name not in FACTS:
            raise TypeError(name)
        new = translated(value) if name in TEXTS else value
        if getattr(service, name) != new:
            setattr(service, name, new)
            changed.append(name)
    return changed


def _place(service: Service, windows: Collection[Window]) -> bool:
    """Give the service at these windows and no others; whether that changes anything. Where it stays it keeps its
    id."""
    ids = {window.pk for window in windows}
    known = set(ServiceAt.objects.filter(service=service).values_list("window", flat=True))
    ServiceAt.objects.filter(service=service, window__in=known - ids).delete()
    ServiceAt.objects.bulk_create(ServiceAt(service=service, window_id=pk) for pk in sorted(ids - known))
    return known != ids


def _tell(service: Service) -> None:
    services_changed.send(Service, service_ids=[service.pk])

"""Services: those offered to the public, by topic, language and window, and those that have gone stale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from duikou.desk.languages import LANGUAGES, NAMES
from duikou.desk.models import Centre, Service, ServiceAt, Topic, Window
from duikou.desk.rules import stale_before


def ids_of_services_at(centre: Centre) -> list[int]:
    """The primary keys of the services at a centre's windows."""
    found = ServiceAt.objects.filter(window__centre=centre).values_list("service", flat=True)
    return list(found.distinct())


def places_of_services() -> Prefetch[str, QuerySet[ServiceAt], str]:
    """For prefetch_related: where services are given to the public, as `shown_at`, with window, centre and place."""
    open_ones = ServiceAt.objects.filter(window__closed_at=None, window__centre__state=Centre.State.OPEN)
    found = open_ones.select_related("window__centre__organisation", "window__centre__place")
    return Prefetch("at", found.order_by("window__centre__slug", "window__order", "window__number"), to_attr="shown_at")


def offered() -> QuerySet[Service]:
    """The services that the public may know of, by title in the order they were written; with their body."""
    return Service.objects.filter(state=Service.State.OFFERED).select_related("organisation").order_by("pk")


def of_topic(services: QuerySet[Service], topic: str) -> QuerySet[Service]:
    """Those of a topic, by its key."""
    linked = Service.topics.through.objects.filter(service=OuterRef("pk"), topic__key=topic)
    return services.filter(Exists(linked))


def topics_offered() -> QuerySet[Topic]:
    """The topics of which something is offered, in their order."""
    linked = Service.topics.through.objects.filter(topic=OuterRef("pk"), service__state=Service.State.OFFERED)
    return Topic.objects.filter(Exists(linked))


def languages_offered() -> list[str]:
    """The codes of the languages in which something is offered, in the order of the house's list. One query."""
    rows = Service.objects.filter(state=Service.State.OFFERED).values_list("languages", flat=True)
    spoken = {code for codes in rows for code in codes}
    return [code for code, _name in LANGUAGES if code in spoken] + sorted(spoken - NAMES.keys())


def at_windows(windows: Sequence[Window]) -> dict[int, list[Service]]:
    """The services offered at each of these windows, by its primary key, with their topics. Two queries."""
    found: dict[int, list[Service]] = {window.pk: [] for window in windows}
    at = ServiceAt.objects.filter(window__in=found, service__state=Service.State.OFFERED)
    for one in at.select_related("service").prefetch_related("service__topics").order_by("service"):
        found[one.window_id].append(one.service)
    return found


def stale(*, today: date) -> Q:
    """What has gone stale, as a condition for centres and services: never confirmed, or too long ago."""
    return Q(confirmed_on=None) | Q(confirmed_on__lte=stale_before(today))

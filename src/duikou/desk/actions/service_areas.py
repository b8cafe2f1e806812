"""Drawing and describing the areas that centres serve, and publishing them."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.desk.areas.geojson import Drawn
from duikou.desk.areas.service_file import digest_of
from duikou.desk.areas.shapes import Shape
from duikou.desk.areas.streets import read_lines
from duikou.desk.models import AreaEdition, AreaException, Centre, ServiceArea
from duikou.desk.queries.service_areas import areas_to_publish, file_of
from duikou.journal.actions import record


class NothingToPublish(Exception):
    """No centre that is open serves any area."""


@transaction.atomic
def draw_areas(*, centre: Centre, drawn: Sequence[Drawn], by: Actor) -> tuple[int, int]:
    """Give a centre these shapes: to its areas of the same name, the others as new areas; how many are new, and how
    many were known."""
    Centre.objects.select_for_update().get(pk=centre.pk)
    known = {str(area.name): area for area in ServiceArea.objects.filter(centre=centre)}
    known |= {text: area for area in ServiceArea.objects.filter(centre=centre) for text in area.name.values()}
    new, now = 0, clock.now()
    for one in drawn:
        area = next((known[text] for text in one.name.values() if text in known), None)
        if area is None:
            new += 1
            area = ServiceArea(centre=centre, name=translated(one.name), created_at=now)
            known |= dict.fromkeys(one.name.values(), area)
        area.drawing, area.changed_at = _as_rows(one.shape), now
        area.save()
    record(what="service_area.drawn", which=f"centre:{centre.public_id}", by=by, areas=len(drawn), new=new)
    return new, len(drawn) - new


@transaction.atomic
def add_area(*, centre: Centre, name: object, streets: str, by: Actor) -> ServiceArea:
    """A new area of a centre, without a drawing, described by streets."""
    now = clock.now()
    area = ServiceArea.objects.create(
        centre=centre, name=translated(name), streets=streets, created_at=now, changed_at=now
    )
    record(what="service_area.added", which=f"service_area:{area.public_id}", by=by)
    return area


@transaction.atomic
def change_area(*, area: ServiceArea, name: object, streets: str, by: Actor, keep_drawing: bool = True) -> ServiceArea:
    """Another name or list of streets for an area; without `keep_drawing` its drawing is taken away."""
    area.name, area.streets, area.changed_at = translated(name), streets, clock.now()
    if not keep_drawing:
        area.drawing = []
    area.save(update_fields=["name", "streets", "drawing", "changed_at"])
    record(what="service_area.changed", which=f"service_area:{area.public_id}", by=by)
    return area


@transaction.atomic
def remove_area(*, area: ServiceArea, by: Actor) -> None:
    """Take an area away, with its exceptions; what is published stays until the next edition."""
    record(what="service_area.removed", which=f"service_area:{area.public_id}", by=by)
    area.delete()


@transaction.atomic
def add_exception(
    *, area: ServiceArea, words: object, starts_on: date, ends_on: date | None, instead: Centre | None, by: Actor
) -> AreaException:
    """What is otherwise in an area from `starts_on` to `ends_on` (None: for good)."""
    made = AreaException.objects.create(
        area=area,
        words=translated(words),
        starts_on=starts_on,
        ends_on=ends_on,
        instead=instead,
        created_at=clock.now(),
    )
    record(what="service_area.exception_added", which=f"service_area:{area.public_id}", by=by)
    return made


@transaction.atomic
def remove_exception(*, exception: AreaException, by: Actor) -> None:
    """Take an exception away."""
    record(what="service_area.exception_removed", which=f"service_area:{exception.area.public_id}", by=by)
    exception.delete()


@transaction.atomic
def publish_areas(*, general: Centre | None, by: Actor) -> AreaEdition:
    """Publish all areas of the open centres as a new edition; the newest one again when nothing has changed since.
    Raises NothingToPublish."""
    areas = list(areas_to_publish())
    if not areas:
        raise NothingToPublish
    now = clock.now()
    content = file_of(areas, today=timezone.localdate(now), general=general)
    digest = digest_of(content)
    last = AreaEdition.objects.select_for_update().order_by("-number").first()
    if last is not None and last.digest == digest:
        return last
    edition = AreaEdition.objects.create(
        number=(AreaEdition.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        digest=digest,
        content=gzip.compress(content, 9, mtime=0),
        areas=len(areas),
        drawn=sum(bool(area.drawing) for area in areas),
        streets=sum(len(read_lines(area.streets)[0]) for area in areas),
        general=general,
        published_at=now,
        published_by=str(by),
    )
    record(
        what="service_areas.published", which=f"service_areas:{edition.number}", by=by, digest=digest, areas=len(areas)
    )
    return edition


def _as_rows(shape: Shape) -> list[list[list[list[int]]]]:
    return [[[list(point) for point in ring] for ring in polygon.rings] for polygon in shape]

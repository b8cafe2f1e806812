"""Areas: divisions of the country in which the city works, and its own parts."""

from __future__ import annotations

from django.db import transaction

from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.divisions import above, is_division
from duikou.directory.models import Area
from duikou.journal.actions import record


class NoDivision(ValueError):
    """The code cannot be that of a division."""


class AreaKnown(ValueError):
    """There is an area with this code already."""


@transaction.atomic
def add_area(*, code: str, name: object, by: Actor) -> Area:
    """A new area, which lies in the nearest one known whose code is above its own; those that lie in it by their codes
    move into it. `name` is a text or texts by language. Raises NoDivision and AreaKnown."""
    if not is_division(code):
        raise NoDivision(code)
    if Area.objects.filter(code=code).exists():
        raise AreaKnown(code)
    known = {one.code: one for one in Area.objects.filter(code__in=above(code))}
    parent = next((known[one] for one in above(code) if one in known), None)
    area = Area.objects.create(code=code, name=translated(name), parent=parent)
    beside = Area.objects.filter(parent=parent).exclude(pk=area.pk)
    Area.objects.filter(pk__in=[one.pk for one in beside if code in above(one.code)]).update(parent=area)
    record(what="area.added", which=f"area:{code}", by=by)
    return area


@transaction.atomic
def rename_area(*, area: Area, name: object, by: Actor) -> Area:
    """Give the area these names; its code and what lies in it stay."""
    area.name = translated(name)
    area.save(update_fields=["name"])
    record(what="area.renamed", which=f"area:{area.code}", by=by)
    return area

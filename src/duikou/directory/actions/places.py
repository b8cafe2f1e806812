"""Places: where things happen."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.models import Area, Place
from duikou.journal.actions import record


@transaction.atomic
def add_place(
    *, name: Mapping[str, str] | str, address: Mapping[str, str] | str = "", area: Area | None = None, by: Actor
) -> Place:
    """A new place with its name and address, each in one or several languages, and the area it lies in if known."""
    place = Place.objects.create(name=translated(name), address=translated(address), area=area)
    record(what="place.added", which=f"place:{place.pk}", by=by)
    return place


@transaction.atomic
def change_place(
    *,
    place: Place,
    name: Mapping[str, str] | str,
    address: Mapping[str, str] | str,
    by: Actor,
    area: Area | None = None,
    point: tuple[Decimal, Decimal] | None = None,
) -> Place:
    """Give the place this name, this address, this area and this point (latitude and longitude, WGS 84 degrees; None
    when it is not known). Nothing is written when nothing differs."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    before = (place.name, place.address, place.area, place.latitude, place.longitude)
    latitude, longitude = point or (None, None)
    after = (translated(name), translated(address), area, latitude, longitude)
    if after != before:
        place.name, place.address, place.area, place.latitude, place.longitude = after
        place.save()
        record(what="place.changed", which=f"place:{place.pk}", by=by)
    return place

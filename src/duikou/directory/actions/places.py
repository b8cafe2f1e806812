"""Places: where things happen."""

from __future__ import annotations

from collections.abc import Mapping

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

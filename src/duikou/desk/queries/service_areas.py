"""The areas that centres serve: as they are drawn now, where they overlap, and as they were published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Prefetch, QuerySet

from duikou.desk.areas.overlaps import Overlap, meeting_boxes, overlap_of
from duikou.desk.areas.service_file import BORDER_METRES, Exemption, Served, build, digest_of
from duikou.desk.areas.shapes import box_of_shape
from duikou.desk.areas.streets import Part, plain, read_lines
from duikou.desk.models import AreaEdition, AreaException, Centre, ServiceArea


@dataclass(frozen=True, slots=True)
class TwoServe:
    """A part of the city that two centres serve: two areas and what they have in common, or a street that both name
    with numbers in common."""

    one: ServiceArea
    other: ServiceArea
    overlap: Overlap | None = None
    street: str = ""


def areas_to_publish() -> QuerySet[ServiceArea]:
    """The areas of the centres that are open to the public, in the order of the file, with their exceptions."""
    found = ServiceArea.objects.filter(centre__state=Centre.State.OPEN).select_related("centre__organisation")
    exceptions = AreaException.objects.select_related("instead")
    return found.order_by("centre__slug", "pk").prefetch_related(Prefetch("exceptions", exceptions))


def served(area: ServiceArea, *, today: date) -> Served:
    """The area as it goes into the file, with the exceptions that are not over."""
    exemptions = [
        Exemption(one.words, one.starts_on, one.ends_on, one.instead.slug if one.instead else "")
        for one in area.exceptions.all()
        if one.ends_on is None or one.ends_on >= today
    ]
    return Served(area.name, area.centre.slug, area.shape, read_lines(area.streets)[0], exemptions)


def file_of(areas: Sequence[ServiceArea], *, today: date, general: Centre | None) -> bytes:
    """The file of these areas as it would be published today."""
    return build(
        [served(area, today=today) for area in areas], published=today, general=general.slug if general else ""
    )


def editions() -> QuerySet[AreaEdition]:
    """Everything that was ever published, the newest first, without the files."""
    return AreaEdition.objects.defer("content").select_related("general__organisation")


def current_edition() -> AreaEdition | None:
    """What is shown to the public, without its file."""
    return editions().first()


def has_changed(edition: AreaEdition | None, areas: Sequence[ServiceArea], *, published: date) -> bool:
    """Whether what would be published now, but for the date, is other than `edition`, published on the day `published`
    in the city."""
    if edition is None:
        return bool(areas)
    return digest_of(file_of(areas, today=published, general=edition.general)) != edition.digest


def served_by_two(areas: Sequence[ServiceArea]) -> list[TwoServe]:
    """Where areas of two centres lie over each other by more than the width in which both are named anyhow, and the
    streets of which both name the same numbers."""
    drawn = [area for area in areas if area.drawing]
    shapes = [area.shape for area in drawn]
    found = []
    for at, other in meeting_boxes([box_of_shape(shape) for shape in shapes]):
        if drawn[at].centre_id == drawn[other].centre_id:
            continue
        overlap = overlap_of(shapes[at], shapes[other])
        if overlap is not None and overlap.metres_thick > BORDER_METRES:
            found.append(TwoServe(drawn[at], drawn[other], overlap))
    return found + _named_twice(areas)


def _named_twice(areas: Sequence[ServiceArea]) -> list[TwoServe]:
    """Streets of which areas of two centres name a number in common that neither leaves out."""
    streets: dict[str, list[tuple[ServiceArea, list[Part]]]] = {}
    shown: dict[str, str] = {}
    for area in areas:
        parts: dict[str, list[Part]] = {}
        for part in read_lines(area.streets)[0]:
            for name in part.names:
                parts.setdefault(plain(name), []).append(part)
                shown.setdefault(plain(name), name)
        for key, said in parts.items():
            streets.setdefault(key, []).append((area, said))
    return [
        TwoServe(one, other, street=shown[key])
        for key, named in streets.items()
        for (one, said), (other, also) in combinations(named, 2)
        if one.centre_id != other.centre_id and _in_common(said, also)
    ]


def _in_common(said: Sequence[Part], also: Sequence[Part]) -> bool:
    left_out = [some for part in (*said, *also) if part.left_out for some in part.numbers]
    for some in (some for part in said if not part.left_out for some in part.numbers):
        for other in (other for part in also if not part.left_out for other in part.numbers):
            numbers = range(max(some.first, other.first), min(some.last, other.last) + 1)
            if any(some.holds(n) and other.holds(n) and not any(out.holds(n) for out in left_out) for n in numbers):
                return True
    return False

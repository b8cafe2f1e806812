"""What is wrong with drawings, files and lists of streets, in words that say what to do next."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from duikou.desk.areas.geojson import Trouble
from duikou.desk.areas.streets import LineTrouble

FILES: dict[str, Any] = {
    "not_json": _("This is no GeoJSON file. Export the areas as GeoJSON (.geojson or .json) and upload that."),
    "not_geojson": _("This file is JSON, but no GeoJSON with areas. Export a FeatureCollection of polygons."),
    "no_area": _("There is no area in this file. Draw at least one polygon and export again."),
    "too_large": _("This file is too large: 8 MB and 200,000 points at most. Let the map tool simplify the borders."),
    "too_many": _("There are more than 3,000 areas in this file. Split it."),
}  # fmt: skip
TROUBLES: dict[str, Any] = {
    "no_polygon": _("“{area}” is no polygon. Draw its border as a closed area."),
    "no_numbers": _("“{area}” has a corner whose coordinates are no numbers. Export it again."),
    "open": _("The border of “{area}” is not closed at {at}. Let it end where it begins."),
    "few_points": _("“{area}” has fewer than three different corners at {at}. Draw it again."),
    "swapped": _("“{area}” has latitude and longitude the wrong way round at {at}. GeoJSON has the longitude first."),
    "hemisphere": _("“{area}” lies on the other side of the globe at {at}. Take the minus sign away."),
    "not_degrees": _("“{area}” is not in degrees at {at}. Export it in WGS 84 (EPSG:4326)."),
    "elsewhere": _("“{area}” lies outside China at {at}. Look at its coordinates again."),
    "crossing": _("The border of “{area}” crosses itself, or runs back along itself, at {at}. Move the corners there."),
    "hole_outside": _("A hole of “{area}” lies outside it at {at}. Move it inside, or take it away."),
    "hole_in_hole": _("Two holes of “{area}” lie in each other at {at}. Take one away."),
    "parts_overlap": _("Two parts of “{area}” lie over each other at {at}. Make them one."),
    "too_detailed": _("“{area}” has more than 5,000 corners. Let the map tool simplify its border."),
    "tiny": _("“{area}” is smaller than 400 square metres, at {at}. Was it drawn by mistake? Take it out."),
    "huge": _("“{area}” is larger than 20,000 square kilometres. Look at its corners again."),
    "sliver": _("“{area}” has a part less than two metres wide at {at}. Take it out."),
}  # fmt: skip
LINES: dict[str, Any] = {
    "no_name": _("Line {line}: no street is named. Begin with its name: {what}"),
    "bad_name": _("Line {line}: “{what}” is too short or too long for the name of a street."),
    "bad_numbers": _("Line {line}: the numbers in “{what}” cannot be read. Write them like 1-99 单 or 2-100 双."),
    "backwards": _("Line {line}: “{what}” runs backwards. Write the smaller number first."),
    "too_large": _("Line {line}: “{what}” is too large a number."),
    "no_such_number": _("Line {line}: in “{what}” the number is not what 单 or 双 says."),
    "too_many": _("There are more than {what} lines. Split the area."),
    "left_out_of_nothing": _("“{what}” is left out, but nothing of that street is served. Name the street first."),
}


def file_words(why: str) -> str:
    """Why a file cannot be read, and what to do."""
    return str(FILES[why])


def trouble_words(trouble: Trouble) -> str:
    """What is wrong with a drawing, where, and what to do."""
    return str(TROUBLES[trouble.why]).format(area=trouble.area, at=place_words(trouble.at))


def line_words(trouble: LineTrouble) -> str:
    """What is wrong with a line of streets, and what to do."""
    return str(LINES[trouble.why]).format(line=trouble.line, what=trouble.what)


def place_words(at: tuple[float, float] | None) -> str:
    """A point in degrees: `34.90500 N, 103.00500 E`."""
    if at is None:
        return _now("an unknown place")
    return _now("%(north)s N, %(east)s E") % {"north": f"{at[1]:.5f}", "east": f"{at[0]:.5f}"}

"""What is wrong with a field that was sent to the API, in the language of whoever sent it. What was sent is not
repeated: it may be somebody's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from duikou.base.problem_details import Problem

MOST_TOLD = 20
LONGEST_PLACE = 80
# By pydantic's names of errors; {limits} come from the shape.
WORDS = {
    "missing": _("This is needed here."),
    "extra_forbidden": _("There is no such field."),
    "uuid_parsing": _("This is not an id (a UUID)."),
    "uuid_type": _("This is not an id (a UUID)."),
    "string_type": _("Write a text here."),
    "string_too_long": _("At most {max_length} letters."),
    "string_too_short": _("At least {min_length} letters."),
    "int_type": _("Write a whole number here."),
    "int_parsing": _("Write a whole number here."),
    "int_from_float": _("Write a whole number here."),
    "int_parsing_size": _("This number is too large."),
    "greater_than_equal": _("At least {ge}."),
    "less_than_equal": _("At most {le}."),
    "bool_type": _("Write true or false here."),
    "bool_parsing": _("Write true or false here."),
    "literal_error": _("One of {expected}."),
    "enum": _("One of {expected}."),
    "timezone_aware": _("Write a moment with its offset here, such as 2026-11-28T09:00:00+08:00."),
    "datetime_type": _("Write a moment with its offset here, such as 2026-11-28T09:00:00+08:00."),
    "datetime_parsing": _("Write a moment with its offset here, such as 2026-11-28T09:00:00+08:00."),
    "datetime_from_date_parsing": _("Write a moment with its offset here, such as 2026-11-28T09:00:00+08:00."),
    "datetime_object_invalid": _("Write a moment with its offset here, such as 2026-11-28T09:00:00+08:00."),
    "model_type": _("Write an object here."),
    "model_attributes_type": _("Write an object here."),
    "dict_type": _("Write an object here."),
    "value_error": _("There are signs in it that cannot be printed."),
    "string_unicode": _("There are signs in it that cannot be printed."),
}


def wrong(errors: Iterable[Mapping[str, Any]], *, where: str = "") -> Problem:
    """The problem with these errors of pydantic, as `ValidationError.errors()` lists them; `where` comes before the
    place of each. The first twenty are told, of a field's name eighty letters."""
    found = [{"field": _place(where, error["loc"]), "detail": said(error)} for error in islice(errors, MOST_TOLD)]
    return Problem("invalid", more={"errors": found})


def wrong_field(where: str, detail: str) -> Problem:
    """A problem with one field (`body.person.contact`)."""
    return Problem("invalid", more={"errors": [{"field": where, "detail": detail}]})


def said(error: Mapping[str, Any]) -> str:
    """What is wrong, in the active language."""
    words = WORDS.get(error["type"])
    if words is None:
        return gettext("This is not as it should be.")
    try:
        return str(words).format_map(error.get("ctx") or {})
    except KeyError:
        return gettext("This is not as it should be.")


def _place(where: str, place: Iterable[object]) -> str:
    return ".".join([*([where] if where else []), *(str(part)[:LONGEST_PLACE] for part in place)])

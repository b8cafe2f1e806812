"""What every part of the API has in common: shapes of problems and of pages, and which answers an operation documents.

Descriptions are written in plain English and marked for the catalogues; the description of the API that is served says
them in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.utils.translation import gettext_noop as N_
from ninja import Schema
from ninja.params.functions import Query as query
from pydantic import AfterValidator, Field

LIMIT, MOST = 50, 200


class WrongField(Schema):
    """A field that is not as it should be."""

    field: str = Field(description=N_("Where: “body.person.contact”, “query.limit”."), examples=["body.person.contact"])
    detail: str = Field(description=N_("What is wrong with it."))


class ProblemOut(Schema):
    """A problem (RFC 9457)."""

    type: str = Field(description=N_("The kind of problem, as an address that explains it; it never changes."))
    title: str = Field(description=N_("The status in words."))
    status: int
    reason: str = Field(description=N_("The kind of problem by name."), examples=["full"])
    detail: str = Field(description=N_("What to do next, in the language asked for."))
    errors: list[WrongField] | None = Field(None, description=N_("With “invalid”: the fields to mend."))


def answers(good: Mapping[int, Any], *problems: int) -> dict[int, Any]:
    """The answers of an operation: the good ones, and these problems beside those that every operation may have."""
    return {**good, **dict.fromkeys(sorted({400, 404, 405, 413, 422, 429, 500, 503, *problems}), ProblemOut)}


def _clean(text: str) -> str:
    if not text.isprintable():
        raise ValueError("not printable")
    return text


# What is typed by people or other systems: without control signs, NULs and marks that turn text round.
Text = Annotated[str, AfterValidator(_clean)]
Cursor = Annotated[
    str | None, query(None, max_length=400, description=N_("“next” of the page before; none for the first page."))
]
Limit = Annotated[int, query(LIMIT, ge=1, le=MOST, description=N_("How many entries a page has at most."))]
NEXT = N_("The cursor of the next page; null on the last one.")
